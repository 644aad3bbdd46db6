"""What stands in the cells of grids that are for one digit each, read without the rules around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.components import Components, Piece, components
from vision.grids import RULES, Place, Quad, find_grids, scaled
from vision.lines import TextLine, line_of
from vision.quantile import quantile

Grey = NDArray[np.uint8]

INSET = 0.07
"""Share of a cell's sides that its rules may take inside it."""

TALL = 0.3
"""Of a cell's height, what a digit in it takes at least."""

HALF = 0.5
"""Of the height of the other digits, what one takes at least; pencilled candidates and specks take less."""

PALE = 0.4
"""Of the contrast of the larger marks, what shines through from the other side has less."""

ONE_EACH = 0.85
"""Share of the filled cells that hold exactly one tall mark, where cells are for one digit each."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Grids with one digit a cell. rows: the marks of each row of cells. inside: of all of them, to be cut out from.

    ground: (H, W) uint8, 255 where the grids are: what stands there is read by cells alone.
    """

    rows: tuple[TextLine, ...]
    inside: Components
    ground: Grey


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell of a grid. pieces: the marks in it, once they are known."""

    place: Place
    quad: Quad
    pieces: list[Piece]


def find_cells(grey: Grey, found: Components, depth: Grey) -> Cells | None:
    """The cells of a picture; None without any. found: all pieces, rules among them. depth: as in `InkMask`. Pure."""
    grids = [[_Cell(place, quad, []) for place, quad in sorted(grid.items())] for grid in find_grids(grey, found)]
    if not grids:
        return None
    cells = list(chain.from_iterable(grids))
    numbers = np.zeros(found.ink.shape, np.int32)
    for number, cell in enumerate(cells, 1):
        _fill(numbers, scaled(cell.quad, 1 - 2 * INSET), number)
    inner: Grey = np.where(numbers > 0, found.ink, 0)
    inside = components(inner, inner)
    for piece in _dark_enough(inside.pieces, grey, depth):
        counts = np.bincount(numbers[piece.y : piece.bottom, piece.x : piece.right].ravel())
        cell = cells[int(counts[1:].argmax())]
        if _in_the_middle(piece, cell.quad):
            cell.pieces.append(piece)
    rows: list[TextLine] = []
    ground = np.zeros(found.ink.shape, np.uint8)
    for grid in grids:
        if of_grid := _rows(grid):
            rows.extend(of_grid)
            for cell in grid:
                _fill(ground, scaled(cell.quad, 1 + RULES), 255)
    return Cells(tuple(rows), inside, ground) if rows else None


def outside(cells: Cells, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces whose middle is in no grid."""
    return [p for p in pieces if not cells.ground[p.y + p.height // 2, p.x + p.width // 2]]


def _fill(into: NDArray[np.integer], quad: Quad, value: int) -> None:
    cv2.fillConvexPoly(into, np.round(quad).astype(np.int32), value)


def _dark_enough(pieces: Sequence[Piece], grey: Grey, depth: Grey) -> list[Piece]:
    """Print and pencil, in light and shadow; not what shines through from the other side of the paper."""
    if not pieces:
        return []
    contrasts = np.array([_contrast(piece, grey, depth) for piece in pieces])
    areas = np.array([piece.width * piece.height for piece in pieces])
    least = PALE * float(np.median(contrasts[areas >= np.median(areas)]))
    return [piece for piece, contrast in zip(pieces, contrasts, strict=True) if contrast > least]


def _contrast(piece: Piece, grey: Grey, depth: Grey) -> float:
    """How much darker than the paper around it its ink is, as a share of the paper; of its darker pixels."""
    place = np.s_[piece.y : piece.bottom, piece.x : piece.right]
    own = depth[place].astype(np.float32)
    return quantile(own / np.maximum(1.0, own + grey[place]), 0.9)


def _in_the_middle(piece: Piece, quad: Quad) -> bool:
    """A rest of a rule lies along a side; a digit has its middle near the cell's."""
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    x = (piece.x + piece.width / 2 - left) / (right - left)
    y = (piece.y + piece.height / 2 - top) / (bottom - top)
    return bool(0.2 < x < 0.8 and 0.15 < y < 0.85)


def _rows(cells: Sequence[_Cell]) -> list[TextLine]:
    """The rows of one grid that hold something; none when its cells are not for one digit each."""
    tallest = [max((piece.height for piece in cell.pieces), default=0) for cell in cells]
    heights = [height for height, cell in zip(tallest, cells, strict=True) if height > TALL * np.ptp(cell.quad[:, 1])]
    if not heights:
        return []
    typical = float(np.median(heights))
    tall = [[piece for piece in cell.pieces if piece.height > HALF * typical] for cell in cells]
    filled = [marks for marks in tall if marks]
    if sum(_is_one(marks) for marks in filled) < ONE_EACH * len(filled):
        return []
    rows: dict[int, list[Piece]] = {}
    for cell, marks in zip(cells, tall, strict=True):
        if marks:
            # A 5's bar is small, but it is near the rest; what is small all over is pencil.
            rows.setdefault(cell.place[0], []).extend(piece for piece in cell.pieces if _is_near(piece, marks))
    return [line_of(pieces, typical) for _, pieces in sorted(rows.items())]


def _is_one(marks: Sequence[Piece]) -> bool:
    """Whether none stands beside another: halves of a broken digit stand over each other."""
    largest = max(marks, key=lambda mark: mark.area)
    return all(min(m.right, largest.right) - max(m.x, largest.x) > 0.3 * m.width for m in marks)


def _is_near(piece: Piece, marks: Sequence[Piece]) -> bool:
    return any(
        min(piece.right, mark.right) > max(piece.x, mark.x)
        and piece.y < mark.bottom + 0.3 * mark.height
        and piece.bottom > mark.y - 0.3 * mark.height
        for mark in marks
    )
