"""Upright boxes as plain numbers: x, y, width, height."""

from __future__ import annotations

Corners = tuple[float, float, float, float]


def shared_area(one: Corners, other: Corners) -> float:
    """Overlap of two boxes as a share of the smaller, 0 to 1."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    smaller = min(one[2] * one[3], other[2] * other[3])
    return max(0.0, width) * max(0.0, height) / max(smaller, 1e-9)
