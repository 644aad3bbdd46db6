"""Upright boxes as plain numbers: x, y, width, height."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
Corners = tuple[float, float, float, float]


def shared_area(one: Corners, other: Corners) -> float:
    """Overlap of two boxes as a share of the smaller, 0 to 1."""
    smaller = min(one[2] * one[3], other[2] * other[3])
    return _common(one, other) / max(smaller, 1e-9)


def share_within(one: Corners, other: Corners) -> float:
    """How much of the first box lies in the other, 0 to 1."""
    return _common(one, other) / max(one[2] * one[3], 1e-9)


def _common(one: Corners, other: Corners) -> float:
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height)


def hull(boxes: Sequence[Corners]) -> Corners:
    """The box around at least one."""
    x, y = min([box[0] for box in boxes]), min([box[1] for box in boxes])
    right, bottom = max([box[0] + box[2] for box in boxes]), max([box[1] + box[3] for box in boxes])
    return float(x), float(y), float(right - x), float(bottom - y)


def without_doubles(found: Iterable[T], is_same: Callable[[T, T], bool]) -> list[T]:
    """The first of all that are the same, in their order."""
    kept: list[T] = []
    for one in found:
        if not any(is_same(one, other) for other in kept):
            kept.append(one)
    return kept


def in_rows(found: Iterable[T], box_of: Callable[[T], Corners]) -> list[T]:
    """Top to bottom in rows of what overlaps by half its height, left to right inside a row."""

    def middle(one: T) -> float:
        _, y, _, height = box_of(one)
        return y + height / 2

    rows: list[list[T]] = []
    for one in sorted(found, key=middle):
        _, y, _, height = box_of(one)
        for row in rows[-3:]:
            _, row_y, _, row_height = box_of(row[0])
            if min(y + height, row_y + row_height) - max(y, row_y) > 0.5 * min(height, row_height):
                row.append(one)
                break
        else:
            rows.append([one])
    return [one for row in rows for one in sorted(row, key=lambda one: box_of(one)[0])]
