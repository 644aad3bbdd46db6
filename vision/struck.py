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

from vision.boxes import Corners
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

HEIGHT, LOWEST_PX, WIDEST_PX = 80, 8, 4000
"""To which a number is reduced or enlarged, and the sides between which it is looked at so."""

THICKEST, THIN = 0.18, 0.25
"""Of the digits' height: how thick a line is at most, and the share of the way on which nothing else is seen with it:
between the digits, and within 0s."""

GAP = 0.05
"""Of the digits' height: what may be missing of it at a place."""


def marked(frame: Frame, lines: Iterable[Line]) -> list[Line]:
    """The lines of a picture, those that are struck out marked as that and never accepted. 0.5 ms for each number."""
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
    left, top = (min(box[k] for box in boxes) for k in (0, 1))
    right, bottom = (max(box[k] + box[k + 2] for box in boxes) for k in (0, 1))
    return is_struck(frame.grey, (left, top, right - left, bottom - top))


def is_struck(grey: Grey, box: Corners) -> bool:
    """Whether a number is struck out.

    grey: (H, W) uint8, the picture. box: of its digits, x, y, width and height. Pure.
    """
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
    first, last = (x - left + ENDS * height) * scale, (x + width - left - ENDS * height) * scale
    rows = (y - top) * scale + np.array(MIDDLE) * HEIGHT
    return any(_goes_through(_sheared(ink, slope, (first + last) / 2), first, last, rows) for slope in SLOPES)


def _sheared(ink: Grey, slope: float, about: float) -> Grey:
    """With what falls by `slope` made level. about: the column that stays in its place."""
    move = np.array([[1, 0, 0], [-slope, 1, slope * about]], np.float32)
    return np.asarray(cv2.warpAffine(ink, move, ink.shape[::-1], flags=cv2.INTER_NEAREST), np.uint8)


def _goes_through(ink: Grey, first: float, last: float, rows: NDArray[np.float64]) -> bool:
    """Whether in a row between these there is a run of ink over most of the way from `first` to `last` that ends within
    the picture on both sides,."""
    gap = round(GAP * HEIGHT) | 1
    closed = cv2.morphologyEx(cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    begin, end = round(first), round(last)
    for row in range(max(0, round(rows[0])), min(len(ink), round(rows[1]))):
        line = closed[row]
        if line[begin:end].mean() < SPAN:
            continue
        changes = np.flatnonzero(np.diff(np.concatenate([[0], line, [0]])))
        starts, ends = changes[::2], changes[1::2]
        longest = int(np.argmax(ends - starts))
        start, stop = int(starts[longest]), int(ends[longest])
        if min(stop, end) - max(start, begin) < SPAN * (end - begin) or start <= 1 or stop >= len(line) - 1:
            continue
        if np.mean(_thickness(ink[:, begin:end], row) <= THICKEST * HEIGHT) >= THIN:
            return True
    return False


def _thickness(ink: Grey, row: int) -> NDArray[np.int64]:
    """Of the ink that each column has about this row, in pixels."""
    above, below = (
        np.where(free.any(axis=0), free.argmax(axis=0), len(free)) for free in (ink[row::-1] == 0, ink[row:] == 0)
    )
    return np.asarray(above + below, np.int64)
