"""One line cut out of a frame for the line network, with the way back from its columns to the frame's pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.line_crop import BORDER, MAX_WIDTH, crop_line

Grey = NDArray[np.uint8]
Box = tuple[float, float, float, float]

BESIDE, ABOVE = 0.3, 0.2
"""Paper around the line's box that the network sees, in shares of its height: of the margins tried the one that read
most development amounts exactly."""

TALLER = 0.1
"""Shares of the box's height by which a mark may reach beyond it: what stands farther away is of another line."""


@dataclass(frozen=True, slots=True)
class LineView:
    """picture: (40, W) uint8, 255 = ink. Column c of it stands at x = left + (c - BORDER) * step in the frame, row r
    at y = top + r * step_down + slope * (x - middle). highest, lowest: the same y of the line's own marks, at most."""

    picture: Grey
    left: float
    top: float
    step: float
    step_down: float
    slope: float
    middle: float
    highest: float
    lowest: float

    def x(self, column: float) -> float:
        """Where a column of the picture stands in the frame."""
        return self.left + (column - BORDER) * self.step

    def y(self, row: float, x: float) -> float:
        """Where a row of the picture stands in the frame, at this x; not beyond the line."""
        return min(max(self.top + row * self.step_down, self.highest), self.lowest) + self.slope * (x - self.middle)


def line_view(grey: Grey, box: Box, *, light: bool = False, slope: float = 0.0, widest: int = MAX_WIDTH) -> LineView:
    """The line in `box` (x, y, width, height in pixels of `grey`, of the line made level) with paper around it.

    light: light ink on dark ground, which is turned over. slope: how far the line falls for each pixel to the right;
    `box` then is the level line's, about its middle. widest: see `crop_line`.
    """
    x, y, width, height = box
    left, right = max(0, int(x - BESIDE * height)), min(grey.shape[1], int(np.ceil(x + width + BESIDE * height)))
    top, bottom = y - ABOVE * height, y + (1 + ABOVE) * height
    middle = x + width / 2
    place = _level(grey, left, right, top, bottom, slope, middle) if slope else _plain(grey, left, right, top, bottom)
    top = top if slope else max(0, int(top))
    if light:
        place = np.asarray(cv2.bitwise_not(place), np.uint8)
    picture = crop_line(place, widest=widest)
    columns = max(1, picture.shape[1] - 2 * BORDER)
    step, step_down = max(1, right - left) / columns, max(1, place.shape[0]) / picture.shape[0]
    reach = (y - TALLER * height, y + (1 + TALLER) * height)
    return LineView(picture, float(left), float(top), step, step_down, slope, middle, *reach)


def _plain(grey: Grey, left: int, right: int, top: float, bottom: float) -> Grey:
    return grey[max(0, int(top)) : max(0, int(np.ceil(bottom))), left : max(left, right)]


def _level(grey: Grey, left: int, right: int, top: float, bottom: float, slope: float, middle: float) -> Grey:
    """Columns are moved up and down; strokes stay upright. What lies beside the picture repeats its edge."""
    matrix = np.array([[1.0, 0.0, left], [slope, 1.0, top + slope * (left - middle)]])
    size = (max(1, right - left), max(1, round(bottom - top)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(grey, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)
