"""Where a picture is dense with upright strokes: print too small or blurred to be told apart mark by mark.

Far plates and labels run together with one another and with their frames, so no chain of marks (chains.py) is found;
but letters side by side have more changes from left to right than anything else of their height.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.boxes import shared_area
from vision.chains import Chain, worthiest
from vision.slope import STEEPEST
from vision.smaller import within_side

Grey = NDArray[np.uint8]

SIDE = 1280
"""Longest side that is searched. Smaller pictures are searched as they are."""

WIDTHS = (9, 17, 33)
"""Half of what is looked at together, in pixels: about one letter of small, middling and large print."""

DENSER, CHANGE = 2.0, 12.0
"""Changes from left to right that make a place dense: so many times those of its surroundings, and grey levels more."""

LOWEST_PX, SHAPE, FILL = 9, (1.6, 10.0), 0.45
"""Of a place: height, width to height, and share of its box that is dense."""

SAME, ALIKE = 0.7, 1.7
"""Places that share so much and differ in height by no more are one."""

LEVELLED = 0.5
"""Of a place's slope: what stands beside the writing bends its outline."""

BESIDE = 0.15
"""Of a place's height that its ends reach beyond the writing."""


def find_dense(grey: Grey, *, most: int = 12) -> list[Chain]:
    """At most `most` places that may be a line of print, the densest first; none is no error.

    grey: (H, W) uint8. They come as chains of no marks. Time is bounded by the searched size. Pure.
    """
    small, scale = within_side(grey, SIDE)
    if min(small.shape) < LOWEST_PX:
        return []
    change = np.asarray(cv2.convertScaleAbs(cv2.Sobel(small, cv2.CV_16S, 1, 0, ksize=3)), np.uint8)
    found = [place for width in WIDTHS for place in _places(small, change, width)]
    return worthiest(found, _is_same, scale=scale, most=most)


def _places(grey: Grey, change: Grey, width: int) -> list[Chain]:
    here = cv2.blur(change, (2 * width + 1, width // 2 | 1)).astype(np.float32)
    around = cv2.blur(change, (6 * width + 1, 6 * width + 1)).astype(np.float32)
    dense = (here > DENSER * around + CHANGE).astype(np.uint8)
    dense = np.asarray(
        cv2.morphologyEx(dense, cv2.MORPH_OPEN, np.ones((max(3, width // 2), width), np.uint8)), np.uint8
    )
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dense, connectivity=8, ltype=cv2.CV_32S)
    x, y, wide, high, area = stats[1:].T
    fits = (high >= LOWEST_PX) & (wide >= SHAPE[0] * high) & (wide <= SHAPE[1] * high) & (area >= FILL * wide * high)
    out = []
    for index in np.flatnonzero(fits).tolist():
        box = int(x[index]), int(y[index]), int(wide[index]), int(high[index])
        place = labels[box[1] : box[1] + box[3], box[0] : box[0] + box[2]] == index + 1
        worth = float(here[box[1] : box[1] + box[3], box[0] : box[0] + box[2]][place].mean())
        out.append(_chain(grey, place, box, worth))
    return out


def _chain(grey: Grey, place: NDArray[np.bool_], box: tuple[int, int, int, int], worth: float) -> Chain:
    x, y, width, height = box
    rows, columns = np.nonzero(place)
    across = columns - columns.mean()
    slope = LEVELLED * float((across * rows).sum() / max(float((across**2).sum()), 1.0))
    # Ink is the smaller part of a line, so the middle grey is nearer to the paper's.
    low, middle, high = np.percentile(grey[y : y + height, x : x + width][place], (8, 50, 92))
    light = bool(high - middle > middle - low)
    level = (x + BESIDE * height, float(y), width - 2 * BESIDE * height, float(height))
    return Chain(level, float(np.clip(slope, -STEEPEST, STEEPEST)), light, 0, worth)


def _is_same(one: Chain, other: Chain) -> bool:
    heights = sorted((one.box[3], other.box[3]))
    return shared_area(one.box, other.box) > SAME and heights[1] < ALIKE * heights[0]
