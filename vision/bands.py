"""Bands along the edge of a sheet, a shirt or a sign that lies on other ground: they are no ink.

Near such an edge the mean of the surroundings is a mixture of both grounds, and what departs from it is a band around
the sheet, as wide as half the window that the mean is of. A stroke has sharp edges on both its sides; a band has one,
and fades away on the other.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.components import Components, Piece

Grey = NDArray[np.uint8]

LARGE = 0.3
"""Share of the picture's smaller side that the smaller side of a piece has from which it may be a band."""

STEP, SHARP = 0.3, 0.8
"""Around a piece its grey must change by this share of how far it stands out, on this share of its outline."""

OPEN, EVEN = 0.3, 0.7
"""Of a band's box the sheet within takes so much, and so much of the sheet's own box. What is dark about a car or a
room has no such opening, and what stands before it is no number."""

WIDE = 32
"""Part of a piece's smaller side within which that change must lie: large strokes may be blurred more."""


def without_bands(found: Components, grey: Grey) -> Components:
    """The pieces and their ink but for bands.

    grey: (H, W) uint8, the picture that was binarised. Only large pieces are looked at, 1 ms each. Pure.
    """
    least = LARGE * min(grey.shape)
    return found.without([p for p in found.pieces if min(p.width, p.height) >= least and _is_band(p, found, grey)])


def _is_band(piece: Piece, found: Components, grey: Grey) -> bool:
    side = max(5, min(piece.width, piece.height) // WIDE) | 1
    own = found.own(piece, side)
    if not _is_around_a_sheet(own, piece.width * piece.height):
        return False
    place = grey[max(0, piece.y - side) : piece.bottom + side, max(0, piece.x - side) : piece.right + side]
    inner = cv2.erode(own, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=255)
    change = cv2.morphologyEx(cv2.blur(place, (3, 3)), cv2.MORPH_GRADIENT, np.ones((side, side), np.uint8))
    around = change[cv2.subtract(own, inner) > 0]
    return len(around) > 0 and float(np.mean(around >= STEP * np.percentile(around, 90))) < SHARP


def _is_around_a_sheet(own: Grey, box: int) -> bool:
    """Whether a piece, 255 in `own`, has one large and even opening. box: the area of its own box."""
    outlines, tree = cv2.findContours(own, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    holes = [outline for outline, parents in zip(outlines, tree[0], strict=True) if parents[3] >= 0]
    sheet = max(holes, key=cv2.contourArea, default=None)
    if sheet is None:
        return False
    area = cv2.contourArea(sheet)
    (_, (width, height), _) = cv2.minAreaRect(sheet)
    return area >= OPEN * box and area >= EVEN * width * height
