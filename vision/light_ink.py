"""Whether a line is written light on dark: chalk, displays, plates and counters are, and inverted pictures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.quantile import grey_quantile
from vision.smaller import shrunk

Grey = NDArray[np.uint8]

PLAINLY, PERHAPS = 0.06, 0.02
"""Ink is the smaller part of a line, and draws the mean of its greys away from the median: by more than these shares of
their range. Thin strokes draw it by less than frames and shadows do, so from the second on strokes decide."""

STRONGER = 1.3
"""How much more light strokes depart from their surroundings than dark ones, in squares."""

SIDE = 200
"""Shorter side at which strokes are looked at."""


def is_light_ink(grey: Grey) -> bool:
    """Whether the line in this picture, (H, W) uint8, is light on dark. Pure, less than a millisecond."""
    if not grey.size:
        return False
    low, middle, high = (grey_quantile(grey, share) for share in (0.02, 0.5, 0.98))
    drawn = float(grey.mean() - middle) / max(1.0, high - low)
    return drawn > PLAINLY or (drawn > PERHAPS and _has_light_strokes(grey))


def _has_light_strokes(grey: Grey) -> bool:
    small = shrunk(grey, SIDE / min(grey.shape))
    around = cv2.medianBlur(small, small.shape[0] // 2 | 1)
    lighter, darker = cv2.subtract(small, around), cv2.subtract(around, small)
    return bool(cv2.norm(lighter, cv2.NORM_L2SQR) > STRONGER * cv2.norm(darker, cv2.NORM_L2SQR))
