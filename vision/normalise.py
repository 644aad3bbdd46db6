"""The one normaliser: from a mark's ink to the 28 x 28 picture that the network sees.

It is the procedure that made MNIST (LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to
document recognition", 1998): the ink's tight box is scaled, aspect kept, so that its longest side is 20 pixels,
and placed so that its centre of mass is the middle of 28 x 28. Training, canvas, camera and tests all use it.
"""

from __future__ import annotations

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
    box = tight_box(ink)
    if box is None:
        return out
    x, y, width, height = box
    tight = ink[y : y + height, x : x + width]
    scale = INK_SIDE / max(width, height)
    new_width, new_height = max(1, round(width * scale)), max(1, round(height * scale))
    # INTER_AREA averages when shrinking; it would copy pixels when enlarging, where linear stays smooth.
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(tight, (new_width, new_height), interpolation=how), np.uint8)
    centre_x, centre_y = _centre_of_mass(small)
    left = min(max(ceil(MIDDLE - 0.5 - centre_x), 0), SIDE - new_width)
    top = min(max(ceil(MIDDLE - 0.5 - centre_y), 0), SIDE - new_height)
    out[top : top + new_height, left : left + new_width] = small
    return out


def tight_box(ink: NDArray[np.uint8]) -> tuple[int, int, int, int] | None:
    """(x, y, width, height) of the pixels that are not 0, or None when all are."""
    x, y, width, height = cv2.boundingRect(ink)
    return None if width == 0 or height == 0 else (x, y, width, height)


def _centre_of_mass(grey: NDArray[np.uint8]) -> tuple[float, float]:
    """Mean pixel index (x, y), weighted by ink: a single pixel in the corner is at (0, 0)."""
    moments = cv2.moments(grey)
    total = moments["m00"] or 1.0
    return moments["m10"] / total, moments["m01"] / total
