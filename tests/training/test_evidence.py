"""Which lines of a picture trust is fitted on: those whose truth the label tells."""

from __future__ import annotations

import numpy as np
import pytest

from training.evaluation import outcome
from training.evaluation.evidence import is_right, labelled
from training.evaluation.material import Material
from training.evaluation.task import Task
from vision import Box, Glyph, Line, Photo

PICTURE = Photo(np.full((200, 400), 255, np.uint8))
PLATE = Box(100, 100, 200, 40)


def line(text: str, box: Box = PLATE) -> Line:
    glyphs = tuple(Glyph(int(digit), 0.9, (0.0,) * 11, (), box) for digit in text)
    return Line(text, 0.9, box, glyphs)


def kept(score: outcome.Score, *lines: Line) -> list[str]:
    """What is judged of a picture of ABC123 whose plate is known."""
    material = Material("made", "made", "made", lambda _, __: [], score)
    return [one.text for one in labelled(material, Task("made.png", PICTURE, "ABC123", place=PLATE), list(lines))]


def test_of_a_cropped_plate_its_largest_writing_is_judged() -> None:
    """A sticker's year is read rightly and surely; as a wrong plate it would teach to doubt small print."""
    sticker = line("082003", Box(300, 20, 40, 12))
    assert kept(outcome.plate, sticker, line("123")) == ["123"]


def test_of_a_cropped_number_the_longest_line_is_judged() -> None:
    """As the evaluation does."""
    assert kept(outcome.number, line("1"), line("123"), line("")) == ["123"]


def test_in_a_whole_photo_scenery_is_judged_and_time_stamps_are_not() -> None:
    """A fence that reads as 11 is no number; what the camera wrote is one that nobody labelled."""
    stamp = line("20140617123717", Box(0, 0, 150, 12))
    assert kept(outcome.anywhere, stamp, line("11", Box(0, 150, 20, 40)), line("123456")) == ["11", "123456"]


@pytest.mark.parametrize(("text", "right"), [("123", True), ("12", False)])
def test_a_line_by_itself_is_right_or_wrong(text: str, right: bool) -> None:
    """By the same rules that judge the whole picture."""
    material = Material("made", "made", "made", lambda _, __: [], outcome.plate)
    assert is_right(material, Task("made.png", PICTURE, "123", place=PLATE), line(text)) is right
