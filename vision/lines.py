"""Which pieces of ink stand on the same line, and in which order the lines are read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vision.boxes import in_rows
from vision.components import Piece, extent
from vision.dividers import Dividers

MAX_GAP = 1.6
"""Neighbours on a line are at most this many line heights apart."""

MAX_HEIGHT_RATIO = 2.2
"""Between neighbours on a line; handwriting varies this much."""

PIECES_AT_ONCE = 64

FEW = 3
"""Tall marks of one height that make a line tall, however many low ones there are."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """Pieces of one line, sorted by their middle's x.

    height: of its taller marks, in pixels. box: x, y, width, height around all pieces.
    """

    pieces: tuple[Piece, ...]
    height: float
    box: tuple[int, int, int, int]


def group_lines(pieces: Sequence[Piece], *, min_height_px: int, dividers: Dividers = ()) -> list[TextLine]:
    """Chain pieces into lines, then give each line the small marks on it, then put the lines in reading order.

    Pieces under `min_height_px` start no line, and none goes on beyond a divider. Pure; no pieces give no lines.
    """
    tall = sorted((p for p in pieces if p.height >= min_height_px), key=lambda p: p.x)
    groups = _chains(tall, dividers)
    small = sorted((p for p in pieces if p.height < min_height_px), key=lambda p: p.x)
    lines = [_with_small_marks(group, small) for group in groups]
    return reading_order(_absorb_dots(lines))


def reading_order(lines: Sequence[TextLine]) -> list[TextLine]:
    """Top to bottom in rows, left to right inside a row."""
    return in_rows(lines, lambda line: line.box)


def _chains(tall: list[Piece], dividers: Dividers) -> list[list[Piece]]:
    """Join each piece with those to its right that stand level with it: union-find over a sweep along x."""
    parent = list(range(len(tall)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for one, other in _level_pairs(tall):
        if any(divider.parts(tall[one][:4], tall[other][:4]) for divider in dividers):
            continue
        parent[root(other)] = root(one)
    groups: dict[int, list[Piece]] = {}
    for index, piece in enumerate(tall):
        groups.setdefault(root(index), []).append(piece)
    return list(groups.values())


def _level_pairs(tall: list[Piece]) -> Iterator[tuple[int, int]]:
    """Numbers of pieces that stand level and near, the left one first. tall: sorted by x.

    Some pieces at a time are compared with all that may be in their reach, in one go.
    """
    if not tall:
        return
    x, y, width, height = np.array(tall)[:, :4].T
    right, bottom = x + width, y + height
    for start in range(0, len(tall), PIECES_AT_ONCE):
        here = slice(start, start + PIECES_AT_ONCE)
        reach = (right[here] + MAX_GAP * MAX_HEIGHT_RATIO * height[here]).max()
        there = slice(start, int(np.searchsorted(x, reach)))
        low = np.minimum(height[here, None], height[there])
        high = np.maximum(height[here, None], height[there])
        gap = x[there] - right[here, None]
        overlap = np.minimum(bottom[here, None], bottom[there]) - np.maximum(y[here, None], y[there])
        # One over the other, like the hook and the stem of a 4 or the two rings of an 8, they need only touch.
        over = -gap >= 0.6 * np.minimum(width[here, None], width[there])
        # A short piece within the height of a tall one close by: the bar of a 5, half of a broken digit.
        is_part = (gap < 0.25 * high) & (low > 0.2 * high)
        level = (high <= MAX_HEIGHT_RATIO * low) | is_part
        level &= (overlap >= np.where(over, -0.08, 0.5) * low) & (gap <= MAX_GAP * high)
        for one, other in np.argwhere(level).tolist():
            if one < other:
                yield start + one, start + other


def _with_small_marks(group: list[Piece], small: list[Piece]) -> TextLine:
    line = line_of(group)
    x, y, width, height = line.box
    reach = 0.6 * line.height
    starts = [p.x for p in small]
    near = small[bisect_left(starts, x - reach) : bisect_left(starts, x + width + reach)]
    inside = [p for p in near if y - 0.1 * height <= p.y + p.height / 2 <= y + 1.15 * height]
    return line_of([*group, *inside], line.height) if inside else line


def _absorb_dots(lines: list[TextLine]) -> list[TextLine]:
    """A lone short group that lies on a taller line (a comma, a dash) becomes part of it."""
    lines = sorted(lines, key=lambda line: -line.height)
    kept: list[TextLine] = []
    for line in lines:
        host = next((i for i, other in enumerate(kept) if _lies_on(line, other)), None)
        if host is None:
            kept.append(line)
        else:
            kept[host] = line_of([*kept[host].pieces, *line.pieces])
    return kept


def _lies_on(small: TextLine, line: TextLine) -> bool:
    if len(small.pieces) > 3 or small.height > 0.6 * line.height:
        return False
    x, y, width, height = line.box
    small_x, small_y, small_width, small_height = small.box
    reach = 0.8 * line.height
    inside_x = x - reach <= small_x and small_x + small_width <= x + width + reach
    return inside_x and y <= small_y + small_height / 2 <= y + 1.1 * height


def line_of(pieces: Sequence[Piece], height: float | None = None) -> TextLine:
    """These pieces as one line, at least one. height: of its taller marks, where it is known better than by them."""
    ordered = sorted(pieces, key=lambda p: p.x + p.width / 2)
    height = _taller(ordered) if height is None else height
    x, y, right, bottom = extent(ordered)
    return TextLine(tuple(ordered), float(height), (x, y, right - x, bottom - y))


def _taller(pieces: Sequence[Piece]) -> int:
    heights = sorted(p.height for p in pieces)
    if len(heights) <= 2:
        return heights[-1]
    # Dots and dashes must not make the line look low, one long stroke not tall: a high but not the last quantile.
    usual = heights[round(0.7 * (len(heights) - 1))]
    # A few digits in a row of low marks, as the stars that fill the space before a printed amount.
    alike = [height for height in heights if height >= 0.75 * heights[-2]]
    return alike[len(alike) // 2] if len(alike) >= FEW and usual < 0.6 * alike[0] else usual
