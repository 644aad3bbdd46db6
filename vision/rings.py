"""Rings around numbers: somebody circled an answer, or it is the number of a question. They lie over every digit in
them, and would make one mark of them all."""

from __future__ import annotations

import cv2
import numpy as np

from vision.components import Components, Piece

LEAST, THIN = 1.1, 0.3
"""Its lesser side at least, beside the height of most pieces, and its ink at most, in shares of its box."""

ROUND = 0.6, 0.9
"""How much of its box it encloses: what encloses more is a frame, whose rules tell columns and cells apart."""

INSIDE, MOST = 0.3, 24
"""How high one of the marks in it is at least, beside it, since a point in a 0 is less; and how many they are at
most."""


def without_rings(found: Components, typical: float, *, frames: bool = False) -> Components:
    """The same without rings around others, among the pieces and in the ink. Pure.

    typical: height of most pieces. frames: without those of straight rules as well.
    """
    pieces = found.pieces
    rings = [piece for piece in pieces if _may_be_ring(piece, typical)]
    if not rings or len(pieces) < 2:
        return found
    x, y, width, height = np.array(pieces)[:, :4].T
    gone = []
    for ring in rings:
        around = (x > ring.x) & (x + width < ring.right) & (y > ring.y) & (y + height < ring.bottom)
        if (
            0 < around.sum() <= MOST
            and (around & (height >= INSIDE * ring.height)).any()
            and (frames or _is_round(found, ring))
        ):
            gone.append(ring)
    return found.without(gone)


def _may_be_ring(piece: Piece, typical: float) -> bool:
    return min(piece.width, piece.height) > LEAST * typical and piece.area < THIN * piece.width * piece.height


def _is_round(found: Components, piece: Piece) -> bool:
    outlines, _ = cv2.findContours(found.own(piece), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    enclosed = max((cv2.contourArea(outline) for outline in outlines), default=0.0)
    return ROUND[0] <= enclosed / (piece.width * piece.height) <= ROUND[1]
