"""A grey picture at working size, and the way back to the source's own pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.boxes import Corners
from vision.dividers import Dividers
from vision.level import Level
from vision.reading import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """What segmentation works on.

    grey: (H, W) uint8, 0 = black, 255 = white. width, height: of the source as a viewer shows it.
    `scale` is grey pixels per source pixel. margin: grey pixels at the left and right, at the top and bottom, that are
    no part of the source, but paper around it. live: it is a camera's. level: by which the grey picture was made level,
    if it was; it has no margin then. dividers: between columns, in grey pixels, once it was segmented.
    """

    grey: NDArray[np.uint8]
    width: int
    height: int
    scale: float = 1.0
    margin: tuple[int, int] = (0, 0)
    live: bool = False
    level: Level | None = None
    dividers: Dividers = ()

    @property
    def inside(self) -> tuple[float, float, float, float]:
        """x, y, width and height of the source in the grey picture."""
        (height, width), (across, down) = self.grey.shape, self.margin
        return float(across), float(down), width - 2.0 * across, height - 2.0 * down

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The source alone, without the paper around it."""
        x, y, width, height = (int(value) for value in self.inside)
        return np.ascontiguousarray(self.grey[y : y + height, x : x + width])

    def corners(self, box: Box) -> Corners:
        """A rectangle in the source's own pixels as x, y, width and height in the grey picture."""
        if self.level is not None:
            return self.level.within(box.scaled(self.scale)).corners
        x, y = box.x * self.scale + self.margin[0], box.y * self.scale + self.margin[1]
        return x, y, box.width * self.scale, box.height * self.scale

    def box(self, x: float, y: float, width: float, height: float) -> Box:
        """A rectangle of the grey picture in the source's own pixels, kept inside it."""
        if self.level is not None:
            x, y, width, height = self.level.back(Box(x, y, width, height)).corners
        x, y = x - self.margin[0], y - self.margin[1]
        left, top = max(0.0, x / self.scale), max(0.0, y / self.scale)
        right = min(float(self.width), max(0.0, (x + width) / self.scale))
        bottom = min(float(self.height), max(0.0, (y + height) / self.scale))
        return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))
