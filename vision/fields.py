"""Where ruled fields for one number are: the amount box of a cheque, the boxes of forms, open at an end or broken.

What is written in them leans over their rules, touches them and runs out at the right, which tears lines of pieces
apart; the field itself says where the number begins and ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.rules import morph

Grey = NDArray[np.uint8]
Runs = NDArray[np.int64]
"""(N, 4): x, y, right, bottom of straight runs of ink."""

WINDOW, DARKER = 25, 7
"""Side of the square whose mean a rule is darker than, and by how many grey levels."""

LONGEST_GAP, LONGEST_UPRIGHT_GAP = 7, 3
"""Pixels that are missing in a dotted rule, or one of small print."""

SHORTEST_PX, LOWEST_PX, HIGHEST_PX = 60, 20, 160
"""Of a field's long sides, and its height."""

NARROWEST, WIDEST = 1.8, 14.0
"""Width of a field, in heights: narrower ones are cells (grids.py), wider ones the space between two guide lines."""

STANDS = 0.9
"""Share of a field's height that a rule at its side takes at least."""

ASTRAY = 0.35
"""How far beyond the long sides' ends a side may stand, in heights."""

MOST_RUNS, MOST_FIELDS = 400, 16

LARGEST = 0.5
"""Share of the picture that a field takes at most: more is a plate or a label that was cut out, print and all."""


@dataclass(frozen=True, slots=True)
class Field:
    """Within its rules, in pixels of the picture. rows: y of the top and bottom of what is written in it."""

    x: int
    y: int
    right: int
    bottom: int
    rows: tuple[int, int]

    @property
    def height(self) -> int:
        """Within its rules."""
        return self.bottom - self.y


def find_fields(grey: Grey, *, most: int = MOST_FIELDS) -> list[Field]:
    """At most `most` fields with something written in them, from the top; none is no error.

    grey: (H, W) uint8, dark rules on lighter paper. Two level rules, one above the other, with an upright one at an
    end or at both. Pure.
    """
    if min(grey.shape) < LOWEST_PX:
        return []
    ink = _darker(grey)
    level, level_ink = _runs(ink, SHORTEST_PX, horizontal=True)
    if len(level) < 2:
        return []
    upright, upright_ink = _runs(ink, LOWEST_PX, horizontal=False)
    if not len(upright):
        return []
    written = cv2.subtract(ink, cv2.dilate(cv2.max(level_ink, upright_ink), np.ones((3, 3), np.uint8)))
    found: list[Field] = []
    for x, y, right, bottom in _boxes(level, upright):
        if len(found) == most:
            break
        if (right - x) * (bottom - y) > LARGEST * grey.size:
            continue
        rows = _rows(np.asarray(written[y:bottom, x:right], np.uint8))
        if rows is not None:
            found.append(Field(x, y, right, bottom, (y + rows[0], y + rows[1])))
    return found


def upright_rules(grey: Grey, shortest: int) -> Grey:
    """(H, W) uint8, 255 where dark upright rules of at least `shortest` pixels stand, however pale. Pure, 5 ms a
    million pixels."""
    return _runs(_darker(grey), shortest, horizontal=False)[1]


def _darker(grey: Grey) -> Grey:
    """255 where it is darker than around it."""
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, WINDOW, DARKER)
    return np.asarray(ink, np.uint8)


def _runs(ink: Grey, shortest: int, *, horizontal: bool) -> tuple[Runs, Grey]:
    """Straight runs of at least `shortest` pixels, the longest first, and their ink."""
    gap = LONGEST_GAP if horizontal else LONGEST_UPRIGHT_GAP
    joined = morph(cv2.MORPH_CLOSE, ink, gap, horizontal=horizontal)
    # A rule tilted by a degree moves one row every 57 pixels: thickened, it holds long runs.
    joined = morph(cv2.MORPH_DILATE, joined, 3, horizontal=not horizontal)
    runs = morph(cv2.MORPH_OPEN, joined, shortest, horizontal=horizontal)
    _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8, ltype=cv2.CV_32S)
    x, y, width, height, _ = stats[1:].T.astype(np.int64)
    across, along = (height, width) if horizontal else (width, height)
    # What is as thick as writing is no rule, but a rule that falls takes rows.
    thin = across <= 8 + along // 12
    order = np.argsort(-along[thin], kind="stable")[:MOST_RUNS]
    return np.column_stack([x, y, x + width, y + height])[thin][order], runs


def _boxes(level: Runs, upright: Runs) -> Iterator[tuple[int, int, int, int]]:
    """Within the rules: x, y, right, bottom, from the top."""
    level = level[np.argsort(level[:, 1], kind="stable")]
    middles = (level[:, 1] + level[:, 3]) // 2
    for k, top in enumerate(level):
        heights = middles[k + 1 :] - middles[k]
        for j in (k + 1 + np.flatnonzero((heights >= LOWEST_PX) & (heights <= HIGHEST_PX))).tolist():
            bottom, height = level[j], int(middles[j] - middles[k])
            left, right = max(int(top[0]), int(bottom[0])), min(int(top[2]), int(bottom[2]))
            if right - left < NARROWEST * height or _is_parted(level, middles, (k, j), left, right):
                continue
            span = (int(top[3]), int(bottom[1]))
            for start, end in _between(upright, (left, right), span, height):
                if NARROWEST * height <= end - start <= WIDEST * height and span[1] - span[0] > LOWEST_PX // 2:
                    yield start, span[0], end, span[1]


def _is_parted(level: Runs, middles: NDArray[np.int64], pair: tuple[int, int], left: int, right: int) -> bool:
    """Whether a third rule of the same extent lies between: then these two are no one field's sides."""
    between = level[pair[0] + 1 : pair[1]]
    margin = 0.2 * (middles[pair[1]] - middles[pair[0]])
    middle = middles[pair[0] + 1 : pair[1]]
    shared = np.minimum(between[:, 2], right) - np.maximum(between[:, 0], left)
    inside = (middle > middles[pair[0]] + margin) & (middle < middles[pair[1]] - margin)
    return bool((inside & (shared > 0.6 * (right - left))).any())


def _between(upright: Runs, ends: tuple[int, int], span: tuple[int, int], height: int) -> Iterator[tuple[int, int]]:
    """From one upright rule to the next, and to the ends of the long sides beyond the outermost ones."""
    over = np.minimum(upright[:, 3], span[1]) - np.maximum(upright[:, 1], span[0])
    beside = (upright[:, 2] > ends[0] - ASTRAY * height) & (upright[:, 0] < ends[1] + ASTRAY * height)
    sides = sorted(upright[(over >= STANDS * (span[1] - span[0])) & beside].tolist())
    if not sides:
        return
    first, last = sides[0], sides[-1]
    if len(sides) > 1:
        yield int(first[2]), int(last[0])
    for one, other in pairwise(sides):
        if (one, other) != (first, last):
            yield int(one[2]), int(other[0])
    if first[0] > ends[0] + ASTRAY * height:
        yield ends[0], int(first[0])
    if last[2] < ends[1] - ASTRAY * height:
        yield int(last[2]), ends[1]


def _rows(written: Grey) -> tuple[int, int] | None:
    """Top and bottom of the ink but for its outermost strokes; None for an empty field, and for one full of ink."""
    by_row = cv2.reduce(written, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel() / 255.0 if written.size else np.zeros(1)
    total = float(by_row.sum())
    if not 0.01 < total / max(written.size, 1) < 0.5:
        return None
    share = by_row.cumsum() / total
    top, bottom = int(np.searchsorted(share, 0.02)), int(np.searchsorted(share, 0.98)) + 1
    return (top, bottom) if bottom - top >= LOWEST_PX // 2 else None
