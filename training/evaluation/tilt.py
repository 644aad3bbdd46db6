"""How a flat thing looks that is held at an angle."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def tilt(width: int, height: int, by: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """(3, 3): from a picture's pixels to themselves with its corners moved. by: how far, in pixels (one sigma)."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = (corners + rng.normal(0, by, (4, 2))).astype(np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, moved), np.float64)
