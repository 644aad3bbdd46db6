"""The one normaliser: from a mark's ink to the 28 x 28 picture that the network sees.

It is the procedure that made MNIST (LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to
document recognition", 1998): the ink's tight box is scaled, aspect kept, so that its longest side is 20 pixels,
and placed so that its centre of mass is the middle of 28 x 28. Training, canvas, camera and tests all use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 28
INK_SIDE = 20
MIDDLE = 14
"""Every MNIST digit has its centre of mass, in pixel indices, in [13.5, 14.5) on both axes."""


def normalise(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The 28 x 28 form of one mark.

    ink: (H, W) uint8, 0 = paper, 255 = ink; grey edges count. Returns (28, 28) uint8 of the same polarity.
    A picture without ink gives 28 x 28 zeros. Pure.
    """
    out = np.zeros((SIDE, SIDE), np.uint8)
    if (small := _shrunk(ink)) is not None:
        moments = cv2.moments(small)
        total = moments["m00"] or 1.0
        _place(small, out, moments["m10"] / total, moments["m01"] / total)
    return out


def normalise_all(inks: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """(N, 28, 28) uint8: `normalise` of each mark, at less cost: centres of mass are found for all at once. Pure."""
    out = np.zeros((len(inks), SIDE, SIDE), np.uint8)
    smalls = [_shrunk(ink) for ink in inks]
    square = np.zeros((len(inks), INK_SIDE, INK_SIDE), np.uint8)
    for row, small in zip(square, smalls, strict=True):
        if small is not None:
            row[: small.shape[0], : small.shape[1]] = small
    across, down = square.sum(axis=1, dtype=np.int64), square.sum(axis=2, dtype=np.int64)
    total = np.maximum(across.sum(axis=1), 1)
    index = np.arange(INK_SIDE)
    centres = zip((across @ index / total).tolist(), (down @ index / total).tolist(), strict=True)
    for row, small, (x, y) in zip(out, smalls, centres, strict=True):
        if small is not None:
            _place(small, row, x, y)
    return out


def _shrunk(ink: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The ink's tight box with its longest side 20 pixels, or None without ink."""
    x, y, width, height = cv2.boundingRect(ink)
    if not width:
        return None
    tight = ink[y : y + height, x : x + width]
    scale = INK_SIDE / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    # INTER_AREA averages when shrinking; it would copy pixels when enlarging, where linear stays smooth.
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(tight, size, interpolation=how), np.uint8)


def _place(small: NDArray[np.uint8], out: NDArray[np.uint8], x: float, y: float) -> None:
    """Into 28 x 28, the centre of mass, in pixel indices of `small`, in the middle."""
    height, width = small.shape
    left = min(max(ceil(MIDDLE - 0.5 - x), 0), SIDE - width)
    top = min(max(ceil(MIDDLE - 0.5 - y), 0), SIDE - height)
    out[top : top + height, left : left + width] = small


def tight_box(ink: NDArray[np.uint8]) -> tuple[int, int, int, int] | None:
    """(x, y, width, height) of the pixels that are not 0, or None when all are."""
    x, y, width, height = cv2.boundingRect(ink)
    return None if width == 0 or height == 0 else (x, y, width, height)
