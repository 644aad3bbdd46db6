"""Lit digits in colour on a dark ground, such as red diodes.

Luma, which counts red for a third and blue for a ninth, loses them, while an eye sees them brighter than white of the
same luma: the effect of Helmholtz and Kohlrausch (Fairchild and Pirrotta, "Predicting the lightness of chromatic object
colors using CIELAB", 1991).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

GROUND, MEAN = 50, 120
"""Of the strongest channel around a lit pixel: the least and the mean are at most this."""

BRIGHT, COLOURED = 130, 60
"""Of a lit pixel: its strongest channel at least, and that above its luma. Nor is it darker than what lies around it:
blue ink and blue letters on a plate are not lit, also beside something dark."""

AROUND = 16
"""Part of the longer side that is looked at around a pixel."""

CELLS, FEWEST_DARK = 32, 0.02
"""A picture whose luma, in so many cells across and down, is seldom dark has no such ground."""

PAPER = 160
"""From this mean on the surroundings are paper, beside which something is lit: ink on it would vanish."""

WHITE, LABELLED = 130, 0.04
"""From such a weakest channel on a pixel is white enough to be written on coloured ground, and the share of the box
around coloured pixels from which it is: the red wheel of a counter or a red label is ground and not lit."""

FEWEST_LIT = 0.002
"""Of all pixels."""

NEAR = 3
"""So many sides of what is looked at around a lit pixel are seen by their strongest channel with it."""

SAMPLE = 320
"""Longer side at which a picture is judged."""


def has_dark_ground(luma: Pixels) -> bool:
    """Whether it is worth looking for lit colours. luma: (H, W). A tenth of a millisecond for a camera's frame."""
    cells = cv2.resize(luma, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    return bool(np.count_nonzero(cells <= GROUND) >= FEWEST_DARK * cells.size)


def is_lit(rgb: Pixels) -> bool:
    """Whether a picture, (H, W, 3) RGB and perhaps reduced, shows lit colours on a dark ground."""
    step = max(1, max(rgb.shape) // SAMPLE)
    rgb = np.ascontiguousarray(rgb[::step, ::step])
    luma, strongest = _luma(rgb), _strongest(rgb)
    lit = _lit(rgb, luma, strongest, _mean(strongest))
    return bool(np.count_nonzero(lit) >= FEWEST_LIT * lit.size)


def brightness(rgb: Pixels) -> Pixels:
    """(H, W): of (H, W, 3) RGB the luma, but around lit colours, where that is no paper, the strongest channel."""
    luma, strongest = _luma(rgb), _strongest(rgb)
    mean = _mean(strongest)
    near = cv2.dilate(_lit(rgb, luma, strongest, mean).astype(np.uint8), _square(luma), iterations=NEAR)
    return np.where((near > 0) & (mean <= PAPER), strongest, luma)


def _luma(rgb: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def _strongest(rgb: Pixels) -> Pixels:
    return np.asarray(cv2.max(cv2.max(rgb[:, :, 0], rgb[:, :, 1]), rgb[:, :, 2]), np.uint8)


def _mean(picture: Pixels) -> Pixels:
    """Around each pixel."""
    mean = cv2.blur(picture, _square(picture).shape, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(mean, np.uint8)


def _lit(rgb: Pixels, luma: Pixels, strongest: Pixels, mean: Pixels) -> NDArray[np.bool_]:
    least = cv2.erode(strongest, _square(strongest))
    coloured = (strongest >= BRIGHT) & (cv2.subtract(strongest, luma) >= COLOURED)
    lit = np.asarray(coloured & (luma >= _mean(luma)) & (least <= GROUND) & (mean <= MEAN))
    return lit & ~_written_on(rgb, coloured) if lit.any() else lit


def _written_on(rgb: Pixels, coloured: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which coloured pixels, (H, W), are of ground that is written on in white."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(coloured.astype(np.uint8), connectivity=8)
    white = cv2.integral((rgb.min(axis=2) >= WHITE).astype(np.uint8))
    x, y, width, height = stats[:, :4].T
    right, bottom = x + width, y + height
    inside = white[bottom, right] - white[y, right] - white[bottom, x] + white[y, x]
    written = inside >= LABELLED * width * height
    written[0] = False  # what is not coloured
    return np.asarray(written[labels])


def _square(picture: Pixels) -> Pixels:
    side = max(picture.shape) // AROUND | 1
    return np.ones((side, side), np.uint8)
