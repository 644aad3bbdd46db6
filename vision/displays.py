"""Segment displays: the bars of one digit stand apart, and belong together where their ends meet."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Stats = NDArray[np.int32]
"""(N, 5): x, y, width, height and area of components, as OpenCV gives them."""

Bars = NDArray[np.float32]
"""(N, 6): the two ends' x and y, length and thickness."""

ENDS = (0, 2)
"""The columns at which the ends of a bar begin, left or upper one first."""

SLIM, FILL, SHORTEST_PX = (2.0, 9.0), 0.5, 8
"""Length of a bar to its thickness; the share of its box that it takes, for it may lean; and its length: in smaller
digits blur joins the bars."""

MOST_BARS, FEWEST_BARS = 400, 3
"""Of a picture: the longest are looked at; two may meet by chance, and mostly do where there are no more."""

NEAR, AS_THICK, AS_LONG = 1.3, 1.8, 2.5
"""Of two bars that meet: how far their ends are apart, in thicknesses, and how much thicker and longer one may be."""

BARS_A_DIGIT = 1.0
"""That meet and stand apart, on the mean of a line: what blur joined is found without, and bars beside the letters of a
plate are chance."""

CLOSED, CLOSED_DOWN = 0.9, 2.0
"""Thicknesses over which ink is joined: everywhere, which digits are mostly farther apart than, and downwards, where
no digit stands below another and the tips of two bars leave most room."""


def meeting_bars(stats: Stats) -> Bars:
    """Bars whose ends meet, at a corner or one above the other; none where there are fewer than FEWEST_BARS. stats: of
    components, without the ground. Pure; microseconds where there are no bars."""
    level, upright = _bars(stats, level=True), _bars(stats, level=False)
    corners = _meet(level, upright, [(here, there) for here in ENDS for there in ENDS])
    stacked = _meet(upright, upright, [ENDS[::-1]])
    own = corners.any(axis=0) | stacked.any(axis=0) | stacked.any(axis=1)
    bars = np.concatenate([level[corners.any(axis=1)], upright[own]])
    return bars if len(bars) >= FEWEST_BARS else bars[:0]


def closed(ink: Grey, bars: Bars) -> Grey:
    """The ink, (H, W) uint8, 0 or 255, with the gaps between the bars of digits closed. bars: at least one. Pure."""
    thick = float(np.median(bars[:, 5]))
    across, down = (max(3, round(share * thick) | 1) for share in (CLOSED, CLOSED_DOWN))
    everywhere = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    there = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, everywhere)
    return np.asarray(cv2.morphologyEx(there, cv2.MORPH_CLOSE, np.ones((down, 1), np.uint8)), np.uint8)


def is_of_bars(marks: NDArray[np.float32], bars: Bars) -> bool:
    """Whether a line is a display's: so many bars lie in it. marks: (N, 4 or more): x, y, width and height of each."""
    return count_within(marks, (bars[:, :2] + bars[:, 2:4]) / 2) >= BARS_A_DIGIT * len(marks)


def count_within(marks: NDArray[np.float32], points: NDArray[np.floating]) -> int:
    """How many points, (M, 2), lie in the line of these marks, (N, 4 or more): x, y, width and height of each."""
    low, high = marks[:, :2].min(axis=0), (marks[:, :2] + marks[:, 2:4]).max(axis=0)
    return int(np.count_nonzero(((points >= low) & (points <= high)).all(axis=1)))


def _bars(stats: Stats, *, level: bool) -> Bars:
    x, y, width, height, area = stats.T.astype(np.float32)
    length, across = (width, height) if level else (height, width)
    thick = area / np.maximum(length, 1)
    fits = (length > across) & (length >= SLIM[0] * thick) & (length <= SLIM[1] * thick)
    fits &= (area >= FILL * width * height) & (length >= SHORTEST_PX)
    middle = (x + width / 2, y + height / 2)
    ends = (x, middle[1], x + width, middle[1]) if level else (middle[0], y, middle[0], y + height)
    bars = np.asarray(np.column_stack([*ends, length, thick])[fits], np.float32)
    return bars if len(bars) <= MOST_BARS else bars[np.argsort(-bars[:, 4], kind="stable")[:MOST_BARS]]


def _meet(one: Bars, other: Bars, ends: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """(N, M): whether bars are alike and an end of one lies at an end of the other. ends: those of each that may."""
    long, thick = (_ratio(one[:, None, k], other[None, :, k]) for k in (4, 5))
    alike = (long <= AS_LONG) & (thick <= AS_THICK)
    near = NEAR * np.maximum(one[:, None, 5], other[None, :, 5])
    meeting = np.zeros(alike.shape, bool)
    for here, there in ends:
        x, y = (np.abs(one[:, None, here + k] - other[None, :, there + k]) for k in (0, 1))
        meeting |= (x <= near) & (y <= near)
    return np.asarray(alike & meeting)


def _ratio(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.maximum(one, other) / np.minimum(one, other), np.float32)
