"""A shadow that falls across what is photographed: of a hand, a telephone, the frame of a window."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from training.evaluation.task import Pixels

DEPTHS = (0.35, 0.6)
"""Share of the light that it takes."""

EDGES = (0.02, 0.06, 0.15)
"""How soft its edge is, in shares of the picture's shorter side: near things throw sharp ones."""

MIDDLE = (0.3, 0.7)
"""Part of the picture's width and height through which the edge passes."""


def shaded(picture: Pixels, name: str) -> Pixels:
    """The picture, (H, W) or (H, W, 3) uint8, half of it in a shadow that is fixed by the picture's name."""
    rng = np.random.default_rng((7, zlib.crc32(name.encode())))
    height, width = picture.shape[:2]
    direction, depth = rng.uniform(0, 2 * np.pi), rng.uniform(*DEPTHS)
    x, y = width * rng.uniform(*MIDDLE), height * rng.uniform(*MIDDLE)
    soft = 0.7 + rng.choice(EDGES) * min(height, width)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    away = ((columns - x) * np.cos(direction) + (rows - y) * np.sin(direction)) / soft
    light: NDArray[np.float32] = 1 - depth / (1 + np.exp(np.clip(-away, -50, 50)))
    return np.asarray(picture * (light if picture.ndim == 2 else light[..., None]), np.uint8)
