"""From a grey picture to where the ink is, in uneven light, for dark ink and for light ink on dark ground."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.quantile import grey_quantile

Mask = NDArray[np.uint8]


class InkMask(NamedTuple):
    """Where ink is, all (H, W) uint8: `ink`, 0 or 255; `strong`, its deepest pixels, more than 0; `depth`, how far each
    pixel departs from its surroundings.

    A piece without a strong pixel is texture or shadow (hysteresis, as in Canny's edges, 1986).
    """

    ink: Mask
    strong: Mask
    depth: Mask


class InkMasks(NamedTuple):
    """Dark ink on lighter ground, and light ink on dark ground: None where no ground is dark."""

    dark: InkMask
    light: InkMask | None


CONTRAST = 0.14
"""Ink is this share of the local mean darker than it; paper texture and JPEG noise stay under."""

STRONG = 0.72
"""A piece of ink has at least one pixel this deep, in shares of the deepest around it; security print has none."""

TILE = 128
"""Side in pixels of the tiles whose strongest ink is looked at, at least; a large picture has eight in a row."""

TILE_ROWS = 120
"""Rows of a large picture whose ink is looked at for that, at least."""

SAMPLE = 16_000
"""Pixels of a large picture that its noise is told by, or somewhat more."""

DARK_GROUND = 0.55
"""Light ink is looked for where the surroundings are darker than this share of the picture's white."""


def binarise(grey: NDArray[np.uint8]) -> InkMasks:
    """Both masks of one picture.

    grey: (H, W) uint8, 0 = black. A pixel is ink when it departs from the mean of its surroundings (a box blur,
    five times cheaper than the Gaussian of an adaptive threshold) by `CONTRAST` of that mean, or by four times the
    picture's noise if that is more. An even picture gives empty masks. Pure.
    """
    side = window(grey.shape)
    mean = _box_mean(grey, side)
    noise = 4 * _noise(grey)
    floor = max(8.0, noise)
    dark = _mask(mean, grey, floor)
    return InkMasks(dark, _mask(grey, mean, floor) if _has_dark_ground(mean) else None)


def window(shape: tuple[int, ...]) -> int:
    """Side of the surroundings: wider than any digit's stroke, narrower than the play of light; odd."""
    return int(np.clip(min(shape[:2]) // 5, 15, 151)) | 1


def _mask(high: Mask, low: Mask, floor: float) -> InkMask:
    """Where `high - low` passes both `CONTRAST` of `high` and `floor`; saturating uint8 arithmetic throughout."""
    depth = np.asarray(cv2.subtract(high, low), np.uint8)
    _, deep = cv2.threshold(depth, floor, 255, cv2.THRESH_BINARY)
    beyond = cv2.compare(depth, cv2.convertScaleAbs(high, alpha=CONTRAST), cv2.CMP_GT)
    ink = np.asarray(cv2.bitwise_and(deep, beyond), np.uint8)
    strong = cv2.subtract(cv2.bitwise_and(depth, ink), _enough(depth, ink))
    return InkMask(ink, np.asarray(strong, np.uint8), depth)


def _box_mean(grey: Mask, side: int) -> Mask:
    return np.asarray(cv2.blur(grey, (side, side), borderType=cv2.BORDER_REPLICATE), np.uint8)


def _enough(depth: Mask, ink: Mask) -> Mask:
    """What a strong pixel must be deeper than, (H, W): pencil is not judged by print at the other end of a page.

    97 % of the ink in a tile is less deep (a few black dots do not decide); each place takes the deepest of its own
    tile and the eight around it, so that a tile with nothing but texture does not take that for ink.
    """
    tile = max(TILE, max(depth.shape) // 8)
    levels = _levels(depth, ink, tile)
    around = np.asarray(cv2.dilate(levels, np.ones((3, 3), np.uint8)), np.uint8)
    enough = np.asarray(cv2.convertScaleAbs(around, alpha=STRONG), np.uint8)
    whole = np.repeat(np.repeat(enough, tile, 1)[:, : depth.shape[1]], tile, 0)
    return whole[: depth.shape[0]]


def _levels(depth: Mask, ink: Mask, tile: int) -> Mask:
    """The depth that 97 % of a tile's ink does not pass, 0 without ink: (rows, columns) of tiles.

    By counting, all tiles at once and every few rows: a tile has thousands of pixels.
    """
    every = max(1, depth.shape[0] // TILE_ROWS)
    sampled, width = depth[::every], depth.shape[1]
    rows, columns = -(-depth.shape[0] // tile), -(-width // tile)
    at = np.flatnonzero(ink[::every] > 0)
    y, x = np.divmod(at, width)
    tiles = y * every // tile * columns + x // tile
    counts = np.bincount(tiles * 256 + sampled.ravel()[at], minlength=rows * columns * 256).reshape(-1, 256)
    upto = counts.cumsum(axis=1)
    wanted = (0.97 * (upto[:, -1:] - 1)).astype(np.int64)
    levels: Mask = (upto > wanted).argmax(axis=1).astype(np.uint8)
    return levels.reshape(rows, columns)


def _noise(grey: NDArray[np.uint8]) -> float:
    """Standard deviation of the sensor's noise, from neighbouring pixels' differences (their median is robust)."""
    sample = grey[:: max(1, grey.size // SAMPLE)].astype(np.int16)
    if sample.shape[1] < 3:
        return 0.0
    step = np.abs(sample[:, 2:] - 2 * sample[:, 1:-1] + sample[:, :-2])
    return grey_quantile(step, 0.5) / 0.6745 / 6**0.5


def _has_dark_ground(mean: Mask) -> bool:
    sample = mean[::8, ::8]
    dark = sample < DARK_GROUND * grey_quantile(sample, 0.97)
    return bool(np.count_nonzero(dark) > 0.01 * dark.size or grey_quantile(sample, 0.5) < 90)
