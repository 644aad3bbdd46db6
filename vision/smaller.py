"""Pictures made smaller for what needs no more of them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


def shrunk(grey: Grey, scale: float) -> Grey:
    """The picture, (H, W) uint8, at this share of its size; itself from 1 on."""
    if scale >= 1:
        return grey
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def within_side(grey: Grey, side: int) -> tuple[Grey, float]:
    """The picture with `side` as its longest side at most, and its share of the whole one's size."""
    scale = min(1.0, side / max(grey.shape))
    return shrunk(grey, scale), scale
