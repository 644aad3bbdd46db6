"""Where touching digits may come apart: paths of least ink from top to bottom of a wide piece."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MAX_CUTS = 8
"""In one piece; with candidates of at most `MAX_RUN` parts this bounds the crops of a piece."""

CUTS_PER_HEIGHT, UNCUT_WIDTH = 4, 0.6
"""So many cuts for each line height that a piece is wider than the second: most pieces are single digits, and every
cut costs crops."""

ROWS = 32
"""A seam is sought through every second row of pieces twice as high as this, every third of those thrice as high."""

_SIDESTEP = 0.3
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
    minima at least a tenth of the line's height apart are kept, the cheapest of them, by the piece's width. Pure.
    """
    margin = max(2, round(0.14 * line_height))
    every = max(1, mask.shape[0] // ROWS)
    cost, steps = _seams(mask[::every] > 0, margin // 2)
    spacing = max(2, round(0.1 * line_height))
    ends = _local_minima(cost, spacing, margin)
    most = min(MAX_CUTS, max(1, round(CUTS_PER_HEIGHT * (mask.shape[1] / line_height - UNCUT_WIDTH))))
    ends = sorted(sorted(ends, key=lambda end: float(cost[end]))[:most])
    return [_cut(mask, steps, end, every) for end in ends if every * cost[end] < 0.75 * line_height]


def split(mask: NDArray[np.uint8], cuts: list[Cut]) -> list[NDArray[np.uint8]]:
    """The parts of `mask` between the cuts, left to right, each of the mask's own size; some may be empty."""
    columns = np.arange(mask.shape[1])[None, :]
    number = sum((columns >= cut.columns[:, None]).astype(np.uint8) for cut in cuts)
    return [np.where(number == index, mask, 0).astype(np.uint8) for index in range(len(cuts) + 1)]


def _seams(ink: NDArray[np.bool_], margin: int) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Cost of the cheapest seam ending at each column of the last row, and every pixel's step from above.

    Seams stay `margin` columns inside: one that runs around the piece would cut nothing off.
    """
    height, width = ink.shape
    weights = ink.astype(np.float32)
    weights[:, :margin] = weights[:, width - margin :] = np.inf
    steps = np.zeros((height, width), np.int8)
    # One column of infinity on each side: stepping out of the picture never pays.
    cost = np.full(width + 2, np.inf, np.float32)
    cost[1:-1] = weights[0]
    left, straight, right = cost[:-2], cost[1:-1], cost[2:]
    for row in range(1, height):
        best = np.minimum(left, right) + _SIDESTEP
        aside = best < straight
        steps[row] = np.where(aside, np.where(left <= right, -1, 1), 0)
        cost[1:-1] = np.where(aside, best, straight) + weights[row]
    return straight.copy(), steps


def _local_minima(cost: NDArray[np.float32], spacing: int, margin: int) -> list[int]:
    ends: list[int] = []
    order = np.argsort(cost[margin : len(cost) - margin], kind="stable") + margin
    for column in order:
        if all(abs(column - other) >= spacing for other in ends):
            ends.append(int(column))
    return ends


def _cut(mask: NDArray[np.uint8], steps: NDArray[np.int8], end: int, every: int) -> Cut:
    path = np.empty(len(steps), np.intp)
    column = end
    for row in range(len(steps) - 1, -1, -1):
        path[row] = column
        column += int(steps[row, column])
    columns = np.repeat(path, every)[: len(mask)]
    crossed = float((mask[np.arange(len(mask)), columns] > 0).sum())
    return Cut(columns, crossed)
