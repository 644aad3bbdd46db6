"""How a line is built: its digits in their places among marks that are none, such as `··1234` or `12.345-6`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from vision.alphabet import CODE_SIGNS, LETTERS, SEPARATORS

MARK = "·"
"""Stands for a mark that is no digit, and of which no more is sure."""


_NAMED = LETTERS + SEPARATORS + "".join(CODE_SIGNS.values())


class Placed(Protocol):
    """An upright rectangle, as `vision.reading.Box` is."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


class Marked(Protocol):
    """One mark of a line, as `vision.reading.Glyph` is."""

    @property
    def digit(self) -> int | None: ...
    @property
    def symbol(self) -> str: ...
    @property
    def box(self) -> Placed: ...


def structure_of(glyphs: Sequence[Marked]) -> str:
    """One character for each glyph: a digit, a letter or separator that is known as such, or MARK.

    What the line network read stands first (`Glyph.symbol`); of other marks only what size and place leave no doubt
    about is named.
    """
    digits = [glyph.box for glyph in glyphs if glyph.digit is not None]
    return "".join(_character(glyph, digits) for glyph in glyphs)


def _character(glyph: Marked, digits: Sequence[Placed]) -> str:
    if glyph.digit is not None:
        return str(glyph.digit)
    if glyph.symbol:
        return glyph.symbol if glyph.symbol in _NAMED else MARK
    return _by_shape(glyph.box, digits) or MARK


def _by_shape(box: Placed, digits: Sequence[Placed]) -> str:
    """A dash is flat and halfway up; a point is small, a comma small and tall, and both end near the digits' feet."""
    if not digits or box.width <= 0 or box.height <= 0:
        return ""
    near = sorted(digits, key=lambda digit: abs(digit.x - box.x))[:2]
    height = float(np.median([digit.height for digit in near]))
    top = float(np.median([digit.y for digit in near]))
    if height <= 0:
        return ""
    middle, foot = (box.y + box.height / 2 - top) / height, (box.y + box.height - top) / height
    flat = box.width >= 2 * box.height and box.height <= 0.25 * height and box.width >= 0.2 * height
    if flat:
        return "-" if 0.3 <= middle <= 0.7 else ""
    small = box.width <= 0.25 * height and box.height <= 0.4 * height
    if not small or not 0.85 <= foot <= 1.4 or middle < 0.75:
        return ""
    return "," if box.height >= 1.5 * box.width and foot > 1.05 else "." if box.height <= 0.25 * height else ""
