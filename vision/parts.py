"""From a line's pieces to the parts that the lattice joins: bars laid over their digits, wide pieces cut."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from itertools import accumulate

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.components import Components, Piece, extent
from vision.cuts import MAX_CUTS, find_cuts, split
from vision.geometry import WIDEST
from vision.lines import TextLine

WIDE = 0.85
"""Pieces wider than this many line heights are offered cuts."""

DUST, DOT = 0.09, 0.24
"""Sizes in line heights: dust is dropped, a dot is kept only where it stands by itself."""

CUT_COST = 0.35
"""Of any cut, beside two for each line height of ink that it crosses; natural logarithm."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, or what lies between two cuts of one: its box in working pixels.

    cut_cost: of the cut on its left side, 0 when nothing was cut there. `component` tells parts of one piece from
    parts of another.
    """

    x: int
    y: int
    right: int
    bottom: int
    component: int
    cut_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class LineParts:
    """The parts of one line from left to right, and whose each pixel is.

    pixels: (H, W) uint8 or uint16 with its corner at (x, y) of the picture: names[k] where part k has ink, 0 elsewhere;
    names grow from left to right. There is a pixel of room around all parts, except at the picture's edges.
    uncut: which parts are wide and were left whole.
    """

    parts: list[Part]
    names: list[int]
    pixels: NDArray[np.unsignedinteger]
    x: int
    y: int
    uncut: tuple[int, ...] = ()


def parts_of(line: TextLine, found: Components, *, wait: bool = False) -> LineParts | None:
    """The parts of a line, or None when it is nothing but dust. found: what the line's pieces are from.

    wait: pieces that are wide, but not too wide to be one digit, are left whole until `cut_apart`.
    """
    groups = [(group, _around(group, number)) for number, group in enumerate(overlapping(line))]
    if not groups:
        return None
    height, width = found.ink.shape
    x, y = max(0, min(part.x for _, part in groups) - 1), max(0, min(part.y for _, part in groups) - 1)
    right, bottom = max(part.right for _, part in groups) + 1, max(part.bottom for _, part in groups) + 1
    wide = [_is_wide(part, line.height) for _, part in groups]
    most = len(groups) + MAX_CUTS * sum(wide)
    pixels = np.zeros((min(height, bottom) - y, min(width, right) - x), np.uint8 if most < 256 else np.uint16)
    parts: list[Part] = []
    uncut: list[int] = []
    for (group, part), is_wide in zip(groups, wide, strict=True):
        for piece in group:
            found.paint(piece, pixels, len(parts) + 1, (x, y))
        if is_wide and not (wait and part.right - part.x <= WIDEST * line.height):
            parts.extend(_cut(part, pixels, len(parts) + 1, (x, y), line.height))
        else:
            uncut.extend([len(parts)] * is_wide)
            parts.append(part)
    return LineParts(parts, list(range(1, len(parts) + 1)), pixels, x, y, tuple(uncut))


def cut_apart(line: LineParts, which: Container[int], line_height: float) -> tuple[LineParts, list[int]]:
    """The line with some of its uncut parts cut; and for each of its parts now, which part it was, or is of."""
    room = [MAX_CUTS + 1 if number in which else 1 for number in range(len(line.parts))]
    begins = list(accumulate(room, initial=1))
    renamed = np.zeros(1 + max(255, line.names[-1]), line.pixels.dtype)
    renamed[line.names] = begins[:-1]
    narrow = line.pixels.dtype == np.uint8
    pixels = np.asarray(cv2.LUT(line.pixels, renamed), np.uint8) if narrow else renamed[line.pixels]
    parts: list[Part] = []
    names: list[int] = []
    was: list[int] = []
    for number, (part, name) in enumerate(zip(line.parts, begins, strict=False)):
        now = _cut(part, pixels, name, (line.x, line.y), line_height) if number in which else [part]
        parts.extend(now)
        names.extend(range(name, name + len(now)))
        was.extend([number] * len(now))
    return LineParts(parts, names, pixels, line.x, line.y), was


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


def _around(group: list[Piece], number: int) -> Part:
    return Part(*extent(group), number)


def _is_wide(part: Part, line_height: float) -> bool:
    return part.right - part.x > WIDE * line_height and part.bottom - part.y > 0.4 * line_height


def _cut(
    part: Part, pixels: NDArray[np.unsignedinteger], name: int, origin: tuple[int, int], line_height: float
) -> list[Part]:
    """Cut the part of this name; in `pixels` the parts between the cuts get this name and those after it."""
    place = pixels[part.y - origin[1] : part.bottom - origin[1], part.x - origin[0] : part.right - origin[0]]
    mask = np.asarray(cv2.inRange(place, name, name), np.uint8)
    cuts = find_cuts(mask, line_height)
    if not cuts:
        return [part]
    costs = [0.0, *(CUT_COST + 2.0 * cut.ink / line_height for cut in cuts)]
    parts: list[Part] = []
    pending = 0.0
    for piece, cost in zip(split(mask, cuts), costs, strict=True):
        x, y, width, height = cv2.boundingRect(piece)
        if width * height == 0:
            pending = max(pending, cost)
            continue
        place[piece > 0] = name + len(parts)
        x, y = part.x + x, part.y + y
        parts.append(Part(x, y, x + width, y + height, part.component, max(cost, pending) if parts else 0.0))
        pending = 0.0
    return parts
