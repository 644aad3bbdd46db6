"""Squared paper, as school and office pads have it: its lines are taken away before it is read again.

They cross all that is written on them, and squares of the size of a digit look like boxes for one each. A line is as
dark as the least dark of its pixels along a stretch that is longer than any stroke of writing (a grey opening; Serra,
"Image Analysis and Mathematical Morphology", 1982); so much is taken from the ink all along it, and what crosses it
stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.evidence import Evidence
from vision.other_views import Read
from vision.reading import Line

Grey = NDArray[np.uint8]

SIDE_PX = (12, 75)
"""Of the squares, in pixels."""

FEW, MANY = 5, 12
"""Lines one way and the other for which there is room: a sudoku has ten each way, a comb of boxes two."""

PATCH, LOST, SHORT_PX = 400, 2, 80
"""Side of the five parts of a picture in which squares are looked for, in how many they need not be seen, and how
long lines are at least meanwhile, in pixels."""

STRETCHED = 1.6
"""A square's longer side to its shorter one, at most."""

SOFT, EVEN = 5, 0.4
"""Rows over which lines are spread, since they are not quite straight; and how much their rows must correlate with
those a square's side away."""

LONG = 3.5
"""Sides that a line is followed: people write one or two squares high."""

SLOPES = np.tan(np.radians([-2.4, -1.6, -0.8, 0.0, 0.8, 1.6, 2.4]))
"""Of the lines, beside level and upright."""

DEEPER, MOSTLY = 1.5, 0.8
"""Depth of a line at most, to that of most that is seen of lines: what is deeper is a row of heavy digits, side by
side."""

GROUND_PX, ALONG_PX, MORE = 25, 15, 1.25
"""Side of the square that holds paper wherever it lies; pixels along a line over which noise is evened out; and how
much more than its own depth is taken away along a line, whose least dark pixel told it."""

FAINT = 8
"""Depth of a line at least, and what noise may leave of one."""

PAPER = 235
"""Grey of the paper afterwards."""

SURE = 0.8
"""Mean confidence of numbers which leaves nothing to gain."""


def better_unruled(grey: Grey, lines: Sequence[Line], read: Read) -> Grey | None:
    """The picture without the lines of its squares, if it has such and reads better so, mostly None: at most one
    reading more.

    grey: (H, W) uint8. lines: what was found in it as it is.
    """
    here = Evidence.of(lines)
    if here.mean >= SURE or (side := side_of_squares(grey)) is None:
        return None
    plain = unruled(grey, side)
    there = Evidence.of(read(plain))
    return plain if there.count * there.mean > here.count * here.mean else None


def side_of_squares(grey: Grey) -> float | None:
    """Of the squares that a picture is ruled with, in pixels; None where it is not.

    grey: (H, W) uint8. Its middle is looked at first, which takes 5 ms and mostly tells. Pure.
    """
    rows, columns = grey.shape
    top, left = max(0, rows - PATCH), max(0, columns - PATCH)
    places = [(top // 2, left // 2), (0, 0), (0, left), (top, 0), (top, left)]
    sides: list[float] = []
    for number, (y, x) in enumerate(places, 1):
        if (side := _side(grey[y : y + PATCH, x : x + PATCH])) is not None:
            sides.append(side)
        if len(sides) < number - LOST or not sides:
            return None
    side = float(np.median(sides))
    return side if min(rows, columns) >= FEW * side and max(rows, columns) >= MANY * side else None


def _side(grey: Grey) -> float | None:
    """The same of a small part, where lines are straight."""
    depth = _depth(grey)
    across, down = (_distance(_profile(turned)) for turned in (depth, depth.T))
    if across is None or down is None or max(across, down) > STRETCHED * min(across, down):
        return None
    side = (across + down) / 2
    return side if SIDE_PX[0] <= side <= SIDE_PX[1] else None


def _profile(depth: Grey) -> NDArray[np.float64]:
    """How much of each row is of lines, along the slope that has them in fewest rows."""
    profiles = (opened.mean(axis=1) for opened, _ in _opened(depth, SHORT_PX))
    return max(profiles, key=lambda profile: float(profile @ profile))


def unruled(grey: Grey, side: float) -> Grey:
    """The picture, (H, W) uint8, without lines at distances of about `side` pixels. Pure."""
    depth = _depth(grey)
    long = round(LONG * side)
    lines = np.maximum(_lines(depth, long), _lines(depth.T, long).T)
    deep = DEEPER * float(np.quantile(lines[lines > 0], MOSTLY)) if lines.any() else 0.0
    lines = np.asarray(cv2.dilate(np.minimum(lines, round(min(deep, 255))), np.ones((3, 3), np.uint8)), np.uint8)
    left = cv2.subtract(depth, cv2.convertScaleAbs(lines, alpha=MORE, beta=0))
    left = np.where(lines > 0, np.maximum(left.astype(np.int16) - FAINT, 0), left).astype(np.uint8)
    return np.asarray(cv2.subtract(np.full_like(grey, PAPER), left), np.uint8)


def _depth(grey: Grey) -> Grey:
    """How much darker than the paper around each pixel is."""
    square = np.ones((GROUND_PX, GROUND_PX), np.uint8)
    paper = cv2.blur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, square), square.shape)
    return np.asarray(cv2.subtract(paper, grey), np.uint8)


def _lines(depth: Grey, long: int) -> Grey:
    """How dark the nearly level lines are of which each pixel is a part, 0 where it is of none. long: pixels of a line
    at least."""
    found = np.zeros_like(depth)
    for opened, move in _opened(depth, long):
        np.maximum(found, cv2.warpAffine(opened, move, depth.shape[::-1], flags=cv2.INTER_LINEAR), out=found)
    return np.where(found >= FAINT, found, 0).astype(np.uint8)


def _opened(depth: Grey, long: int) -> Iterator[tuple[Grey, NDArray[np.float64]]]:
    """For each slope the lines along it, made level, and (2, 3) the way from there back."""
    rows, columns = depth.shape
    for slope in SLOPES:
        move = np.array([[1.0, 0.0, 0.0], [slope, 1.0, -slope * columns / 2]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        level = cv2.warpAffine(np.ascontiguousarray(depth), move, (columns, rows), flags=flags)
        soft = cv2.blur(level, (ALONG_PX, 1))
        yield np.asarray(cv2.morphologyEx(soft, cv2.MORPH_OPEN, np.ones((1, long), np.uint8)), np.uint8), move


def _distance(profile: NDArray[np.float64]) -> float | None:
    """Of neighbouring lines, if they are evenly apart: the shortest after which the profile is much like itself."""
    if profile.max(initial=0) < FAINT / 4:
        return None
    soft = np.convolve(profile, np.ones(SOFT) / SOFT, "same")
    soft -= soft.mean()
    alike = np.correlate(soft, soft, "full")[len(soft) - 1 :] / max(float(soft @ soft), 1e-9)
    alike *= len(soft) / np.arange(len(soft), 0, -1)  # of what is farther apart there is less
    first, last = SIDE_PX[0], min(SIDE_PX[1] + 1, len(soft) // (FEW - 1))
    peaks = [
        lag
        for lag in range(first, last)
        if alike[lag] > EVEN and alike[lag] == alike[lag - SOFT : lag + SOFT + 1].max()
    ]
    return float(peaks[0]) if peaks else None
