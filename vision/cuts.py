"""Where touching digits may come apart: paths of least ink from top to bottom of a wide piece."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MAX_CUTS = 8
"""In one piece; with candidates of at most `MAX_RUN` parts this bounds the crops of a piece."""

_SIDESTEP = 0.15
"""Cost of moving one column while going down one row, in pixels of ink."""


class Cut(NamedTuple):
    """A path through a piece. columns: (H,) int, the first column right of the cut in each row.

    ink: how many ink pixels it crosses.
    """

    columns: NDArray[np.intp]
    ink: float


def find_cuts(mask: NDArray[np.uint8], line_height: float) -> list[Cut]:
    """The best places to cut, from left to right; none is a valid answer.

    mask: (H, W) uint8, 0 or 255. Minimum-ink seams by dynamic programming, one ending at each column; the local
    minima at least a tenth of the line's height apart are kept, the cheapest `MAX_CUTS` of them. Pure.
    """
    cost, steps = _seams(mask > 0)
    margin = max(2, round(0.14 * line_height))
    spacing = max(2, round(0.1 * line_height))
    ends = _local_minima(cost, spacing, margin)
    ends = sorted(sorted(ends, key=lambda end: float(cost[end]))[:MAX_CUTS])
    return [_cut(mask, steps, end) for end in ends if cost[end] < 0.75 * line_height]


def split(mask: NDArray[np.uint8], cuts: list[Cut]) -> list[NDArray[np.uint8]]:
    """The parts of `mask` between the cuts, left to right, each of the mask's own size; some may be empty."""
    columns = np.arange(mask.shape[1])[None, :]
    number = sum((columns >= cut.columns[:, None]).astype(np.uint8) for cut in cuts)
    return [np.where(number == index, mask, 0).astype(np.uint8) for index in range(len(cuts) + 1)]


def _seams(ink: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Cost of the cheapest seam ending at each column of the last row, and every pixel's step from above."""
    height, width = ink.shape
    weights = ink.astype(np.float32)
    cost = weights[0].copy()
    steps = np.zeros((height, width), np.int8)
    for row in range(1, height):
        padded = np.pad(cost, 1, constant_values=np.inf)
        choices = np.stack([padded[:-2] + _SIDESTEP, padded[1:-1], padded[2:] + _SIDESTEP])
        best = choices.argmin(axis=0)
        steps[row] = best - 1
        cost = choices[best, np.arange(width)] + weights[row]
    return cost, steps


def _local_minima(cost: NDArray[np.float32], spacing: int, margin: int) -> list[int]:
    ends: list[int] = []
    order = np.argsort(cost[margin : len(cost) - margin], kind="stable") + margin
    for column in order:
        if all(abs(column - other) >= spacing for other in ends):
            ends.append(int(column))
    return ends


def _cut(mask: NDArray[np.uint8], steps: NDArray[np.int8], end: int) -> Cut:
    height = len(steps)
    columns = np.empty(height, np.intp)
    column = end
    for row in range(height - 1, -1, -1):
        columns[row] = column
        column += int(steps[row, column])
    crossed = float((mask[np.arange(height), columns] > 0).sum())
    return Cut(columns, crossed)
