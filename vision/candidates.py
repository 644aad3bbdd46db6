"""Which neighbouring parts may be one glyph, and what their geometry says of it; the same for ink and pictures."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Protocol

from vision.geometry import WIDEST, gap_prior, reject_prior, size_prior
from vision.lattice import Candidate

MAX_RUN = 6
"""Parts in one candidate at most."""

MAX_LINE = 400
"""Candidates of one line, unless it has more parts than this; a line of 30 touching digits has 350."""

ALONE = 6.0
"""Held against a part that stands alone being a digit, natural logarithm: points and commas are drawn like 1s."""

Box = tuple[float, float, float, float]
"""x, y, width, height."""


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


def no_strokes(start: int, end: int) -> tuple[int, ...]:
    """Of parts that are not made of strokes."""
    return ()


def candidates_of(
    parts: Sequence[Extent],
    line_height: float,
    crop: Callable[[int, int, Box], int],
    strokes: Callable[[int, int], tuple[int, ...]] = no_strokes,
    alone: Container[int] = (),
) -> tuple[Candidate, ...]:
    """Every run [start, end) of neighbouring parts that may be one glyph; every part alone is among them.

    There are at most `MAX_RUN` for each part, and of a line where that is more than `MAX_LINE` only shorter runs, down
    to each part alone. crop: of a run and its box, the crop's row among those of the source; asked once for each, in
    their order. alone: numbers of parts that are of no glyph with others, and hardly digits.
    """
    found = _runs(parts, line_height, MAX_RUN, alone)
    for longest in range(MAX_RUN - 1, 0, -1):
        if len(found) <= MAX_LINE:
            break
        found = [run for run in found if run[1] - run[0] <= longest]
    return tuple(
        Candidate(
            start,
            end,
            crop(start, end, box),
            box,
            size_prior(box[3], box[2], line_height) + gaps - parts[start].cut_cost - ALONE * (start in alone),
            reject_prior(box[3], box[2], line_height) - parts[start].cut_cost,
            strokes(start, end),
        )
        for start, end, box, gaps in found
    )


def _runs(
    parts: Sequence[Extent], line_height: float, longest: int, alone: Container[int]
) -> list[tuple[int, int, Box, float]]:
    """Start, end, box and what the gaps inside say, of each run."""
    found: list[tuple[int, int, Box, float]] = []
    widest = WIDEST * line_height
    for start, first in enumerate(parts):
        left, top, right, bottom = first.x, first.y, first.right, first.bottom
        gaps, before = 0.0, first
        found.append((start, start + 1, (left, top, right - left, bottom - top), gaps))
        for end in range(start + 2, min(start + longest, len(parts)) + 1):
            if start in alone or end - 1 in alone:
                break
            last = parts[end - 1]
            cut = last.component == before.component
            if not cut and not _may_join(last.x - right, bottom - top, last, line_height):
                break
            left, right = min(left, last.x), max(right, last.right)
            if right - left > widest:
                break
            top, bottom = min(top, last.y), max(bottom, last.bottom)
            if not cut:
                gaps += gap_prior(last.x - before.right, line_height)
            before = last
            found.append((start, end, (left, top, right - left, bottom - top), gaps))
    return found


def _may_join(gap: float, height: float, last: Extent, line_height: float) -> bool:
    """Separate pieces make one digit only when they are close, and two tall ones only when they touch.

    gap, height: between the run and `last`, and of the run.
    """
    both_tall = min(height, last.bottom - last.y) > 0.75 * line_height
    return gap < (0.04 if both_tall else 0.22) * line_height
