"""Lines that look like numbers are read a second time, whole, and both readings are weighed together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vision.even import is_even
from vision.fusion import Fused, Fusion, fuse, text_of, whole
from vision.lattice import Decoded, LineLattice, around
from vision.line_posterior import LinePosterior
from vision.line_readers import LineReaders
from vision.line_view import LineView, line_view
from vision.slope import levelled

FEWEST_DIGITS = 2
"""A lone digit is what the digit network was made for; the line network has nothing to add."""

LOWEST_PX = 8

DOUBT = 0.97
"""A line whose string is less likely than this after the second reading is read in more views, if there is time."""


Lines = Sequence[tuple[LineLattice, Decoded]]


def revised(
    lines: Lines,
    grey: NDArray[np.uint8],
    readers: LineReaders | None,
    *,
    most: int,
    thorough: bool = True,
    fusion: Fusion | None = None,
    known: Mapping[int, LinePosterior] | None = None,
) -> list[Fused]:
    """Each line, in the same order, after a second reading of up to `most` of them.

    grey: (H, W) uint8, the picture that the lines are from. The lines with most digits go first. Without readers
    all lines stay as they are. thorough: lines that stay in doubt are read in three views (line_vote.py), which read
    3 points more of the development amounts exactly. known: what the general network said of some of the lines, by
    their place, as `view_of` shows them.
    """
    fused = [as_read(decoded, cells=lattice.cells) for lattice, decoded in lines]
    worth = (i for i, (lattice, decoded) in enumerate(lines) if not lattice.cells and _is_worth(decoded))
    chosen = sorted(worth, key=lambda i: -len(fused[i].steps))[:most]
    if readers is None or not chosen:
        return fused
    weights = fusion or Fusion()
    views = [view_of(grey, *lines[index]) for index in chosen]
    printed = [_is_print(lines[index][1]) for index in chosen]
    known = {place: known[index] for place, index in enumerate(chosen) if index in known} if known else {}
    seen = list(zip(chosen, views, readers.look([view.picture for view in views], printed, known), strict=True))
    for index, view, look in seen:
        fused[index] = fuse(lines[index][1], look.posterior, weights, view)
    if thorough:
        doubtful = [one for one in seen if fused[one[0]].strings[0][1] < DOUBT]
        votes = readers.vote([look for _, _, look in doubtful])
        for (index, view, _), vote in zip(doubtful, votes, strict=True):
            fused[index] = fuse(lines[index][1], vote, weights, view)
    return fused


def as_read(decoded: Decoded, *, cells: bool = False) -> Fused:
    """A line that only the lattice has read."""
    return Fused(decoded.steps, ((text_of(decoded.steps), whole(decoded.steps)),), "cells" if cells else "pieces")


def _is_worth(decoded: Decoded) -> bool:
    digits = sum(step.is_digit for step in decoded.steps)
    return decoded.is_number and digits >= FEWEST_DIGITS and around(decoded.steps)[3] >= LOWEST_PX


def _is_print(decoded: Decoded) -> bool:
    return is_even([step.candidate.box for step in decoded.steps if step.is_digit])


def view_of(grey: NDArray[np.uint8], lattice: LineLattice, decoded: Decoded) -> LineView:
    """What the line network is shown of a line."""
    box, slope = levelled(decoded.steps)
    return line_view(grey, box, light=lattice.light, slope=slope)
