"""Which neighbouring parts may be one glyph, and what their geometry says of it; the same for ink and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from vision.geometry import WIDEST, gap_prior, reject_prior, size_prior
from vision.lattice import Candidate

MAX_RUN = 6
"""Parts in one candidate at most."""

Box = tuple[float, float, float, float]


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
    first_crop: int,
    strokes: Callable[[int, int], tuple[int, ...]] = no_strokes,
) -> list[Candidate]:
    """Every run [start, end) of neighbouring parts that may be one glyph; every part alone is among them.

    Their crops are numbered from `first_crop` on, in their order.
    """
    return [
        Candidate(
            start,
            end,
            first_crop + number,
            box,
            size_prior(box[3], box[2], line_height) + gaps - parts[start].cut_cost,
            reject_prior(box[3], box[2], line_height) - parts[start].cut_cost,
            strokes(start, end),
        )
        for number, (start, end, box, gaps) in enumerate(_runs(parts, line_height))
    ]


def _runs(parts: Sequence[Extent], line_height: float) -> Iterator[tuple[int, int, Box, float]]:
    """Start, end, box and what the gaps inside say, of each run."""
    widest = WIDEST * line_height
    for start, first in enumerate(parts):
        left, top, right, bottom = first.x, first.y, first.right, first.bottom
        gaps, before = 0.0, first
        yield start, start + 1, (left, top, right - left, bottom - top), gaps
        for end in range(start + 2, min(start + MAX_RUN, len(parts)) + 1):
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
            yield start, end, (left, top, right - left, bottom - top), gaps


def _may_join(gap: float, height: float, last: Extent, line_height: float) -> bool:
    """Separate pieces make one digit only when they are close, and two tall ones only when they touch.

    gap, height: between the run and `last`, and of the run.
    """
    both_tall = min(height, last.bottom - last.y) > 0.75 * line_height
    return gap < (0.04 if both_tall else 0.22) * line_height
