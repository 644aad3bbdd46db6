"""Which way up a camera says that its picture is, and turning it so.

A parser of one number: Pillow's would read all of the metadata and warn about parts that nobody here uses.
"""

from __future__ import annotations

import struct

import cv2
import numpy as np
from numpy.typing import NDArray

UPRIGHT = 1
_ORIENTATION_TAG = 0x0112
_ENTRY_BYTES = 12


def orientation(exif: bytes) -> int:
    """The EXIF orientation, 1 to 8; 1 (upright) when there is none or the block is damaged.

    exif: the block as JPEG, PNG or WebP carry it, with or without its "Exif" prefix.
    """
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for index in range(entries):
            entry = start + 2 + index * _ENTRY_BYTES
            tag, _type, _count, value = struct.unpack_from(order + "HHIH", tiff, entry)
            if tag == _ORIENTATION_TAG:
                return value if 1 <= value <= 8 else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT


def turns_sideways(orientation: int) -> bool:
    """Whether width and height change places when the orientation is applied."""
    return orientation >= 5


def turned(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """`pixels`, (H, W) or (H, W, C), as a viewer shows them; the same array when upright."""
    if turns_sideways(orientation):
        pixels = np.asarray(cv2.transpose(pixels), np.uint8)
    # What is left after transposing: 0 flips top and bottom, 1 left and right, -1 both.
    flip = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}.get(orientation)
    return pixels if flip is None else np.asarray(cv2.flip(pixels, flip), np.uint8)
