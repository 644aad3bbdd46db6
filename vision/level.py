"""A picture held at an angle turned so that its lines are level, and the ways between the two."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.margin import rim_colour
from vision.reading import Box

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Level:
    """A picture made level.

    pixels: (H, W) or (H, W, 3) uint8. degrees: clockwise, by which it was turned before. matrix: (2, 3), from its
    places to those that were.
    """

    pixels: Pixels
    degrees: float
    matrix: NDArray[np.float64]

    def back(self, box: Box) -> Box:
        """What lies around this box of the level picture in the one as it was, upright there."""
        right, bottom = box.x + box.width, box.y + box.height
        corners = np.array([[box.x, box.y, 1], [right, box.y, 1], [right, bottom, 1], [box.x, bottom, 1]])
        around = corners @ self.matrix.T
        (left, top), (right, bottom) = around.min(axis=0).tolist(), around.max(axis=0).tolist()
        return Box(left, top, right - left, bottom - top)

    def within(self, box: Box) -> Box:
        """The box of the level picture around which this one lies upright in the picture as it was."""
        (x, y), (cosine, sine) = box.middle, self.matrix[0, :2].tolist()
        (across,), (down,) = np.linalg.solve(self.matrix[:, :2], np.array([[x], [y]]) - self.matrix[:, 2:])
        sine, turned = abs(sine), cosine * cosine - sine * sine
        width = max(0.0, (box.width * cosine - box.height * sine) / turned)
        height = max(0.0, (box.height * cosine - box.width * sine) / turned)
        return Box(across - width / 2, down - height / 2, width, height)


def levelled(picture: Pixels, degrees: float, *, most_pixels: float = math.inf) -> Level:
    """A picture, (H, W) or (H, W, 3) uint8, turned back by so many degrees, whole, of no more pixels than these.

    Beside it is the middle grey of its rim.
    """
    height, width = picture.shape[:2]
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    columns, rows = width * abs(cosine) + height * abs(sine), width * abs(sine) + height * abs(cosine)
    scale = min(1.0, math.sqrt(most_pixels / (columns * rows)))
    size = max(1, int(scale * columns)), max(1, int(scale * rows))
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale), np.float64)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    pixels = cv2.warpAffine(
        picture, matrix, size, flags=how, borderMode=cv2.BORDER_CONSTANT, borderValue=rim_colour(picture)
    )
    return Level(np.asarray(pixels, np.uint8), degrees, np.asarray(cv2.invertAffineTransform(matrix), np.float64))
