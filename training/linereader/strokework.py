"""Pen strokes as ink of a wanted size, with the writer's habits and the day's pen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.linereader.mark import Ink, Mark, Pen, box_of
from vision.ink import draw
from vision.source import Stroke

Points = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Style:
    """What the marks of one line share. pen: width in pixels. matrix: (2, 2) slant and breadth. wild: how far each
    mark departs from the writer's own, in shares of its size."""

    pen: float
    matrix: NDArray[np.float64]
    wild: float

    @classmethod
    def draw(cls, size: float, rng: np.random.Generator) -> Style:
        """A pen from fine to felt, upright or leaning, narrow or broad."""
        pen = size * float(np.exp(rng.uniform(np.log(0.05), np.log(0.17))))
        breadth = np.exp(rng.normal(0, 0.16))
        return cls(pen, np.array([[breadth, -rng.normal(0.05, 0.14)], [0.0, 1.0]]), float(rng.uniform(0.02, 0.09)))


def draw_strokes(strokes: Sequence[Stroke], size: float, style: Style, rng: np.random.Generator) -> Mark:
    """The mark, cut to its box; about `size` pixels high, less where it is broad."""
    joined = np.concatenate([stroke.points for stroke in strokes])
    low, high = joined.min(axis=0), joined.max(axis=0)
    width, height = np.maximum(high - low, 1e-3)
    scale = size * np.exp(rng.normal(0, 0.06)) / max(height, 0.75 * width)
    bend = rng.normal(0, style.wild, (6, 2))
    turn = _turn(np.deg2rad(rng.normal(0, 3))) @ style.matrix
    middle = (low + high) / 2
    paths = [_bent(stroke.points, middle, max(width, height), bend) * scale @ turn.T for stroke in strokes]
    ink, corner = _drawn(paths, [stroke.pressures for stroke in strokes], style.pen)
    down, up = ((point - corner) / (ink.shape[1], ink.shape[0]) for point in (paths[0][0], paths[-1][-1]))
    return Mark(ink, pen=Pen((float(down[0]), float(down[1])), (float(up[0]), float(up[1]))))


def ink_of_paths(paths: Sequence[NDArray[np.float64]], pressures: Sequence[Points], pen: float) -> Ink:
    """Paths in pixels (y down) drawn with a pen of that width, cut to their box."""
    return _drawn(paths, pressures, pen)[0]


def _drawn(
    paths: Sequence[NDArray[np.float64]], pressures: Sequence[Points], pen: float
) -> tuple[Ink, NDArray[np.float64]]:
    """The ink, and where its upper left corner lies among the paths."""
    margin = pen / 2 + 2
    low = np.min([path.min(axis=0) for path in paths], axis=0) - margin
    high = np.max([path.max(axis=0) for path in paths], axis=0) + margin
    canvas = np.zeros((int(high[1] - low[1]) + 2, int(high[0] - low[0]) + 2), np.uint8)
    for path, pressure in zip(paths, pressures, strict=True):
        draw(canvas, (path - low).astype(np.float32), pressure, pen)
    x, y, width, height = box_of(canvas)
    return canvas[y : y + height, x : x + width], low + np.array([x, y])


def _bent(points: Points, middle: Points, extent: float, bend: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points about 0, moved by a quadratic field: strokes of one mark bend together, so it stays what it is."""
    u, v = ((points - middle) / extent).T
    field = np.column_stack([np.zeros_like(u), u, v, u * v, u * u, v * v])
    return np.asarray((points - middle) + field @ bend * extent)


def _turn(angle: float) -> NDArray[np.float64]:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
