"""Rectangles as data sets give them: [x, y, width, height] in pixels, with a digit."""

from __future__ import annotations

Box = tuple[float, float, float, float]
LabelledBox = tuple[float, float, float, float, int]


def shared_area(a: Box, b: Box) -> float:
    """Area of the intersection, 0 when there is none."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0.0, width) * max(0.0, height)


def overlap(a: Box, b: Box) -> float:
    """Intersection over union, 0..1."""
    shared = shared_area(a, b)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared) if shared else 0.0


def covered(a: Box, b: Box) -> float:
    """Share of `b` that lies in `a`, 0..1."""
    return shared_area(a, b) / (b[2] * b[3])
