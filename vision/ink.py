"""From pen strokes to grey ink: the one rasteriser, for serving, for training on strokes, and for tests.

Strokes are vectors, so the pen that the network sees is ours to choose: a digit drawn large with a thin pen and one
drawn small with a thick pen are both rendered with a stroke between 9 % and 16 % of their size, the range of MNIST.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.source import Stroke

RENDER_SIDE = 80
"""Longest side of the points' box when rendered: four times the 20 px that the normaliser shrinks it to."""

THINNEST, THICKEST = 0.09, 0.16

STRAIGHT = 0.95
"""Of a straight stroke, the distance of its ends beside its length, unless told otherwise."""

_SHIFT = 4  # fractional bits of cv2's fixed-point coordinates


def render(strokes: Sequence[Stroke], pen_px: float) -> NDArray[np.uint8]:
    """The strokes as grey ink, ready for `normalise`.

    pen_px: width of the pen at pressure 0.5, in the strokes' own pixels. Returns (H, W) uint8, 0 = paper,
    255 = ink, at most about 120 px a side whatever the size of the drawing; (1, 1) zeros without points. Pure.
    """
    points = [stroke.points for stroke in strokes if len(stroke.points)]
    if not points:
        return np.zeros((1, 1), np.uint8)
    low = np.min([p.min(axis=0) for p in points], axis=0)
    high = np.max([p.max(axis=0) for p in points], axis=0)
    size = float((high - low).max())
    width = pen_width(size, pen_px)
    scale = RENDER_SIDE / max(size, width, 1e-6)
    margin = width * scale + 2
    canvas_size = np.ceil((high - low) * scale + 2 * margin).astype(int) + 1
    canvas = np.zeros((canvas_size[1], canvas_size[0]), np.uint8)
    for stroke in strokes:
        if len(stroke.points):
            draw(canvas, (stroke.points - low) * scale + margin, stroke.pressures, width * scale)
    return canvas


def pen_width(size: float, pen_px: float) -> float:
    """The width to draw a mark of this size with: the pen's own, kept within 9 % to 16 % of the mark.

    A mark no larger than the pen (a dot) keeps the pen's width: it has no shape to preserve.
    """
    if size < pen_px:
        return pen_px
    return float(np.clip(pen_px, THINNEST * size, THICKEST * size))


def draw(canvas: NDArray[np.uint8], points: NDArray[np.float32], pressures: NDArray[np.float32], width: float) -> None:
    """Draw one stroke of at least one point onto `canvas` in 255, `width` pixels wide at pressure 0.5."""
    fixed = np.round(points * (1 << _SHIFT)).astype(np.int32)
    if len(fixed) == 1:
        radius = round(width / 2 * (1 << _SHIFT))
        cv2.circle(canvas, fixed[0].tolist(), radius, 255, -1, cv2.LINE_AA, _SHIFT)
        return
    if float(np.ptp(pressures)) < 0.1:
        thickness = _thickness(width, float(pressures.mean()))
        cv2.polylines(canvas, [fixed.reshape(-1, 1, 2)], False, 255, thickness, cv2.LINE_AA, _SHIFT)
        return
    for start, end, pressure in zip(fixed[:-1], fixed[1:], (pressures[:-1] + pressures[1:]) / 2, strict=True):
        cv2.line(canvas, start.tolist(), end.tolist(), 255, _thickness(width, float(pressure)), cv2.LINE_AA, _SHIFT)


def evenly(points: NDArray[np.float32], count: int) -> NDArray[np.float64]:
    """(count, 2): points at even distances along a stroke of at least one point, from its first to its last."""
    along = np.concatenate([[0.0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
    at = np.linspace(0, along[-1], count)
    return np.column_stack([np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])])


def nearest(some: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """The distance of the two points, one of each, that are nearest. some, others: (N, 2) and (M, 2), none empty."""
    return float(np.sqrt(((some[:, None] - others) ** 2).sum(axis=2).min()))


def is_straight(stroke: Stroke, least: float = STRAIGHT) -> bool:
    """Whether the distance of its ends is at least this share of its length; a stroke of no length is not."""
    length = float(np.hypot(*np.diff(stroke.points, axis=0).T).sum())
    return length > 0 and float(np.hypot(*(stroke.points[-1] - stroke.points[0]))) >= least * length


def leans_forward(stroke: Stroke) -> bool:
    """Whether it is a slash rather than a backslash, by its ends."""
    return bool((stroke.points[-1] - stroke.points[0]).prod() < 0)


def _thickness(width: float, pressure: float) -> int:
    return max(1, round(width * (0.6 + 0.8 * pressure)))
