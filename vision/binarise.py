"""From a grey picture to where the ink is, in uneven light, for dark ink and for light ink on dark ground."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]


class InkMasks(NamedTuple):
    """(H, W) uint8 masks, 0 or 255: dark ink on lighter ground, and light ink on dark ground."""

    dark: Mask
    light: Mask


CONTRAST = 0.14
"""Ink is this share of the local mean darker than it; paper texture and JPEG noise stay under."""

WHITE = 0.55
"""Light ink counts only where the ground around is darker than this share of the picture's white."""


def binarise(grey: NDArray[np.uint8]) -> InkMasks:
    """Both masks of one picture.

    grey: (H, W) uint8, 0 = black. A pixel is ink when it departs from the mean of its surroundings (a box blur,
    five times cheaper than the Gaussian of an adaptive threshold) by `CONTRAST` of that mean, or by four times the
    picture's noise if that is more. An even picture gives empty masks. Pure.
    """
    side = window(grey.shape)
    mean = cv2.blur(grey, (side, side), borderType=cv2.BORDER_REPLICATE)
    noise = 4 * _noise(grey)
    floor = max(8.0, noise)
    dark = _beyond(mean, grey, CONTRAST, floor)
    if not _has_dark_ground(mean):
        return InkMasks(dark, np.zeros_like(dark))
    light = _beyond(grey, mean, CONTRAST, floor)
    wide = cv2.blur(mean, (2 * side + 1, 2 * side + 1), borderType=cv2.BORDER_REPLICATE)
    light[wide > WHITE * _white(grey)] = 0
    return InkMasks(dark, light)


def window(shape: tuple[int, ...]) -> int:
    """Side of the surroundings: wider than any digit's stroke, narrower than the play of light; odd."""
    return int(np.clip(min(shape[:2]) // 5, 15, 151)) | 1


def _beyond(high: Mask, low: Mask, share: float, floor: float) -> Mask:
    """255 where `high - low` passes both `share` of `high` and `floor`; saturating uint8 arithmetic throughout."""
    difference = cv2.subtract(high, low)
    bound = cv2.convertScaleAbs(high, alpha=share)
    bound = cv2.max(bound, float(min(255.0, floor)))
    return cv2.compare(difference, bound, cv2.CMP_GT)


def _noise(grey: NDArray[np.uint8]) -> float:
    """Standard deviation of the sensor's noise, from neighbouring pixels' differences (their median is robust)."""
    sample = grey[:: max(1, grey.shape[0] // 120), :]
    if sample.shape[1] < 3:
        return 0.0
    step = np.abs(sample[:, 2:].astype(np.int16) - 2 * sample[:, 1:-1].astype(np.int16) + sample[:, :-2])
    return float(np.median(step)) / 0.6745 / 6**0.5


def _white(grey: NDArray[np.uint8]) -> float:
    return float(np.percentile(grey[::8, ::8], 97))


def _has_dark_ground(mean: Mask) -> bool:
    sample = mean[::8, ::8]
    return bool((sample < WHITE * float(np.percentile(sample, 97))).mean() > 0.01 or np.median(sample) < 90)
