"""Upright rules that part the columns of a table: what stands on either side of one is no one number.

Rules are taken out from under the digits before pieces are put together, so they are remembered here. One that is as
high as several lines of writing parts columns; lower ones are the sides of a field, the combs of a form or the bars
between a counter's rollers, and between these a number goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.boxes import Corners
from vision.rules import Mask, morph

HIGH = 3.5
"""Heights of writing that a rule is high at least."""

THIN, LEAST_THIN_PX = 0.08, 8
"""Its width to its height, and pixels that it may be wide anyway: a rule at an angle takes columns."""

ALIKE = 0.7
"""What two rules of a table have in common of the rows that they take together."""

NARROW = 2.0
"""Heights between two rules from which there may be a column of numbers between them."""

MOST = 64

ENDS = 0.3
"""Heights of a box from its end that a rule there may stand within it."""

COVERED = 0.2
"""Of the lower of two marks how much a rule between them need not cover."""


class Divider(NamedTuple):
    """top, bottom: y of its ends, where it stands at x = upper and x = lower."""

    top: float
    bottom: float
    upper: float
    lower: float

    def x(self, y: float) -> float:
        """Where it stands at this height."""
        return self.upper + (self.lower - self.upper) * (y - self.top) / max(1.0, self.bottom - self.top)

    def parts(self, one: Corners, other: Corners) -> bool:
        """Whether it stands between two marks or lines (x, y, width, height), the first of which is on the left."""
        top, bottom = max(one[1], other[1]), min(one[1] + one[3], other[1] + other[3])
        spare = COVERED * min(one[3], other[3])
        if not self.is_beside(top + spare, bottom - spare, max(one[3], other[3])):
            return False
        return one[0] + one[2] / 2 < self.x((top + bottom) / 2) < other[0] + other[2] / 2

    def is_beside(self, top: float, bottom: float, height: float) -> bool:
        """Whether it reaches from top to bottom, and is too high for a stroke or a side of writing of this height."""
        return self.top <= top and bottom <= self.bottom and self.bottom - self.top >= HIGH * height

    def crosses(self, box: Corners) -> bool:
        """Whether it stands in a box (x, y, width, height), and not just at one of its ends."""
        x, y, width, height = box
        middle, end = y + height / 2, min(ENDS * height, width / 4)
        return self.is_beside(middle, middle, height) and x + end < self.x(middle) < x + width - end

    def scaled(self, factor: float) -> Divider:
        """The same where so many pixels are one."""
        return Divider(*(value * factor for value in self))


Dividers = Sequence[Divider]


def may_be_parted(grey: NDArray[np.uint8], height: float) -> bool:
    """Whether a picture, (H, W), is high enough for the columns of a table of writing of this height."""
    return len(grey) >= HIGH * height


def find_dividers(upright: Mask, height: float) -> tuple[Divider, ...]:
    """The highest of those among a picture's upright rules, `MOST` at most, from the left.

    upright: (H, W) uint8, 255 where ink is of such a rule. height: of writing, in pixels. Pure.
    """
    if not may_be_parted(upright, height) or not upright.any():
        return ()
    joined = morph(cv2.MORPH_CLOSE, upright, max(3, round(height)), horizontal=False)
    joined = morph(cv2.MORPH_DILATE, joined, 3, horizontal=True)
    _, of, of_each, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_32S)
    labels, stats = np.asarray(of, np.int32), np.asarray(of_each, np.int32)
    high = [
        number
        for number, (_, _, wide, tall, _) in enumerate(stats.tolist())
        if number and tall >= HIGH * height and wide <= max(LEAST_THIN_PX, THIN * tall)
    ]
    high.sort(key=lambda number: -int(stats[number, cv2.CC_STAT_HEIGHT]))
    found = sorted((_through(labels, stats[number], number) for number in high[:MOST]), key=lambda d: d.upper)
    apart = [one for one in found if not any(_is_near(one, other, NARROW * height) for other in found)]
    return tuple(one for one in apart if any(_is_alike(one, other) for other in apart))


def _is_alike(one: Divider, other: Divider) -> bool:
    """Whether another rule begins and ends about where this one does, as those of a table do."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return one is not other and shared >= ALIKE * (max(one.bottom, other.bottom) - min(one.top, other.top))


def _is_near(one: Divider, other: Divider, reach: float) -> bool:
    """Whether another rule stands beside this one, nearer than columns are: squares of paper, cells for a digit."""
    middle = (max(one.top, other.top) + min(one.bottom, other.bottom)) / 2
    beside = min(one.bottom, other.bottom) > max(one.top, other.top)
    return one is not other and beside and abs(one.x(middle) - other.x(middle)) < reach


def _through(labels: NDArray[np.int32], stats: NDArray[np.int32], number: int) -> Divider:
    x, y, wide, tall, _ = stats.tolist()
    rows, columns = np.nonzero(labels[y : y + tall, x : x + wide] == number)
    slope, start = np.polyfit(rows, columns, 1)
    return Divider(float(y), float(y + tall), x + float(start), x + float(start + slope * tall))


def runs_between(dividers: Dividers, boxes: Sequence[Corners]) -> list[slice]:
    """The stretches of a row of marks, from the left, that no divider parts."""
    ends = [k for k in range(1, len(boxes)) if any(d.parts(boxes[k - 1], boxes[k]) for d in dividers)]
    return [slice(start, end) for start, end in zip([0, *ends], [*ends, len(boxes)], strict=True)]
