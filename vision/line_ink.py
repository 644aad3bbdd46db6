"""Grey ink of the parts of one line, cut out of the picture without their neighbours and without the paper."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.parts import Part

_NEAR = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


class LineInk:
    """Soft ink of one line: how far each pixel departs from the paper around it, in shares of the line's contrast.

    The paper's level is a mean over pixels that are not ink, so shadows and gradients drop out; greys at the edge
    of a stroke stay grey, which is what the network was trained on.
    """

    FLOOR = 0.15

    def __init__(self, grey: NDArray[np.uint8], parts: Sequence[Part]) -> None:
        pad = 3
        self._x = max(0, min(p.x for p in parts) - pad)
        self._y = max(0, min(p.y for p in parts) - pad)
        right, bottom = max(p.right for p in parts) + pad, max(p.bottom for p in parts) + pad
        region = grey[self._y : bottom, self._x : right]
        mask = np.zeros(region.shape, np.uint8)
        for part in parts:
            _paste(mask, part, self._x, self._y)
        self._soft = _soft_ink(region, mask)

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


def _paste(mask: NDArray[np.uint8], part: Part, x: int, y: int) -> None:
    place = mask[part.y - y : part.bottom - y, part.x - x : part.right - x]
    np.maximum(place, part.mask[: place.shape[0], : place.shape[1]], out=place)


def _soft_ink(grey: NDArray[np.uint8], mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    values = grey.astype(np.float32)
    paper = (cv2.dilate(mask, _NEAR) == 0).astype(np.float32)
    side = max(15, grey.shape[0] | 1)
    share = cv2.blur(paper, (side, side))
    overall = float((values * paper).sum() / max(1.0, float(paper.sum()))) if paper.any() else 255.0
    level = np.where(share > 0.02, cv2.blur(values * paper, (side, side)) / np.maximum(share, 1e-3), overall)
    depth = level - values
    inside = depth[mask > 0]
    contrast = max(8.0, float(np.percentile(inside, 75)) if inside.size else 8.0)
    soft = (depth / contrast - LineInk.FLOOR) / (1 - LineInk.FLOOR)
    return np.asarray(np.clip(soft, 0, 1) * 255, np.uint8)
