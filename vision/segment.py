"""From a grey frame to lines of candidate glyphs, with the crops of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.binarise import InkMask, binarise
from vision.candidates import candidates_of
from vision.components import Components, Piece, components
from vision.frame import Frame
from vision.ground import on_fitting_ground
from vision.lattice import LineLattice
from vision.line_ink import LineInk
from vision.lines import TextLine, group_lines
from vision.normalise import SIDE, normalise_all
from vision.parts import parts_of
from vision.rules import remove_rules

MAX_CROPS = 24_000
"""Of one picture: a bound on time and memory for pages made to be slow; a page full of print has 8,000."""

MIN_HEIGHT_PX = 7


@dataclass(frozen=True, slots=True)
class Segmentation:
    """lattices: one per line, in reading order. crops: (N, 28, 28) uint8, 255 = ink, of all candidates."""

    lattices: tuple[LineLattice, ...]
    crops: NDArray[np.uint8]


def segment(frame: Frame, *, min_height_px: int = MIN_HEIGHT_PX) -> Segmentation:
    """Find everything in `frame` that may be a digit; finding nothing is not an error.

    Both polarities are looked at where the picture has dark ground; lines found twice are told apart after
    classification. Pure: no clock, no globals, no network.
    """
    if min(frame.grey.shape) < min_height_px:
        return Segmentation((), np.zeros((0, SIDE, SIDE), np.uint8))
    masks = binarise(frame.grey)
    builder = _Builder()
    for mask, light in ((masks.dark, False), (masks.light, True)):
        if mask is not None:
            found = _clean(mask, min_height_px)
            # Where all ground is light there is nothing to tell apart.
            found = on_fitting_ground(found, frame.grey, light=light) if masks.light else found
            _segment_one(found, mask.depth, min_height_px, builder, light=light)
    return builder.done()


class _Builder:
    """Collects lattices and crops while lines are worked through."""

    def __init__(self) -> None:
        self.lattices: list[LineLattice] = []
        self.inks: list[NDArray[np.uint8]] = []

    def full(self) -> bool:
        return len(self.inks) >= MAX_CROPS

    def done(self) -> Segmentation:
        return Segmentation(tuple(self.lattices), normalise_all(self.inks))


def _segment_one(
    found: Components, depth: NDArray[np.uint8], min_height_px: int, builder: _Builder, *, light: bool
) -> None:
    for line in group_lines(found.pieces, min_height_px=min_height_px):
        if builder.full():
            return
        _add_line(line, found, depth, builder, light=light)


def _clean(mask: InkMask, min_height_px: int) -> Components:
    """Components without rules, frames and the picture's own edges."""
    found = components(mask.ink, mask.strong)
    typical = _typical_height(found.pieces, min_height_px)
    width = mask.ink.shape[1]
    if any(p.width > min(3 * typical, 0.6 * width) or p.height > 3 * typical for p in found.pieces):
        length = max(24, round(min(2.5 * typical, 0.5 * width)))
        found = components(remove_rules(mask.ink, length), mask.strong)
        typical = _typical_height(found.pieces, min_height_px)
    return replace(found, pieces=[p for p in found.pieces if not _is_frame(p, typical, mask.ink.shape)])


def _typical_height(pieces: Sequence[Piece], min_height_px: int) -> float:
    heights = [p.height for p in pieces if p.height >= min_height_px and p.area > 0.08 * p.width * p.height]
    return float(np.median(heights)) if heights else float(4 * min_height_px)


def _is_frame(piece: Piece, typical: float, shape: tuple[int, ...]) -> bool:
    """What no glyph looks like: far larger than the rest and mostly hollow, or a long thin rest of a rule."""
    fill = piece.area / (piece.width * piece.height)
    large = piece.width > 0.9 * shape[1] and piece.height > 0.9 * shape[0] and min(shape[:2]) > 64
    hollow = min(piece.width, piece.height) > 4 * typical and fill < 0.2
    thin = piece.width > 3 * typical and piece.height < 0.35 * typical
    return large or hollow or thin


def _add_line(line: TextLine, found: Components, depth: NDArray[np.uint8], builder: _Builder, *, light: bool) -> None:
    parted = parts_of(line, found)
    if parted is None:
        return
    ink = LineInk(depth, parted)
    candidates = candidates_of(parted.parts, line.height, len(builder.inks))
    builder.inks.extend(ink.of(candidate.start, candidate.end) for candidate in candidates)
    builder.lattices.append(LineLattice(len(parted.parts), tuple(candidates), light))
