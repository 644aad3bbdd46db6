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
    costs = _seams(mask[::every] > 0, margin // 2)
    spacing = max(2, round(0.1 * line_height))
    cost = costs[-1, 1:-1].tolist()
    most = min(MAX_CUTS, max(1, round(CUTS_PER_HEIGHT * (mask.shape[1] / line_height - UNCUT_WIDTH))))
    ends = sorted(_local_minima(cost, spacing, margin)[:most])
    ends = [end for end in ends if every * cost[end] < 0.75 * line_height]
    steps = _steps(costs).tolist() if ends else []
    return [_cut(mask, steps, end, every) for end in ends]


def split(mask: NDArray[np.uint8], cuts: list[Cut]) -> list[NDArray[np.uint8]]:
    """The parts of `mask` between the cuts, left to right, each of the mask's own size; some may be empty."""
    columns = np.arange(mask.shape[1])[None, :]
    number = sum((columns >= cut.columns[:, None]).astype(np.uint8) for cut in cuts)
    return [np.where(number == index, mask, 0).astype(np.uint8) for index in range(len(cuts) + 1)]


def _seams(ink: NDArray[np.bool_], margin: int) -> NDArray[np.float32]:
    """(H, W + 2): cost of the cheapest seam from the first row to each pixel; a column of infinity on each side.

    Seams stay `margin` columns inside: one that runs around the piece would cut nothing off.
    """
    height, width = ink.shape
    weights = ink.astype(np.float32)
    weights[:, :margin] = weights[:, width - margin :] = np.inf
    costs = np.full((height, width + 2), np.inf, np.float32)
    costs[0, 1:-1] = weights[0]
    best = np.empty(width, np.float32)
    for above, here, weight in zip(costs, costs[1:], weights[1:], strict=False):
        np.minimum(above[:-2], above[2:], out=best)
        best += _SIDESTEP
        np.minimum(best, above[1:-1], out=best)
        np.add(best, weight, out=here[1:-1])
    return costs


def _steps(costs: NDArray[np.float32]) -> NDArray[np.int8]:
    """(H - 1, W): where the cheapest seam to each pixel of the rows after the first comes from: -1, 0 or 1 aside."""
    left, straight, right = costs[:-1, :-2], costs[:-1, 1:-1], costs[:-1, 2:]
    aside = np.minimum(left, right) + np.float32(_SIDESTEP) < straight
    return np.where(aside, np.where(left <= right, -1, 1), 0).astype(np.int8)


def _local_minima(cost: list[float], spacing: int, margin: int) -> list[int]:
    """Columns in order of their cost, the cheapest first, no two nearer than `spacing`."""
    ends: list[int] = []
    taken = bytearray(len(cost) + 2 * spacing)
    for column in sorted(range(margin, len(cost) - margin), key=cost.__getitem__):
        if not taken[column + spacing]:
            ends.append(column)
            taken[column + 1 : column + 2 * spacing] = b"\1" * (2 * spacing - 1)
    return ends


def _cut(mask: NDArray[np.uint8], steps: list[list[int]], end: int, every: int) -> Cut:
    path = [end]
    for row in reversed(steps):
        path.append(path[-1] + row[path[-1]])
    columns = np.repeat(np.array(path[::-1], np.intp), every)[: len(mask)]
    crossed = int(np.count_nonzero(mask[np.arange(len(mask)), columns]))
    return Cut(columns, float(crossed))
