"""A grey picture at working size, and the way back to the source's own pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.reading import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """What segmentation works on.

    grey: (H, W) uint8, 0 = black, 255 = white. width, height: of the source as a viewer shows it.
    `scale` is grey pixels per source pixel, at most 1.
    """

    grey: NDArray[np.uint8]
    width: int
    height: int
    scale: float = 1.0

    def box(self, x: float, y: float, width: float, height: float) -> Box:
        """A rectangle of the grey picture in the source's own pixels, kept inside it."""
        left, top = max(0.0, x / self.scale), max(0.0, y / self.scale)
        right = min(float(self.width), (x + width) / self.scale)
        bottom = min(float(self.height), (y + height) / self.scale)
        return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))
