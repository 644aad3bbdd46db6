"""How much a line of writing rises or falls, and its box when it is made level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.boxes import Corners
from vision.lattice import Step, around

STEEPEST = 0.45
"""A line that falls or rises more for each pixel to the right is none."""

FEWEST, LEAST_RISE = 4, 0.6
"""Digits that tell a slope, and heights that the line must rise by from end to end: less is how people write, which
the line network knows."""

OFF = 0.8
"""Heights by which a mark may lie off the middle of the line and be of it."""


def slope_through(x: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    """The median slope of all pairs of points (Theil 1950, Sen 1968), at most STEEPEST either way; 0 for one point.

    x: (N,), ascending; y: (N,). A few marks far off the line do not turn it.
    """
    if len(x) < 2:
        return 0.0
    one, other = np.triu_indices(len(x), 1)
    slope = float(np.median((y[other] - y[one]) / np.maximum(x[other] - x[one], 1)))
    return min(max(slope, -STEEPEST), STEEPEST)


def levelled(steps: Sequence[Step]) -> tuple[Corners, float]:
    """(box, slope) of a line. box: x, y, width, height in working pixels of the line made level about its middle; of a
    line that is nearly level, or whose marks lie along no slope, it is around all of them, and the slope is 0. Pure."""
    digits = np.array([step.candidate.box for step in steps if step.is_digit], float)
    if len(digits) < FEWEST:
        return around(steps), 0.0
    digits = digits[np.argsort(digits[:, 0] + digits[:, 2] / 2, kind="stable")]
    height = float(np.median(digits[:, 3]))
    x, y = _middles(digits)
    slope = slope_through(x, y)
    if abs(slope) * (x[-1] - x[0]) < LEAST_RISE * height:
        return around(steps), 0.0
    boxes = np.array([step.candidate.box for step in steps], float)
    middle = float(boxes[:, 0].min() + (boxes[:, 0] + boxes[:, 2]).max()) / 2
    centre = float(np.median(y - slope * (x - middle)))
    x, y = _middles(boxes)
    boxes[:, 1] -= slope * (x - middle)
    boxes = boxes[(np.abs(y - slope * (x - middle) - centre) < OFF * height) & (boxes[:, 3] < 2 * height)]
    if len(boxes) < FEWEST:
        return around(steps), 0.0
    left, top = boxes[:, :2].min(axis=0)
    right, bottom = (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
    # The line is made level about the middle of its box, which may have moved.
    drop = slope * ((left + right) / 2 - middle)
    return (float(left), float(top + drop), float(right - left), float(bottom - top)), slope


def _middles(boxes: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2
