"""Grey ink of the parts of one line, cut out of the picture without their neighbours and without the paper."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.parts import Part

_NEAR = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


class LineInk:
    """Soft ink of one line: how far each pixel departs from the paper, in shares of the line's contrast.

    The departure is from a local mean, so shadows and gradients drop out; greys at the edge of a stroke stay grey,
    which is what the network was trained on.
    """

    FLOOR = 0.08
    CONTRAST_QUANTILE = 0.7

    def __init__(self, depth: NDArray[np.uint8], parts: Sequence[Part]) -> None:
        """depth: (H, W) uint8, as `binarise` gives it, of the picture that the parts are from."""
        self._x, self._y = min(p.x for p in parts) - 1, min(p.y for p in parts) - 1
        self._x, self._y = max(0, self._x), max(0, self._y)
        right, bottom = max(p.right for p in parts) + 1, max(p.bottom for p in parts) + 1
        region = depth[self._y : bottom, self._x : right]
        self._soft = np.asarray(cv2.LUT(region, _curve(self._contrast(depth, parts))), np.uint8)

    def of(self, run: Sequence[Part]) -> NDArray[np.uint8]:
        """Soft ink of these parts alone, neighbours left out: (h, w) uint8, 255 = ink."""
        x = max(self._x, min(p.x for p in run) - 1)
        y = max(self._y, min(p.y for p in run) - 1)
        right, bottom = max(p.right for p in run) + 1, max(p.bottom for p in run) + 1
        soft = self._soft[y - self._y : bottom - self._y, x - self._x : right - self._x]
        mask = np.zeros(soft.shape, np.uint8)
        for part in run:
            _paste(mask, part, x, y)
        return np.asarray(cv2.bitwise_and(soft, cv2.dilate(mask, _NEAR)), np.uint8)

    def _contrast(self, depth: NDArray[np.uint8], parts: Sequence[Part]) -> float:
        inside = np.concatenate([depth[p.y : p.bottom, p.x : p.right][p.mask > 0] for p in parts])
        place = int(self.CONTRAST_QUANTILE * (len(inside) - 1))
        return max(8.0, float(np.partition(inside, place)[place]))


def _curve(contrast: float) -> NDArray[np.uint8]:
    """(256,) uint8: depth to soft ink."""
    share = np.arange(256) / contrast
    return np.asarray(np.clip((share - LineInk.FLOOR) / (1 - LineInk.FLOOR), 0, 1) * 255, np.uint8)


def _paste(mask: NDArray[np.uint8], part: Part, x: int, y: int) -> None:
    place = mask[part.y - y : part.bottom - y, part.x - x : part.right - x]
    np.maximum(place, part.mask, out=place)
