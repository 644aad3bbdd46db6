"""Which neighbouring parts may be one glyph, and what their geometry says of it; the same for ink and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from vision.geometry import WIDEST, gap_prior, reject_prior, size_prior
from vision.lattice import Candidate

MAX_RUN = 6
"""Parts in one candidate at most."""


class Extent(Protocol):
    """The place of a part on its line, in working pixels."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def component(self) -> int: ...
    @property
    def cut_cost(self) -> float: ...


def runs(parts: Sequence[Extent], line_height: float) -> Iterator[tuple[int, int]]:
    """The runs [start, end) of neighbouring parts that may be one glyph; every part alone is among them."""
    for start in range(len(parts)):
        yield start, start + 1
        left, right = parts[start].x, parts[start].right
        for end in range(start + 2, min(start + MAX_RUN, len(parts)) + 1):
            last = parts[end - 1]
            cut = last.component == parts[end - 2].component
            if not cut and not _may_join(parts[start : end - 1], last, line_height):
                break
            left, right = min(left, last.x), max(right, last.right)
            if right - left > WIDEST * line_height:
                break
            yield start, end


def candidate(
    start: int, run: Sequence[Extent], line_height: float, crop: int, strokes: tuple[int, ...] = ()
) -> Candidate:
    """The candidate that joins `run`, whose first part is number `start` on the line."""
    x, y = min(p.x for p in run), min(p.y for p in run)
    width, height = max(p.right for p in run) - x, max(p.bottom for p in run) - y
    prior = size_prior(height, width, line_height) - run[0].cut_cost
    for before, after in pairwise(run):
        if before.component != after.component:
            prior += gap_prior(after.x - before.right, line_height)
    reject = reject_prior(height, width, line_height) - run[0].cut_cost
    return Candidate(start, start + len(run), crop, (x, y, width, height), prior, reject, strokes)


def _may_join(run: Sequence[Extent], last: Extent, line_height: float) -> bool:
    """Separate pieces make one digit only when they are close, and two tall ones only when they touch."""
    gap = last.x - max(part.right for part in run)
    height = max(part.bottom for part in run) - min(part.y for part in run)
    both_tall = min(height, last.bottom - last.y) > 0.75 * line_height
    return gap < (0.04 if both_tall else 0.22) * line_height
