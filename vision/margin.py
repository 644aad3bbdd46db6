"""Paper around a picture that was cut tight: strokes that reach its edge get an end, and surroundings to stand out of.

People and programs send numbers cut out along their ink. There a stroke is as wide as the surroundings that it is
compared with (binarise.py), and a 1 at the very edge is told from the edge of a box by nothing at all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

SHARE = 0.3
"""Paper on each side, in shares of the picture's longer side; along the shorter one more, up to a square."""


def with_margin(grey: Grey) -> tuple[Grey, tuple[int, int]]:
    """(the picture with paper around it, by how many pixels at its left and right, at its top and bottom).

    grey: (H, W) uint8. The paper has the middle grey of the picture's rim: however tight the cut, ink covers less of
    the rim than of the rest. Pure.
    """
    height, width = grey.shape
    side = max(height, width) * (1 + 2 * SHARE)
    across, down = max(1, round((side - width) / 2)), max(1, round((side - height) / 2))
    rim = np.concatenate([grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]])
    wide = np.full((height + 2 * down, width + 2 * across), np.median(rim), np.uint8)
    wide[down : down + height, across : across + width] = grey
    return wide, (across, down)


def rim_colour(picture: NDArray[np.uint8]) -> tuple[float, ...]:
    """The middle grey, or colour, of the rim of a picture, (H, W) or (H, W, C): one number for each channel. Pure."""
    rim = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    return tuple(np.median(rim.reshape(len(rim), -1), axis=0).tolist())
