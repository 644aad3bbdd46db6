"""From a grey frame to lines of candidate glyphs, with the crops of all of them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.bands import without_bands
from vision.binarise import InkMask, binarise
from vision.candidates import Box, candidates_of
from vision.cells import Cells, find_cells, outside
from vision.components import Components, Piece, components
from vision.dividers import Divider, find_dividers, may_be_parted
from vision.fields import upright_rules
from vision.frame import Frame
from vision.ground import on_fitting_ground
from vision.lattice import LineLattice
from vision.line_ink import LineInk
from vision.lines import TextLine, group_lines
from vision.normalise import SIDE, normalise_all
from vision.parts import LineParts, cut_apart, parts_of
from vision.rings import without_rings
from vision.rules import Mask, remove_rules

MAX_CROPS = 24_000
"""Of one picture: a bound on time and memory for pages made to be slow; a page full of print has 8,000."""

MIN_HEIGHT_PX = 7


@dataclass(frozen=True, slots=True)
class UncutLine:
    """A line with wide pieces that were left whole. lattice: its place among the lattices. height: of its taller marks.

    rows: of each uncut part of `parts` its crop's row.
    """

    lattice: int
    parts: LineParts
    ink: LineInk
    height: float
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Segmentation:
    """lattices: one per line, in reading order. crops: (N, 28, 28) uint8, 255 = ink, of all candidates.

    uncut: lines in which pieces may be cut yet, by `cut_doubted`. dividers: between the columns of a table.
    """

    lattices: tuple[LineLattice, ...]
    crops: NDArray[np.uint8]
    uncut: tuple[UncutLine, ...] = ()
    dividers: tuple[Divider, ...] = ()


def segment(frame: Frame, *, min_height_px: int = MIN_HEIGHT_PX, wait: bool = False) -> Segmentation:
    """Find everything in `frame` that may be a digit; finding nothing is not an error.

    Both polarities are looked at where the picture has dark ground; lines found twice are told apart after
    classification. wait: wide pieces stay whole until the network has seen them. Pure: no clock, no globals, no
    network.
    """
    if min(frame.grey.shape) < min_height_px:
        return Segmentation((), np.zeros((0, SIDE, SIDE), np.uint8))
    masks = binarise(frame.grey)
    builder = _Builder(wait)
    cells: Cells | None = None
    dividers: tuple[Divider, ...] = ()
    for mask, light in ((masks.dark, False), (masks.light, True)):
        if mask is not None:
            everything = components(mask.ink, mask.strong)
            if not light and (cells := find_cells(frame.grey, everything, mask.depth)) is not None:
                for line in cells.rows:
                    builder.add(line, cells.inside, mask.depth, light=False, cells=True)
            found, upright, typical = _clean(without_bands(everything, frame.grey), mask, min_height_px)
            parting = _pale_dividers(frame.grey, typical) if not (light or frame.live) else ()
            if not parting and upright is not None:
                parting = find_dividers(upright, typical)
            dividers += parting
            if cells is not None:
                found = replace(found, pieces=outside(cells, found.pieces))
            # Where all ground is light there is nothing to tell apart.
            found = on_fitting_ground(found, frame.grey, light=light) if masks.light else found
            for line in group_lines(found.pieces, min_height_px=min_height_px, dividers=parting):
                builder.add(line, found, mask.depth, light=light)
    return replace(builder.done(), dividers=dividers)


def _pale_dividers(grey: NDArray[np.uint8], height: float) -> tuple[Divider, ...]:
    """Those in an upload, where rules may be too pale for ink; a camera's frame has no time to look for them."""
    if not may_be_parted(grey, height):
        return ()
    return find_dividers(upright_rules(grey, round(2 * height)), height)


def cut_doubted(segmentation: Segmentation, doubted: Container[int]) -> Segmentation:
    """The same with those wide pieces cut whose crops' rows are `doubted`; new crops come after the old ones. Pure."""
    lattices = list(segmentation.lattices)
    inks: list[NDArray[np.uint8]] = []
    for line in segmentation.uncut:
        which = [part for part, row in zip(line.parts.uncut, line.rows, strict=True) if row in doubted]
        if which:
            lattices[line.lattice] = _recut(line, lattices[line.lattice], which, inks, len(segmentation.crops))
    if not inks:
        return segmentation
    return Segmentation(tuple(lattices), np.concatenate([segmentation.crops, normalise_all(inks)]))


def _recut(
    line: UncutLine, lattice: LineLattice, which: Sequence[int], inks: list[NDArray[np.uint8]], first_row: int
) -> LineLattice:
    """The line's lattice after cuts; whoever was a candidate before keeps the crop."""
    parts, was = cut_apart(line.parts, which, line.height)
    seen = {(candidate.start, candidate.end): candidate.crop for candidate in lattice.candidates}
    # A run of whole parts is what it was; one that begins or ends inside a part is new.
    begins = [k == 0 or was[k] != was[k - 1] for k in range(len(was))]
    ends = [*begins[1:], True]

    def row(start: int, end: int, box: Box) -> int:
        whole = begins[start] and ends[end - 1]
        known = seen.get((was[start], was[end - 1] + 1)) if whole else None
        if known is None:
            inks.append(line.ink.of(parts, start, end, box))
            return first_row + len(inks) - 1
        return known

    candidates = candidates_of(parts.parts, line.height, row)
    return LineLattice(len(parts.parts), candidates, lattice.light)


class _Builder:
    """Collects lattices and the ink of their candidates while lines are worked through."""

    def __init__(self, wait: bool) -> None:
        self._wait = wait
        self._lattices: list[LineLattice] = []
        self._inks: list[NDArray[np.uint8]] = []
        self._uncut: list[UncutLine] = []

    def add(
        self, line: TextLine, found: Components, depth: NDArray[np.uint8], *, light: bool, cells: bool = False
    ) -> None:
        """One more line, unless there are very many crops already."""
        parts = parts_of(line, found, wait=self._wait or cells) if len(self._inks) < MAX_CROPS else None
        if parts is None:
            return
        ink = LineInk(depth, parts)

        def row(start: int, end: int, box: Box) -> int:
            self._inks.append(ink.of(parts, start, end, box))
            return len(self._inks) - 1

        candidates = candidates_of(parts.parts, line.height, row)
        if parts.uncut and not cells:
            alone = {
                candidate.start: candidate.crop for candidate in candidates if candidate.end == candidate.start + 1
            }
            rows = tuple(alone[part] for part in parts.uncut)
            self._uncut.append(UncutLine(len(self._lattices), parts, ink, line.height, rows))
        self._lattices.append(LineLattice(len(parts.parts), candidates, light, cells))

    def done(self) -> Segmentation:
        """All of it."""
        return Segmentation(tuple(self._lattices), normalise_all(self._inks), tuple(self._uncut))


def _clean(found: Components, mask: InkMask, min_height_px: int) -> tuple[Components, Mask | None, float]:
    """Components without rules, frames and the picture's own edges; the upright rules, if there are any; and how high
    most pieces are."""
    upright: Mask | None = None
    typical = _typical_height(found.pieces, min_height_px)
    found = without_rings(found, typical)
    width = found.ink.shape[1]
    if any(p.width > min(3 * typical, 0.6 * width) or p.height > 3 * typical for p in found.pieces):
        length = max(24, round(min(2.5 * typical, 0.5 * width)))
        left, upright = remove_rules(found.ink, length)
        found = components(left, mask.strong)
        typical = _typical_height(found.pieces, min_height_px)
    pieces = [p for p in found.pieces if not _is_frame(p, typical, mask.ink.shape)]
    return without_rings(replace(found, pieces=pieces), typical, frames=True), upright, typical


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
