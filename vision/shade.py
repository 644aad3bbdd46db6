"""A shadow across paper is taken away before it is read again: its edge looks like a stroke, and ink in it is paler.

What is written is narrower than what lies between it, so filling what is dark and narrow (a grey closing; Serra, "Image
Analysis and Mathematical Morphology", 1982) leaves the paper as it is lit, with a shadow's edge as sharp as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.evidence import Evidence
from vision.other_views import Read
from vision.reading import Line
from vision.smaller import within_side

Grey = NDArray[np.uint8]

FILLED, FEWEST_PX, MOST_PX = 0.35, 9, 61
"""Side of the square that fills, in shares of the picture's shorter side and in pixels: wider than any stroke."""

SMOOTHED_PX = 5
PAPER, DARKEST = 230, 8
"""Grey of the paper afterwards; and below which it cannot be told from ink."""

SIDE = 200
"""Longest side at which it is looked whether there is a shadow."""

SHARE = (0.1, 0.9)
SHADOW = (1.25, 3.0)
"""Paper in the light to paper in the shade, as these shares of all are below; of unshaded development pages and fields
it is 1 to 1.15. More than the second is no paper: cars and meters are darker somewhere."""

BLANK, MOSTLY = 200, 0.55
"""Grey from which evened paper is blank, and the share of a picture on paper that is: of cars .2 to .6, of pages and
fields .5 to .9."""

SURE = 0.9
"""Of a number amid few, which leaves nothing to gain."""


def unevenness(grey: Grey) -> float:
    """How much lighter the paper in the light is than that in the shade, 1 or more. grey: (H, W) uint8. Pure."""
    return _unevenness(_paper(within_side(grey, SIDE)[0]))


def is_shaded(grey: Grey) -> bool:
    """Whether a shadow falls across paper. grey: (H, W) uint8. Pure, half a millisecond."""
    small, _ = within_side(grey, SIDE)
    paper = _paper(small)
    return SHADOW[0] <= _unevenness(paper) <= SHADOW[1] and float(np.mean(_lit(small, paper) >= BLANK)) >= MOSTLY


def evened(grey: Grey) -> Grey:
    """The picture, (H, W) uint8, as if its paper were lit evenly. Pure, 3 to 20 ms a million pixels."""
    return _lit(grey, _paper(grey))


def better_evened(grey: Grey, lines: Sequence[Line], read: Read) -> Grey | None:
    """The picture without its shadow if it has one and reads better so, mostly None: at most one reading more.

    grey: (H, W) uint8. lines: what was found in it as it is.
    """
    here = Evidence.of(lines)
    if (here.best >= SURE and not here.is_page) or not is_shaded(grey):
        return None
    bright = evened(grey)
    return bright if Evidence.of(read(bright)).beats(here) else None


def _unevenness(paper: Grey) -> float:
    dark, light = np.quantile(paper, SHARE)
    return float(max(light, DARKEST) / max(dark, DARKEST))


def _lit(grey: Grey, paper: Grey) -> Grey:
    even = np.maximum(cv2.blur(paper, (SMOOTHED_PX, SMOOTHED_PX)), DARKEST)
    return np.asarray(cv2.divide(grey, even, scale=PAPER), np.uint8)


def _paper(grey: Grey) -> Grey:
    side = min(MOST_PX, max(FEWEST_PX, int(FILLED * min(grey.shape)))) | 1
    calm = cv2.medianBlur(grey, 3)
    filled = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(filled, np.uint8)
