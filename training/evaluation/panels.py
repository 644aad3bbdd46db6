"""Panels with something on and something off, as one photographs them: what displays and matrices of dots share."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from training.evaluation.task import Pixels
from training.evaluation.tilt import tilt

LCD_GROUNDS = ((160, 175, 150), (180, 190, 190), (140, 160, 120), (205, 205, 200))
DIODES = ((255, 30, 30), (60, 255, 40), (255, 160, 20))
FLUORESCENT = ((80, 240, 230), (255, 255, 255))

Rng = np.random.Generator
Colours = NDArray[np.float64]
"""(H, W, 3) RGB, 0 to 255; (H, W, 1) for how much of a pixel is covered, 0 to 1."""

Kind = Callable[[Colours, Colours, Rng], Colours]
"""(what is on, what is off, both as covered) to the panel in colours."""


FINE = 4
"""Pixels of a drawing to one of the picture."""


def reduced(part: NDArray[np.float32], columns: int, rows: int) -> Colours:
    """A drawing, (FINE * rows, FINE * columns), as (rows, columns, 1)."""
    return np.asarray(cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA), np.float64)[..., None]


def liquid_crystal(on: Colours, off: Colours, rng: Rng) -> Colours:
    """Dark on a greenish or grey ground, half of them with a shadow."""
    ground = np.array(LCD_GROUNDS[rng.integers(len(LCD_GROUNDS))], float)
    ink = np.clip(on + _faint(rng) * off, 0, 1)
    if rng.random() < 0.5:  # the bars' shadow on the layer below
        ground = ground * (1 - 0.15 * np.roll(on, (2, 2), (0, 1)))
    return ground * (1 - ink) + ground * rng.uniform(0.12, 0.35) * ink


def lit(on: Colours, off: Colours, rng: Rng, colours: tuple[tuple[int, int, int], ...]) -> Colours:
    """Light in one of the colours on nearly black, with a glow around it."""
    glow = cv2.GaussianBlur(on, (0, 0), 4.0)[..., None] * rng.uniform(0, 0.5)
    light = np.clip(on + _faint(rng) * off + glow, 0, 1)
    colour = np.array(colours[rng.integers(len(colours))], float)
    return np.asarray(rng.uniform(5, 45) * (1 - light) + colour * light)


def _faint(rng: Rng) -> float:
    """How much the bars shine through that are off."""
    return float(rng.choice([0.0, rng.uniform(0.03, 0.14)]))


def photographed(panel: Colours, rng: Rng) -> Pixels:
    """The panel in its frame, held at an angle, in uneven light: (H, W, 3) RGB."""
    edge = int(rng.uniform(0.1, 0.4) * len(panel))
    frame = [float(rng.uniform(20, 220))] * 3
    picture = cv2.copyMakeBorder(panel, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=frame)
    height, width = picture.shape[:2]
    held = tilt(width, height, 0.02 * height, rng)
    view = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 3), 1.0), [0, 0, 1]]) @ held
    light = np.linspace(rng.uniform(0.6, 1), 1, width)[None, :, None]
    picture = light * cv2.warpPerspective(picture, view, (width, height), borderMode=cv2.BORDER_REPLICATE)
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.6, 1.6)) + rng.normal(0, rng.uniform(1, 6), picture.shape)
    scale = rng.uniform(0.5, 1.2)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(small, 0, 255), np.uint8)
