"""Numbers cut out along their ink are read as if there were paper around them."""

from __future__ import annotations

import numpy as np
import pytest

from vision import Photo, Reader
from vision.ink import render
from vision.margin import with_margin
from vision.source import Ink

SEVEN = [[(0, 0), (60, 0), (30, 100)], [(15, 50), (55, 50)]]
TWO = [[(5, 25), (20, 2), (50, 5), (55, 30), (2, 98), (60, 96)]]
TWELVE = [[(0, 15), (18, 0), (18, 100)], [(45, 25), (60, 2), (90, 5), (95, 30), (42, 98), (100, 96)]]


def tight(strokes: list[list[tuple[float, float]]], *, light: bool = False) -> np.ndarray:
    """The strokes cut out along their ink."""
    ink = render(Ink.from_points(strokes).strokes, 12.0)
    rows, columns = np.flatnonzero(ink.max(axis=1) > 99), np.flatnonzero(ink.max(axis=0) > 99)
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.ascontiguousarray(cut if light else 255 - cut)


def test_the_paper_goes_on_around_the_picture() -> None:
    """In its own colour, and so that even a narrow picture has surroundings on all sides."""
    grey = np.full((40, 8), 180, np.uint8)
    grey[:, 3:5] = 30
    wide, (across, down) = with_margin(grey)
    assert wide.shape == (40 + 2 * down, 8 + 2 * across)
    assert down == 12 and wide.shape[0] == pytest.approx(wide.shape[1], abs=1)
    assert (wide[down : down + 40, across : across + 8] == grey).all()
    assert (wide[:down] == 180).all() and (wide[:, -across:] == 180).all()


@pytest.mark.parametrize("light", [False, True], ids=["dark on light", "light on dark"])
@pytest.mark.parametrize(("strokes", "text"), [(SEVEN, "7"), (TWO, "2"), (TWELVE, "12")])
def test_a_tight_cut_is_read(reader: Reader, strokes: list[list[tuple[float, float]]], text: str, light: bool) -> None:
    """People and programs cut along the ink; of such digits three in four were not found without paper around."""
    picture = tight(strokes, light=light)
    reading = reader.read(Photo(picture))
    assert reading.text == text
    (line,) = [line for line in reading.lines if line.text]
    assert (reading.width, reading.height) == picture.shape[::-1]
    assert line.box.x + line.box.width <= reading.width and line.box.y + line.box.height <= reading.height
    assert line.box.height > 0.8 * reading.height


def test_a_speck_of_light_in_the_dark_is_no_trouble(reader: Reader) -> None:
    """A picture whose white is black: shares of it were divided by nothing."""
    picture = np.zeros((60, 60), np.uint8)
    picture[20:26, 20:23] = 255
    assert reader.read(Photo(picture)).width == 60
