"""The glyphs of a line that the line network read by itself: no cuts are known, only where each symbol stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.lattice import Candidate, Step
from vision.line_places import Place, places
from vision.line_posterior import LinePosterior
from vision.line_view import LineView
from vision.normalise import normalise
from vision.reading import NOT_A_DIGIT

WIDEST = 0.42
"""Half of the widest glyph, in shares of the line picture's height."""

FAINT = 60
"""Ink under this is paper when a glyph's box is drawn tight."""

Strings = Sequence[tuple[str, float]]


def line_steps(view: LineView, posterior: LinePosterior, text: str, strings: Strings) -> list[Step]:
    """A step for each digit of `text` and each letter or sign beside them, in order; none when it cannot be placed.

    strings: (string, probability) of the line's likeliest strings, from which each place gets its probabilities.
    """
    found = places(posterior, text)
    columns = [place.column for place in found]
    shares = iter(shares_at(text, strings))
    steps = []
    for index, place in enumerate(found):
        left, right = _reach(columns, index, view.picture.shape)
        ink = np.where(view.picture[:, left:right] > FAINT, view.picture[:, left:right], 0).astype(np.uint8)
        label = int(place.symbol) if place.is_digit else NOT_A_DIGIT
        probabilities = next(shares) if place.is_digit else _no_digit(place)
        candidate = Candidate(index, index + 1, -1, _box(view, ink, left))
        steps.append(Step(candidate, label, probabilities, normalise(ink), "" if place.is_digit else place.symbol))
    return steps


def shares_at(text: str, strings: Strings) -> list[NDArray[np.float64]]:
    """(11,) for each place of `text`: the shares of the strings of this length that have that digit there; what
    remains stands under "not a digit"."""
    rivals = [(other, share) for other, share in strings if len(other) == len(text)]
    out = []
    for place in range(len(text)):
        probabilities = np.zeros(NOT_A_DIGIT + 1)
        for other, share in rivals:
            probabilities[int(other[place])] += share
        probabilities[NOT_A_DIGIT] = max(0.0, 1.0 - probabilities.sum())
        out.append(probabilities)
    return out


def _no_digit(place: Place) -> NDArray[np.float64]:
    probabilities = np.full(NOT_A_DIGIT + 1, (1 - place.probability) / NOT_A_DIGIT)
    probabilities[NOT_A_DIGIT] = place.probability
    return probabilities


def _reach(columns: Sequence[float], index: int, shape: tuple[int, ...]) -> tuple[int, int]:
    """Columns of one glyph: halfway to its neighbours, and no wider than glyphs are."""
    height, width = shape
    here = columns[index]
    left = max(0.0, here - WIDEST * height, (columns[index - 1] + here) / 2 if index else 0.0)
    end = (columns[index + 1] + here) / 2 if index + 1 < len(columns) else float(width)
    right = min(float(width), here + WIDEST * height, end)
    first = min(round(left), width - 1)
    return first, max(first + 1, round(right))


def _box(view: LineView, ink: NDArray[np.uint8], left: int) -> tuple[float, float, float, float]:
    """Around the ink, in the frame's pixels; around all of the place when there is none."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, bottom = (rows[0], rows[-1] + 1) if len(rows) else (0, ink.shape[0])
    first, last = (columns[0], columns[-1] + 1) if len(columns) else (0, ink.shape[1])
    x, right = view.x(left + int(first)), view.x(left + int(last))
    y, under = (view.y(int(row), (x + right) / 2) for row in (top, bottom))
    return x, y, right - x, under - y
