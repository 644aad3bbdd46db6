"""Numbers that somebody struck out on paper: a line through most of their digits, about level and about their middle.

They are read like others, mostly rightly, and are not meant: whoever struck them out wrote another one beside them.
They stay in the reading, marked so, and a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.boxes import Corners, hull
from vision.frame import Frame
from vision.reading import Line

Grey = NDArray[np.uint8]

FEWEST = 3
"""Digits: the bar of one 7 or 4 goes through its neighbour now and then."""

SPAN, ENDS = 0.96, 0.1
"""Of the way across the digits that the line must go on; without so much at either end, in heights."""

CLIMBING = 0.12
"""A number that climbs or falls more is not looked at: its upright box holds other things than its digits."""

NOT_WRITTEN = frozenset({"cells", "code", "display"})
"""How numbers are found that no pen strikes out, or through which rules go."""

MIDDLE = (0.22, 0.78)
"""Of the digits' height: between these it must lie. Ligatures and the bars of 5s lie above, rules that are written on
below."""

BEYOND = 1.5
"""Heights beyond the number within which it must end on both sides: a rule of the paper goes on."""

SLOPES = tuple(np.linspace(-0.24, 0.24, 13))
"""How far a line may fall for each pixel to the right."""

HEIGHT, LOWEST_PX, WIDEST_PX = 80, 8, 4000
"""To which a number is reduced or enlarged, and the sides between which it is looked at so."""

THICKEST, THIN = 0.18, 0.25
"""Of the digits' height: how thick a line is at most, and the share of the way on which nothing else is seen with it:
between the digits, and within 0s."""

GAP = 5
"""Pixels of that height, an odd number: what is shorter may be missing of it at a place."""


def marked(frame: Frame, lines: Iterable[Line]) -> list[Line]:
    """The lines of a picture, those that are struck out marked as that and never accepted.

    0.4 ms for each number between whose digits there is paper, 5 ms for another. Pure.
    """
    return [_marked(line) if _is_struck(frame, line) else line for line in lines]


def _marked(line: Line) -> Line:
    return replace(line, struck=True, verdict="ask" if line.verdict == "accept" else line.verdict)


def _is_struck(frame: Frame, line: Line) -> bool:
    boxes = [frame.corners(glyph.box) for glyph in line.glyphs if glyph.digit is not None]
    if len(boxes) < FEWEST or line.found in NOT_WRITTEN:
        return False
    middles = np.array([(x + width / 2, y + height / 2) for x, y, width, height in boxes])
    across, down = middles[-1] - middles[0]
    if abs(down) > CLIMBING * abs(across):
        return False
    return _has_line_through(frame.grey, hull(boxes))


def _has_line_through(grey: Grey, box: Corners) -> bool:
    """grey: (H, W) uint8, the picture. box: of all digits."""
    x, y, width, height = box
    left, top = max(0, round(x - BEYOND * height)), max(0, round(y - 0.1 * height))
    place = grey[top : round(y + 1.1 * height), left : round(x + width + BEYOND * height)]
    scale = HEIGHT / max(1.0, height)
    size = round(place.shape[1] * scale), round(place.shape[0] * scale)
    if min(place.shape) < LOWEST_PX or min(size) < LOWEST_PX or max(size) > WIDEST_PX:
        return False
    small = cv2.resize(place, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    ink = np.asarray(cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1], np.uint8)
    if 2 * cv2.countNonZero(ink) > ink.size:
        ink = np.asarray(1 - ink, np.uint8)
    first, last = round((x - left + ENDS * height) * scale), round((x + width - left - ENDS * height) * scale)
    upper, lower = (round((y - top) * scale + share * HEIGHT) for share in MIDDLE)
    across, down = slice(first, last), slice(upper, lower)
    # Mostly there is nothing between some digits, however a line may lie.
    if first >= last or ink[:, across].any(axis=0).mean() < SPAN:
        return False
    return any(_goes_through(_sheared(ink, slope, (first + last) / 2), across, down) for slope in SLOPES)


def _sheared(ink: Grey, slope: float, about: float) -> Grey:
    """With what falls by `slope` made level. about: the column that stays in its place."""
    move = np.array([[1, 0, 0], [-slope, 1, slope * about]], np.float32)
    return np.asarray(cv2.warpAffine(ink, move, ink.shape[::-1], flags=cv2.INTER_NEAREST), np.uint8)


def _goes_through(ink: Grey, across: slice, down: slice) -> bool:
    """Whether in a row of `down` a line goes on over most of `across` and ends within the picture on both sides."""
    closed = cv2.morphologyEx(cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_CLOSE, np.ones((1, GAP), np.uint8))
    full = np.flatnonzero(closed[down, across].mean(axis=1) >= SPAN) + down.start
    return any(_is_line(ink, closed[row], int(row), across) for row in full)


def _is_line(ink: Grey, closed: Grey, row: int, across: slice) -> bool:
    """Whether the longest run of a closed row is a line through the digits, and not a rule nor their own strokes."""
    begins, ends = np.flatnonzero(np.diff(closed.astype(np.int8), prepend=0, append=0)).reshape(-1, 2).T
    longest = int(np.argmax(ends - begins))
    begin, end = int(begins[longest]), int(ends[longest])
    common = min(end, across.stop) - max(begin, across.start)
    within = begin > 1 and end < len(closed) - 1
    return (
        within
        and common >= SPAN * (across.stop - across.start)
        and float(np.mean(_thickness(ink[:, across], row) <= THICKEST * HEIGHT)) >= THIN
    )


def _thickness(ink: Grey, row: int) -> NDArray[np.int64]:
    """Of the ink that each column has about this row, in pixels."""
    above, below = (
        np.where(free.any(axis=0), free.argmax(axis=0), len(free)) for free in (ink[row::-1] == 0, ink[row:] == 0)
    )
    return np.asarray(above + below, np.int64)
