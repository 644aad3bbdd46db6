"""Grey ink of the parts of one line, cut out of the picture without their neighbours and without the paper."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.candidates import Box
from vision.parts import LineParts

_NEAR = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


class LineInk:
    """Soft ink of one line: how far each pixel departs from the paper, in shares of the line's contrast.

    The departure is from a local mean, so shadows and gradients drop out; greys at the edge of a stroke stay grey,
    which is what the network was trained on.
    """

    FLOOR = 0.08
    CONTRAST_QUANTILE = 0.7

    def __init__(self, depth: NDArray[np.uint8], line: LineParts) -> None:
        """depth: (H, W) uint8, as `binarise` gives it, of the picture that the parts are from."""
        height, width = line.pixels.shape
        region = depth[line.y : line.y + height, line.x : line.x + width]
        self._x, self._y = line.x, line.y
        self._soft = np.asarray(cv2.LUT(region, _curve(_contrast(region, line.pixels))), np.uint8)

    def of(self, line: LineParts, start: int, end: int, box: Box) -> NDArray[np.uint8]:
        """Soft ink of the parts [start, end) alone, neighbours left out: (h, w) uint8, 255 = ink.

        line: that of the beginning, perhaps cut apart since. box: around these parts, in working pixels.
        """
        x, y, width, height = box
        left, top = int(x) - self._x, int(y) - self._y
        # A pixel more on each side for the soft edge; a slice that begins before the picture would be empty.
        place = np.s_[max(0, top - 1) : top + int(height) + 1, max(0, left - 1) : left + int(width) + 1]
        own = cv2.inRange(line.pixels[place], line.names[start], line.names[end - 1])
        return np.asarray(cv2.bitwise_and(self._soft[place], cv2.dilate(own, _NEAR)), np.uint8)


def _contrast(depth: NDArray[np.uint8], pixels: NDArray[np.unsignedinteger]) -> float:
    inside = depth[pixels > 0]
    counts = np.bincount(inside, minlength=256).cumsum()
    place = int(LineInk.CONTRAST_QUANTILE * (len(inside) - 1))
    return max(8.0, float(np.searchsorted(counts, place + 1)))


def _curve(contrast: float) -> NDArray[np.uint8]:
    """(256,) uint8: depth to soft ink."""
    share = np.arange(256) / contrast
    return np.asarray(np.clip((share - LineInk.FLOOR) / (1 - LineInk.FLOOR), 0, 1) * 255, np.uint8)
