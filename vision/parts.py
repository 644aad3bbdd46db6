"""From a line's pieces to the parts that the lattice joins: bars laid over their digits, wide pieces cut."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.components import Piece
from vision.cuts import find_cuts, split
from vision.lines import TextLine

WIDE = 0.85
"""Pieces wider than this many line heights are offered cuts."""

DUST, DOT = 0.09, 0.24
"""Sizes in line heights: dust is dropped, a dot is kept only where it stands by itself."""

CUT_COST = 0.35
"""Of any cut, beside two for each line height of ink that it crosses; natural logarithm."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, or what lies between two cuts of one.

    mask: (height, width) uint8, 0 or 255, at (x, y) of the picture. cut_cost: of the cut on its left side, 0 when
    nothing was cut there. `component` tells parts of one piece from parts of another.
    """

    x: int
    y: int
    mask: NDArray[np.uint8]
    component: int
    cut_cost: float = 0.0

    @property
    def width(self) -> int:
        """Of its box, in working pixels."""
        return int(self.mask.shape[1])

    @property
    def height(self) -> int:
        """Of its box, in working pixels."""
        return int(self.mask.shape[0])

    @property
    def right(self) -> int:
        """First column beyond it."""
        return self.x + int(self.mask.shape[1])

    @property
    def bottom(self) -> int:
        """First row below it."""
        return self.y + int(self.mask.shape[0])


def parts_of(line: TextLine, labels: NDArray[np.int32]) -> list[Part]:
    """The parts of a line from left to right.

    labels: (H, W) int32 component labels of the picture that the line's pieces are from.
    """
    parts: list[Part] = []
    for number, group in enumerate(overlapping(line)):
        part = _union(group, labels, number)
        if part.width > WIDE * line.height and part.height > 0.4 * line.height:
            parts.extend(_cut(part, line.height))
        else:
            parts.append(part)
    return parts


def overlapping(line: TextLine) -> list[list[Piece]]:
    """Pieces one above another belong to one glyph: the bar of a 5, the two halves of a broken 0."""
    groups: list[list[Piece]] = []
    for piece in sorted(_without_specks(line), key=lambda p: p.x):
        last = groups[-1] if groups else None
        if last and _covers(last, piece, line.height):
            last.append(piece)
        else:
            groups.append([piece])
    return sorted(groups, key=lambda group: min(p.x for p in group) + max(p.right for p in group))


def _without_specks(line: TextLine) -> list[Piece]:
    """The line's pieces without dust, and without dots above or below a digit, which would distort its box."""
    tall = [p for p in line.pieces if p.height > 0.5 * line.height]
    kept = []
    for piece in line.pieces:
        size = max(piece.width, piece.height)
        if size < DUST * line.height:
            continue
        if size < DOT * line.height and any(_under(piece, other) for other in tall):
            continue
        kept.append(piece)
    return kept


def _under(dot: Piece, tall: Piece) -> bool:
    middle = dot.x + dot.width / 2
    return dot is not tall and tall.x <= middle <= tall.right


def _covers(group: list[Piece], piece: Piece, line_height: float) -> bool:
    left, right = min(p.x for p in group), max(p.right for p in group)
    overlap = min(right, piece.right) - max(left, piece.x)
    narrower = min(right - left, piece.width)
    return overlap >= 0.6 * narrower and max(right, piece.right) - min(left, piece.x) < 1.3 * line_height


def _union(group: list[Piece], labels: NDArray[np.int32], number: int) -> Part:
    x, y = min(p.x for p in group), min(p.y for p in group)
    right, bottom = max(p.right for p in group), max(p.bottom for p in group)
    mask = np.zeros((bottom - y, right - x), np.uint8)
    for piece in group:
        found = labels[piece.y : piece.bottom, piece.x : piece.right] == piece.label
        mask[piece.y - y : piece.bottom - y, piece.x - x : piece.right - x][found] = 255
    return Part(x, y, mask, number)


def _cut(part: Part, line_height: float) -> list[Part]:
    cuts = find_cuts(part.mask, line_height)
    if not cuts:
        return [part]
    costs = [0.0, *(CUT_COST + 2.0 * cut.ink / line_height for cut in cuts)]
    parts: list[Part] = []
    pending = 0.0
    for mask, cost in zip(split(part.mask, cuts), costs, strict=True):
        x, y, width, height = cv2.boundingRect(mask)
        if width * height == 0:
            pending = max(pending, cost)
            continue
        tight = mask[y : y + height, x : x + width].copy()
        parts.append(Part(part.x + x, part.y + y, tight, part.component, max(cost, pending) if parts else 0.0))
        pending = 0.0
    return parts
