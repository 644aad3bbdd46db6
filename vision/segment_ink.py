"""From strokes to lines of candidate glyphs. Strokes are parts already: nothing has to be found, only grouped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.candidates import Box, candidates_of
from vision.components import Piece, extent
from vision.ink import render
from vision.ink_notes import left_out
from vision.ink_signs import low_signs, middle
from vision.lattice import LineLattice
from vision.lines import TextLine, group_lines
from vision.normalise import SIDE, normalise
from vision.parts import overlapping
from vision.segment import Segmentation
from vision.source import Ink, Stroke


@dataclass(frozen=True, slots=True)
class StrokePart:
    """Strokes that lie over each other: one place on the line. Numbers as in `candidates.Extent`."""

    x: float
    y: float
    right: float
    bottom: float
    component: int
    strokes: tuple[int, ...]
    cut_cost: float = 0.0


END, OVER, LIFT = (0.15, 0.5), 0.6, 0.22
"""The end of a digit that the pen lifted on the way to: its height beside the rest's, how much of the narrower lies
over the other, and the gap between at most, in heights of the rest."""

Crop = NDArray[np.uint8]
CropOf = Callable[[tuple[Stroke, ...], float], Crop]


def crop_of(strokes: tuple[Stroke, ...], pen_px: float) -> Crop:
    """(28, 28) uint8, 255 = ink: what the network sees of these strokes. Pure, so a caller may keep what it gave."""
    return normalise(render(strokes, pen_px))


def segment_ink(ink: Ink, crop: CropOf = crop_of) -> Segmentation:
    """Lines and candidates of a drawing; no strokes give no lines.

    `crop` may remember: while somebody draws, all strokes but the last are those of the time before.
    """
    strokes = [piece_of(index, stroke, ink.pen_px) for index, stroke in enumerate(ink.strokes) if len(stroke.points)]
    notes = left_out(strokes, ink)
    pieces, members = _with_lifted_ends([stroke for stroke in strokes if stroke.label not in notes])
    tallest = max((piece.height for piece in pieces), default=0)
    lattices: list[LineLattice] = []
    crops: list[Crop] = []
    # A mark under a quarter of the tallest is a dot, a comma or the bar of a 5: it joins a line but starts none.
    for line in group_lines(pieces, min_height_px=max(6, tallest // 4)):
        lattices.append(_lattice(line, members, ink, crops, crop))
    return Segmentation(tuple(lattices), np.stack(crops) if crops else np.zeros((0, SIDE, SIDE), np.uint8))


def piece_of(index: int, stroke: Stroke, pen_px: float) -> Piece:
    """The box of a stroke's ink, with the stroke's number as its label."""
    half = pen_px / 2
    low = np.floor(stroke.points.min(axis=0) - half).astype(int)
    high = np.ceil(stroke.points.max(axis=0) + half).astype(int)
    width, height = (high - low).tolist()
    return Piece(int(low[0]), int(low[1]), max(1, width), max(1, height), width * height, index)


def _with_lifted_ends(strokes: list[Piece]) -> tuple[list[Piece], dict[int, tuple[int, ...]]]:
    """(pieces, strokes of each by label): the end of a digit goes with the stroke drawn right before or after it.

    A pen that loses touch on the way leaves a digit's end over or under the rest, with a gap between: without this the
    hook of a 6 is a line of its own.
    """
    pieces: list[Piece] = []
    members: dict[int, tuple[int, ...]] = {}
    for stroke in strokes:
        before = pieces[-1] if pieces else None
        if before is not None and _is_end(before, stroke):
            pieces[-1] = _around(before, stroke)
            members[before.label] += (stroke.label,)
        else:
            pieces.append(stroke)
            members[stroke.label] = (stroke.label,)
    return pieces, members


def _is_end(one: Piece, other: Piece) -> bool:
    short, tall = sorted((one, other), key=lambda piece: piece.height)
    if not END[0] * tall.height <= short.height <= END[1] * tall.height:
        return False
    shared = min(short.right, tall.right) - max(short.x, tall.x)
    apart = max(short.y, tall.y) - min(short.bottom, tall.bottom)
    return shared >= OVER * min(short.width, tall.width) and 0 < apart <= LIFT * tall.height


def _around(one: Piece, other: Piece) -> Piece:
    x, y, right, bottom = extent((one, other))
    width, height = right - x, bottom - y
    return Piece(x, y, width, height, width * height, one.label)


def _lattice(
    line: TextLine, members: dict[int, tuple[int, ...]], ink: Ink, crops: list[Crop], crop: CropOf
) -> LineLattice:
    strokes_of = {piece: [ink.strokes[index] for index in members[piece.label]] for piece in line.pieces}
    signs = low_signs(line, strokes_of, ink.pen_px)
    of_signs = {piece for sign in signs for piece in sign}
    marks = replace(line, pieces=tuple(piece for piece in line.pieces if piece not in of_signs))
    groups = sorted([*overlapping(marks), *signs], key=middle)
    parts = [_part(group, members, number) for number, group in enumerate(groups)]
    alone = {number for number, group in enumerate(groups) if group in signs}

    def strokes(start: int, end: int) -> tuple[int, ...]:
        return tuple(sorted(index for part in parts[start:end] for index in part.strokes))

    def crop_row(start: int, end: int, _: Box) -> int:
        crops.append(crop(tuple(ink.strokes[index] for index in strokes(start, end)), ink.pen_px))
        return len(crops) - 1

    return LineLattice(len(parts), candidates_of(parts, line.height, crop_row, strokes, alone))


def _part(group: list[Piece], members: dict[int, tuple[int, ...]], number: int) -> StrokePart:
    return StrokePart(*extent(group), number, tuple(index for p in group for index in members[p.label]))
