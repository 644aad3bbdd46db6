"""Ink as what departs from its surroundings: for what needs no more of it, as finding print and its angle does."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.quantile import grey_quantile

Grey = NDArray[np.uint8]

SMALLEST_PX, STEP = 11, 9
"""Side of the square whose mean a pixel is compared with, at least; grey levels that ink departs from that mean."""

PLAINEST = 0.97
"""Share of a picture's pixels that depart less from what surrounds them than its plainest ink does."""


def local_inks(grey: Grey, share: float, least: float = 0.0) -> Iterator[tuple[Grey, bool]]:
    """Dark and light ink, 0 or 255, each with whether it is light on dark.

    grey: (H, W) uint8. share: side of the square, of the longest side of the picture. least: how far ink departs from
    what surrounds it at least, in shares of how far the plainest does. Pure.
    """
    window = max(SMALLEST_PX, round(share * max(grey.shape))) | 1
    mean = cv2.blur(grey, (window, window), borderType=cv2.BORDER_REPLICATE)
    for light in (False, True):
        depth = np.asarray(cv2.subtract(grey, mean) if light else cv2.subtract(mean, grey), np.uint8)
        step = max(STEP, least * grey_quantile(depth, PLAINEST)) if least > 0 else STEP
        yield np.asarray(cv2.threshold(depth, step, 255, cv2.THRESH_BINARY)[1], np.uint8), light
