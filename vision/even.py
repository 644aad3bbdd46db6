"""Whether digits stand as print does: as high as each other, and on one line."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vision.boxes import Corners

EVEN = 0.08
"""Of their height digits of print differ by less, in height and in where they stand: of lines of printed pages five in
six do, of handwritten amounts one in eight."""


def is_even(boxes: Sequence[Corners]) -> bool:
    """Whether at least two digits are as high as each other and stand on one line.

    boxes: x, y, width and height of each, left to right.
    """
    count = len(boxes)
    if count < 2:
        return False
    heights, middles = [height for _, _, _, height in boxes], [x + width / 2 for x, _, width, _ in boxes]
    feet = [y + height for _, y, _, height in boxes]
    across = _spread(middles, middles)
    # Two digits lie on a line however they stand.
    slope = _spread(middles, feet) / across if count > 2 and across > 0 else 0.0
    away = [foot - slope * middle for middle, foot in zip(middles, feet, strict=True)]
    uneven = math.sqrt(_spread(heights, heights)) + math.sqrt(_spread(away, away))
    return uneven < EVEN * sum(heights) / count


def _spread(some: Sequence[float], others: Sequence[float]) -> float:
    """The covariance of two rows of numbers; of one with itself its variance. numpy takes ten times as long for few."""
    middle, other = sum(some) / len(some), sum(others) / len(others)
    return sum((a - middle) * (b - other) for a, b in zip(some, others, strict=True)) / len(some)
