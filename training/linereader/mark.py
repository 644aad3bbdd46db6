"""One mark on a line: its ink, and where it stands."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.normalise import tight_box

Ink = NDArray[np.uint8]


class Pen(NamedTuple):
    """Where the pen was set down and where it was lifted: x and y of both, in shares of the mark's width and height."""

    down: tuple[float, float]
    up: tuple[float, float]


class Mark(NamedTuple):
    """ink: (h, w) uint8, 255 = ink, cut to its box. rise: height of its lower edge over the baseline, in pixels.
    pen: known where it was drawn from strokes."""

    ink: Ink
    rise: float = 0.0
    pen: Pen | None = None


def cut(ink: Ink, faint: int = 40) -> Ink:
    """The box of everything darker than `faint`; one pixel of paper when there is nothing."""
    x, y, width, height = box_of(ink, faint)
    return ink[y : y + height, x : x + width]


def box_of(ink: Ink, faint: int = 40) -> tuple[int, int, int, int]:
    """x, y, width and height of that box."""
    return tight_box(np.where(ink > faint, ink, 0).astype(np.uint8)) or (0, 0, 1, 1)


def scaled(ink: Ink, across: float, down: float) -> Ink:
    """Resized by a factor in each direction, at least one pixel a side."""
    size = (max(1, round(ink.shape[1] * across)), max(1, round(ink.shape[0] * down)))
    shrinks = across < 1 or down < 1
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC), np.uint8)
