"""Numbers in dots: marks of one size at one distance from each other, in matrices of dots, are parts of digits."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.displays import Stats, count_within
from vision.pairs import pairs_until

Grey = NDArray[np.uint8]
Places = NDArray[np.float32]
"""(N, 3): middles x and y and diameter of dots, from left to right."""

SIZES_PX = ((2.6, 5.0), (4.0, 8.0), (6.5, 13.0), (10.5, 21.0))
"""Diameters of dots that are looked for together: those of one panel differ by less than a factor of two. Smaller ones
are joined by blur."""

ROUND, FILL = 1.5, 0.45
"""Longer side of a dot to the shorter one; share of its box that it takes."""

FARTHEST, OVER = 2.6, 1.2
"""From dot to dot, in diameters; and how far dots reach when they are joined, in shares of the distance between
neighbours: to the next one, also at a slope, and not over a column that is off, as between two digits."""

FEWEST_DOTS, EVEN, REGULAR = 12, 0.18, 0.7
"""Of a panel; how far their distances depart from the median one, and the share of those that do not: what is at random
is less regular."""

MOST_DOTS = 3000
"""Of one size that are compared."""

DOTS_A_DIGIT = 4.0
"""Of a line on the mean: a 1 may have seven, of which some are joined."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Dots that stand in a matrix. pitch: distance between neighbours, in pixels."""

    dots: Places
    pitch: float


def panels(stats: Stats) -> list[Panel]:
    """Matrices of dots, of each size at most one, none twice. stats: of components, without the ground. Pure."""
    x, y, width, height, area = stats.T.astype(np.float32)
    longest, shortest = np.maximum(width, height), np.maximum(np.minimum(width, height), 1)
    is_dot = (longest <= ROUND * shortest + 1) & (area >= FILL * width * height)
    diameter = (width + height) / 2
    places = np.column_stack([x + width / 2, y + height / 2, diameter])
    found: list[Panel] = []
    for low, high in SIZES_PX:
        panel = _panel(places[is_dot & (diameter >= low) & (diameter <= high)])
        if panel is not None and not any(abs(panel.pitch - other.pitch) <= EVEN * other.pitch for other in found):
            found.append(panel)
    return found


def joined(ink: Grey, panel: Panel) -> Grey:
    """The ink, (H, W) uint8, 0 or 255, so much fatter that the panel's neighbouring dots touch, also those over a
    corner: a square reaches as far there. Pure."""
    return np.asarray(cv2.dilate(ink, np.ones((_fatter(panel), _fatter(panel)), np.uint8)), np.uint8)


def slim(stats: Stats, panel: Panel) -> Stats:
    """Components of joined ink, with boxes as they were without. Pure."""
    more = _fatter(panel)
    return stats + np.array([more // 2, more // 2, 1 - more, 1 - more, 0], np.int32)


def is_of_dots(marks: NDArray[np.float32], panel: Panel) -> bool:
    """Whether a line is in dots: so many of them lie in it. marks: (N, 4 or more): x, y, width and height of each."""
    return count_within(marks, panel.dots[:, :2]) >= DOTS_A_DIGIT * len(marks)


def _fatter(panel: Panel) -> int:
    half = math.ceil((OVER * panel.pitch - float(np.median(panel.dots[:, 2]))) / 2)
    return 2 * max(1, half) + 1


def _panel(dots: Places) -> Panel | None:
    """Those of the dots that have a neighbour at the common distance; None where too few have, or no distance is."""
    if len(dots) < FEWEST_DOTS:
        return None
    dots = dots[np.argsort(-dots[:, 2], kind="stable")[:MOST_DOTS]]
    dots = dots[np.argsort(dots[:, 0], kind="stable")]
    nearest = _nearest(dots)
    has_any = nearest <= FARTHEST * dots[:, 2]
    if np.count_nonzero(has_any) < FEWEST_DOTS:
        return None
    pitch = float(np.median(nearest[has_any]))
    in_step = has_any & (np.abs(nearest - pitch) <= EVEN * pitch)
    if np.count_nonzero(in_step) < max(FEWEST_DOTS, REGULAR * np.count_nonzero(has_any)):
        return None
    return Panel(dots[in_step], pitch)


def _nearest(dots: Places) -> NDArray[np.float32]:
    """Of each dot the distance to the nearest other one within reach; infinity where there is none."""
    ends = np.searchsorted(dots[:, 0], dots[:, 0] + FARTHEST * dots[:, 2], side="right")
    before, after = pairs_until(ends)
    distance = np.hypot(dots[after, 0] - dots[before, 0], dots[after, 1] - dots[before, 1])
    nearest = np.full(len(dots), np.inf, np.float32)
    np.minimum.at(nearest, before, distance)
    np.minimum.at(nearest, after, distance)
    return nearest
