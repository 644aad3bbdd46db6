"""How a line is built: digits in their places among marks that are none."""

from __future__ import annotations

import pytest

from vision import Box, Glyph
from vision.reading import NOT_A_DIGIT
from vision.structure import structure_of


def _glyph(digit: int | None, box: Box, symbol: str = "") -> Glyph:
    probabilities = [0.0] * 11
    probabilities[NOT_A_DIGIT if digit is None else digit] = 1.0
    return Glyph(digit, 1.0, tuple(probabilities), (), box, symbol=symbol)


def _between(box: Box, symbol: str = "") -> str:
    return structure_of((_glyph(1, Box(0, 0, 20, 40)), _glyph(None, box, symbol), _glyph(2, Box(60, 0, 20, 40))))


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (Box(30, 18, 20, 4), "1-2"),
        (Box(35, 34, 6, 6), "1.2"),
        (Box(35, 34, 6, 14), "1,2"),
        (Box(30, 0, 20, 40), "1·2"),
        (Box(30, 0, 20, 4), "1·2"),
        (Box(35, 2, 6, 6), "1·2"),
    ],
)
def test_separators_are_named_only_where_size_and_place_leave_no_doubt(box: Box, expected: str) -> None:
    """A dash halfway up, a point at the digits' feet; a letter, an overline or a dot above stay marks."""
    assert _between(box) == expected


def test_what_the_line_network_named_stands_as_it_is() -> None:
    """It knows more than size and place; a sign it cannot name is a mark."""
    assert _between(Box(30, 0, 20, 40), "K") == "1K2"
    assert _between(Box(30, 0, 20, 40), "/") == "1/2"
    assert _between(Box(30, 0, 20, 40), "*") == "1·2"
