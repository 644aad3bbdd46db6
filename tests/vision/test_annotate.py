"""Boxes and digits stand where the marks are, show on any ground, and leave the ink alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vision.annotate import DOUBTFUL, NOT_READ, SURE, Pixels, annotated, save
from vision.reading import Box, Glyph, Line, Reading

BOX = Box(60, 80, 30, 40)


def _reading(digit: int | None = 7, probability: float = 0.99, box: Box = BOX) -> Reading:
    """A picture of 200 x 150 with one mark."""
    glyph = Glyph(digit, probability, (), (), box)
    line = Line("" if digit is None else str(digit), probability, box, (glyph,))
    return Reading("photo", 200, 150, 0, (line,), {}, "test")


def _ground(level: int) -> Pixels:
    return np.full((150, 200, 3), level, np.uint8)


def _count(picture: Pixels, colour: tuple[int, int, int]) -> int:
    return int((picture == colour).all(axis=2).sum())


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_mark_shows_on_any_ground(level: int) -> None:
    """Dark strokes show on light ground, their white edges on dark ground."""
    drawn = annotated(_ground(level), _reading())
    assert _count(drawn, SURE) > 150
    assert level == 255 or _count(drawn, (255, 255, 255)) > 300


@pytest.mark.parametrize("level", [0, 255])
def test_the_ink_itself_is_left_alone(level: int) -> None:
    """Whoever checks a reading must see what was there; and the given picture is not drawn on."""
    ground = _ground(level)
    drawn = annotated(ground, _reading())
    inside = drawn[int(BOX.y) + 1 : int(BOX.y + BOX.height), int(BOX.x) + 1 : int(BOX.x + BOX.width)]
    assert (inside == level).all()
    assert (ground == level).all()


def test_the_digit_stands_above_its_box() -> None:
    """Its label is as wide as a digit and ends over the box's upper edge."""
    changed = (annotated(_ground(255), _reading()) != 255).any(axis=2)
    above = np.argwhere(changed[: int(BOX.y) - 4])
    assert len(above) and above[:, 0].min() > BOX.y - 40
    assert BOX.x - 5 < above[:, 1].min() <= above[:, 1].max() < BOX.x + BOX.width + 5


def test_without_room_above_the_digit_stands_below() -> None:
    """Marks at the upper edge of a picture are common."""
    drawn = annotated(_ground(255), _reading(box=Box(60, 5, 30, 40)))
    assert _count(drawn[52:], SURE) > 5
    assert (drawn[:2] == 255).all()


@pytest.mark.parametrize(("digit", "probability", "colour"), [(7, 0.5, DOUBTFUL), (None, 0.99, NOT_READ)])
def test_doubt_and_refusal_look_different(digit: int | None, probability: float, colour: tuple[int, int, int]) -> None:
    """What is unsure, and what is no digit, must catch the eye, or stay out of its way."""
    drawn = annotated(_ground(255), _reading(digit, probability))
    assert _count(drawn, colour) > 100
    assert _count(drawn, SURE) == 0


def test_doubt_does_not_rest_on_colour_alone() -> None:
    """The question mark makes the label wider."""

    def label_width(probability: float) -> int:
        changed = (annotated(_ground(255), _reading(7, probability)) != 255).any(axis=2)
        columns = np.flatnonzero(changed[: int(BOX.y) - 4].any(axis=0))
        return int(columns[-1] - columns[0])

    assert label_width(0.5) > 1.4 * label_width(0.99)


def test_what_is_no_digit_gets_no_label() -> None:
    """A box only."""
    drawn = annotated(_ground(255), _reading(None))
    assert (drawn[: int(BOX.y) - 4] == 255).all()


def test_a_smaller_picture_is_drawn_on_at_its_own_scale() -> None:
    """Boxes are in the source's pixels; the picture to draw on may be a reduced one."""
    drawn = annotated(_ground(255)[::2, ::2], _reading())
    changed = np.argwhere((drawn != 255).any(axis=2))
    assert abs(changed[:, 0].max() - (BOX.y + BOX.height) / 2) <= 2
    assert abs(changed[:, 1].max() - (BOX.x + BOX.width) / 2) <= 2


@pytest.mark.parametrize("box", [Box(-5, -5, 10, 10), Box(190, 140, 40, 40), Box(0, 0, 200, 150), Box(9, 9, 0, 0)])
def test_boxes_at_the_edge_are_drawn_as_far_as_they_go(box: Box) -> None:
    """Never an error: the picture is for looking at."""
    assert annotated(_ground(255), _reading(box=box)).shape == (150, 200, 3)


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG")])
def test_it_is_saved_as_its_name_says(name: str, kind: str, tmp_path: Path) -> None:
    """PNG keeps scans sharp, JPEG keeps photographs small."""
    save(_ground(200), tmp_path / name)
    with Image.open(tmp_path / name) as image:
        assert (image.format, image.size) == (kind, (200, 150))
