"""Pictures that come as arrays: checked once, at the door."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.colour import over_white
from vision.errors import BadArray, EmptySource
from vision.limits import Limits
from vision.raster import check_pixels
from vision.source import ColourOrder

Pixels = NDArray[np.uint8]


def opaque(pixels: Pixels, colour_order: ColourOrder, limits: Limits) -> Pixels:
    """An array of `Photo` as (H, W) grey or (H, W, 3) RGB, contiguous; alpha laid over white.

    Raises BadArray for another type or shape, EmptySource for no pixels, and TooManyPixels.
    """
    if pixels.dtype != np.uint8:
        raise BadArray(f"The array holds {pixels.dtype}. {BadArray.hint}")
    if pixels.ndim != 2 and (pixels.ndim != 3 or pixels.shape[2] not in (3, 4)):
        raise BadArray(f"The array has the shape {pixels.shape}. {BadArray.hint}")
    if pixels.size == 0:
        raise EmptySource
    height, width = pixels.shape[:2]
    check_pixels(width, height, limits)
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = over_white(pixels[:, :, :3], pixels[:, :, 3])
    pixels = np.ascontiguousarray(pixels)
    if pixels.ndim == 3 and colour_order == "BGR":
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)
    return pixels
