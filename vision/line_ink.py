"""Grey ink of the parts of one line, cut out of the picture without their neighbours and without the paper."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

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
        height, width = line.numbers.shape
        region = depth[line.y : line.y + height, line.x : line.x + width]
        self._line = line
        self._soft = np.asarray(cv2.LUT(region, _curve(_contrast(region, line.numbers))), np.uint8)

    def of(self, start: int, end: int) -> NDArray[np.uint8]:
        """Soft ink of the parts [start, end) alone, neighbours left out: (h, w) uint8, 255 = ink."""
        line = self._line
        run = line.parts[start:end]
        left, top = max(0, min([p.x for p in run]) - 1 - line.x), max(0, min([p.y for p in run]) - 1 - line.y)
        right, bottom = max([p.right for p in run]) + 1 - line.x, max([p.bottom for p in run]) + 1 - line.y
        own = cv2.inRange(line.numbers[top:bottom, left:right], start + 1, end)
        return np.asarray(cv2.bitwise_and(self._soft[top:bottom, left:right], cv2.dilate(own, _NEAR)), np.uint8)


def _contrast(depth: NDArray[np.uint8], numbers: NDArray[np.unsignedinteger]) -> float:
    inside = depth[numbers > 0]
    counts = np.bincount(inside, minlength=256).cumsum()
    place = int(LineInk.CONTRAST_QUANTILE * (len(inside) - 1))
    return max(8.0, float(np.searchsorted(counts, place + 1)))


def _curve(contrast: float) -> NDArray[np.uint8]:
    """(256,) uint8: depth to soft ink."""
    share = np.arange(256) / contrast
    return np.asarray(np.clip((share - LineInk.FLOOR) / (1 - LineInk.FLOOR), 0, 1) * 255, np.uint8)
