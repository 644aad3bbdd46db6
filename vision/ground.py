"""What a piece of ink stands on: white digits need dark ground, and the black between them is no ink."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.components import Components, Piece

LIGHT_NEEDS, DARK_NEEDS = 0.55, 0.2
"""Light ink stands on ground darker than the first share of the white, dark ink on lighter than the second."""


def on_fitting_ground(found: Components, grey: NDArray[np.uint8], *, light: bool) -> Components:
    """The pieces whose surroundings fit their polarity.

    grey: (H, W) uint8, the picture that was binarised. Pure.
    """
    white = max(1.0, float(np.percentile(grey[::8, ::8], 97)))
    kept = [piece for piece in found.pieces if _fits(_ground(piece, found.ink, grey) / white, light)]
    return replace(found, pieces=kept)


def _fits(ground: float, light: bool) -> bool:
    return ground < LIGHT_NEEDS if light else ground > DARK_NEEDS


def _ground(piece: Piece, ink: NDArray[np.uint8], grey: NDArray[np.uint8]) -> float:
    """Mean grey of what is no ink within half the piece's height of its box.

    That far, or the hole of a dark 0 would stand on dark ground: its own ring.
    """
    pad = max(3, piece.height // 2)
    place = np.s_[max(0, piece.y - pad) : piece.bottom + pad, max(0, piece.x - pad) : piece.right + pad]
    return float(cv2.mean(grey[place], cv2.bitwise_not(ink[place]))[0])
