"""What is left of a picture without the blank rim around it: a number amid its paper is seen as if it were cut out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.boxes import Corners
from vision.smaller import within_side

Grey = NDArray[np.uint8]

SIDE = 512
"""Longest side that is looked at: larger pictures are made smaller."""

EDGES, BLANK = 0.998, 0.15
"""Edges as strong as this share of all pixels are weaker than are those of ink; rows and columns in which none is
stronger than the other share of them are blank, whatever the light does."""

FAINTEST = 12.0
"""Grey levels from pixel to pixel: a picture without such edges shows nothing."""

PAPER = 0.1
"""Around what is written, in shares of its height, that is left to it."""


def within_rim(grey: Grey, inside: Corners) -> Corners:
    """x, y, width and height of what is not blank within `inside`, with some paper around; all of it where nothing is
    or where something reaches its edge, since there may be more of that beyond.

    grey: (H, W) uint8. Pure, a millisecond.
    """
    x, y, width, height = (int(value) for value in inside)
    part = grey[y : y + height, x : x + width]
    if min(part.shape) < 3:
        return inside
    small, scale = within_side(part, SIDE)
    edges = _edges(small)
    strong = float(np.quantile(edges, EDGES))
    if strong < FAINTEST:
        return inside
    rows, columns = (np.flatnonzero(edges.max(axis=axis) > BLANK * strong) for axis in (1, 0))
    if rows[0] == 0 or columns[0] == 0 or rows[-1] + 1 == len(edges) or columns[-1] + 1 == edges.shape[1]:
        return inside
    paper = PAPER * (rows[-1] + 1 - rows[0]) / scale
    left, top = max(0.0, columns[0] / scale - paper), max(0.0, rows[0] / scale - paper)
    right = min(float(width), (columns[-1] + 1) / scale + paper)
    bottom = min(float(height), (rows[-1] + 1) / scale + paper)
    return inside[0] + left, inside[1] + top, right - left, bottom - top


def _edges(grey: Grey) -> NDArray[np.float32]:
    """How much grey changes around each pixel, without single specks."""
    calm = cv2.medianBlur(grey, 3)
    across, down = (cv2.Sobel(calm, cv2.CV_32F, dx, 1 - dx, scale=0.25) for dx in (1, 0))
    return np.asarray(cv2.magnitude(across, down), np.float32)
