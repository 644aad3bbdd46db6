"""The picture of one line that the line network sees: the one function for training and for serving."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

HEIGHT = 40
"""Of every line picture; at 32 px "000" and "11" get too few frames to be told apart (measured in a trial)."""

MAX_WIDTH = 960
"""Longer lines are squeezed to this width: a bound on time and memory for lines made to be slow."""

MARGIN = 0.12
"""Paper kept around a line's box, in shares of its height: end marks and flying strokes stay whole."""

BORDER = 6
"""Columns of blank paper added at both ends: a 1 at the very edge is else taken for the edge of a box."""

_PAPER = 17
"""Side of the closing that finds the paper, in pixels of the line picture: wider than any stroke in it."""

_FAINTEST = 0.1
"""Contrast of ink below which a line is taken to be empty paper, in shares of the paper's level."""

Grey = NDArray[np.uint8]


def crop_line(
    grey: Grey, box: tuple[float, float, float, float] | None = None, *, slope: float = 0.0, widest: int = MAX_WIDTH
) -> Grey:
    """The line in `box` (x, y, width, height in pixels; all of `grey` when None) as the line network sees it.

    slope: how far the line falls for each pixel to the right; it is made level, and `box`, which then is too high for
    it, is lowered to the line's own height. widest: of the picture, in columns.

    grey: (H, W) uint8, dark ink on lighter paper: turn light ink over first. Returns (40, W') uint8, 255 = ink, with
    12 <= W' <= widest: the paper's level is divided out, so shadows go, and the line's own contrast fills the range;
    greys at the edge of strokes stay grey. An empty box, or one beside the picture, gives blank paper. Pure.
    """
    x, y, width, height = box or (0, 0, grey.shape[1], grey.shape[0])
    margin = 0.0 if box is None else MARGIN * height
    left, top = max(0, int(x - margin)), max(0, int(y - margin))
    right, bottom = int(np.ceil(x + width + margin)), int(np.ceil(y + height + margin))
    place = grey[top : max(top, bottom), left : max(left, right)]
    if slope and min(place.shape) > 1:
        place = _levelled(place, slope)
    if not place.size:
        return np.zeros((HEIGHT, 2 * BORDER), np.uint8)
    return np.pad(ink_of(_resize(place, widest)), ((0, 0), (BORDER, BORDER)))


def ink_of(grey: Grey) -> Grey:
    """Soft ink, (40, W) uint8, 255 = ink, of a picture that has its final size and dark ink on lighter paper."""
    square = np.ones((_PAPER, _PAPER), np.uint8)
    paper = cv2.blur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, square, borderType=cv2.BORDER_REPLICATE), (_PAPER, _PAPER))
    depth = np.asarray(cv2.divide(cv2.subtract(paper, grey), paper, scale=255), np.uint8)
    # A line's ink covers a twentieth to a third of its picture, so this quantile lies in it.
    counts = np.bincount(depth.ravel(), minlength=256).cumsum()
    contrast = max(255 * _FAINTEST, float(np.searchsorted(counts, 0.97 * depth.size)))
    return np.asarray(cv2.convertScaleAbs(depth, alpha=255 / contrast), np.uint8)


def _levelled(place: Grey, slope: float) -> Grey:
    """Sheared upright strokes stay upright; the rows that the slope added above and below fall away."""
    height, width = place.shape
    lost = min(abs(slope) * width, 0.8 * height) / 2
    # Output pixel (x, y) is taken from (x, y + slope * (x - width / 2) + lost).
    matrix = np.array([[1.0, 0.0, 0.0], [slope, 1.0, lost - slope * width / 2]])
    size = (width, max(1, round(height - 2 * lost)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(place, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _resize(place: Grey, widest: int) -> Grey:
    height, width = place.shape
    wanted = int(np.clip(round(width * HEIGHT / height), 1, widest - 2 * BORDER))
    shrinks = height > HEIGHT or width > wanted
    return np.asarray(
        cv2.resize(place, (wanted, HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC), np.uint8
    )
