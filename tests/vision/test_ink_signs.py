"""Points, commas, colons and slashes that are drawn between digits stay what they are."""

from __future__ import annotations

import pytest

from tests.vision.test_ink_lines import Points, ink, loops, stem
from vision import Reader

POINT: Points = [(92.0, 128.0), (93.0, 129.0)]
COMMA: Points = [(95.0, 122.0), (94.0, 128.0), (90.0, 140.0)]
UPPER: Points = [(92.0, 90.0), (93.0, 91.0)]


def slash(x: float) -> Points:
    """As high as the digits beside it and no straighter than a 1."""
    return [(x + 22.0, 66.0), (x + 11.0, 100.0), (x, 134.0)]


def two(x: float) -> Points:
    """A 2."""
    return [(x, 85.0), (x + 8, 72.0), (x + 24, 72.0), (x + 30, 84.0), (x + 24, 98.0), (x, 129.0), (x + 34, 129.0)]


@pytest.mark.parametrize(
    ("strokes", "structure"),
    [
        ([stem(70), POINT, stem(115)], "1.1"),
        ([loops(1, left=50.0), POINT, loops(1, left=140.0)], "0.0"),
        ([loops(1, left=50.0), COMMA, loops(1, left=140.0)], "0,0"),
        ([stem(70), UPPER, POINT, loops(1, left=140.0)], "1·0"),
    ],
    ids=["a point", "a point between zeros", "a comma", "a colon"],
)
def test_small_signs_are_no_part_of_digits(reader: Reader, strokes: list[Points], structure: str) -> None:
    """Before, a comma went into the digit beside it or was read as a 1, and a thin point was taken for dust."""
    (line,) = reader.read(ink(*strokes)).lines
    assert line.structure == structure
    assert [glyph.strokes for glyph in line.glyphs if glyph.digit is not None] == [(0,), (len(strokes) - 1,)]


def test_the_comma_under_the_bar_of_a_7_is_its_own(reader: Reader) -> None:
    """It stands within the digit's left and right, and nowhere near its ink."""
    seven: Points = [(50.0, 70.0), (95.0, 70.0), (70.0, 100.0), (62.0, 130.0)]
    tucked: Points = [(86.0, 122.0), (85.0, 128.0), (80.0, 142.0)]
    (line,) = reader.read(ink(seven, tucked, loops(1, left=140.0))).lines
    assert (line.text, line.structure) == ("70", "7·0")


def test_the_slashes_of_a_date_are_no_1s(reader: Reader) -> None:
    """Each by itself is a 1; digits were shown that nobody had written, and surely."""
    strokes = [two(20), slash(66), stem(110), slash(125), two(160), loops(1, left=225.0), stem(265), stem(295)]
    (line,) = reader.read(ink(*strokes)).lines
    assert line.structure == "2/1/2011"


def test_what_is_like_a_date_stays_a_number(reader: Reader) -> None:
    """Upright 1s where a date has slashes are 1s."""
    strokes = [two(20), stem(85), stem(125), stem(165), two(200), loops(1, left=285.0), loops(1, left=365.0), two(410)]
    (line,) = reader.read(ink(*strokes)).lines
    assert line.structure == "21112002"
