"""From strokes to lines of candidate glyphs. Strokes are parts already: nothing has to be found, only grouped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.candidates import Box, candidates_of
from vision.components import Piece
from vision.ink import render
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


Crop = NDArray[np.uint8]
CropOf = Callable[[tuple[Stroke, ...], float], Crop]


def crop_of(strokes: tuple[Stroke, ...], pen_px: float) -> Crop:
    """(28, 28) uint8, 255 = ink: what the network sees of these strokes. Pure, so a caller may keep what it gave."""
    return normalise(render(strokes, pen_px))


def segment_ink(ink: Ink, crop: CropOf = crop_of) -> Segmentation:
    """Lines and candidates of a drawing; no strokes give no lines.

    `crop` may remember: while somebody draws, all strokes but the last are those of the time before.
    """
    pieces = [_piece(index, stroke, ink.pen_px) for index, stroke in enumerate(ink.strokes) if len(stroke.points)]
    tallest = max((piece.height for piece in pieces), default=0)
    lattices: list[LineLattice] = []
    crops: list[Crop] = []
    # A mark under a quarter of the tallest is a dot, a comma or the bar of a 5: it joins a line but starts none.
    for line in group_lines(pieces, min_height_px=max(6, tallest // 4)):
        lattices.append(_lattice(line, ink, crops, crop))
    return Segmentation(tuple(lattices), np.stack(crops) if crops else np.zeros((0, SIDE, SIDE), np.uint8))


def _piece(index: int, stroke: Stroke, pen_px: float) -> Piece:
    half = pen_px / 2
    low = np.floor(stroke.points.min(axis=0) - half).astype(int)
    high = np.ceil(stroke.points.max(axis=0) + half).astype(int)
    width, height = (high - low).tolist()
    return Piece(int(low[0]), int(low[1]), max(1, width), max(1, height), width * height, index)


def _lattice(line: TextLine, ink: Ink, crops: list[Crop], crop: CropOf) -> LineLattice:
    parts = [_part(group, number) for number, group in enumerate(overlapping(line))]

    def strokes(start: int, end: int) -> tuple[int, ...]:
        return tuple(sorted(index for part in parts[start:end] for index in part.strokes))

    def crop_row(start: int, end: int, _: Box) -> int:
        crops.append(crop(tuple(ink.strokes[index] for index in strokes(start, end)), ink.pen_px))
        return len(crops) - 1

    return LineLattice(len(parts), candidates_of(parts, line.height, crop_row, strokes))


def _part(group: list[Piece], number: int) -> StrokePart:
    return StrokePart(
        min(p.x for p in group),
        min(p.y for p in group),
        max(p.right for p in group),
        max(p.bottom for p in group),
        number,
        tuple(p.label for p in group),
    )
