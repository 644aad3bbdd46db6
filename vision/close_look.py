"""A line of a camera's frame looked at closely: cut out with a little around it and read as an upload is.

Live frames are read in a hurry, and the same hurry makes the same mistake in every frame: it reads 7 of 17 as steadily
as it would read a 7. So before a number locks its place is read once with all that the reader has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.boxes import shared_area
from vision.frame import Frame
from vision.reading import Box, Line

BESIDE, ABOVE = 1.5, 0.5
"""What is shown beyond the line's ends, and above and below it, in its heights: room for a digit that was left out.
With twice as much, lines beside and under it are taken for its own."""

CLEAR_PX = 3
"""Between a column's rule and what is shown."""

SAME_LINE = 0.3
"""Of the smaller of two boxes that must be common for one line."""


def area_around(frame: Frame, box: Box) -> tuple[int, int, int, int]:
    """The line with what is around it: x, y, width and height in the frame's grey picture, kept inside it and inside
    its column.

    box: in the source's own pixels.
    """
    x, y, width, height = frame.corners(box)
    rows, columns = frame.grey.shape
    left, right = max(0, int(x - BESIDE * height)), min(columns, int(x + width + BESIDE * height) + 1)
    middle = y + height / 2
    beside = [divider.x(middle) for divider in frame.dividers if divider.is_beside(middle, middle, height)]
    left = max([left, *(int(at) + CLEAR_PX for at in beside if at < x + width / 4)])
    right = min([right, *(int(at) - CLEAR_PX for at in beside if at > x + 3 * width / 4)])
    top, bottom = max(0, int(y - ABOVE * height)), min(rows, int(y + (1 + ABOVE) * height) + 1)
    return left, top, max(0, right - left), max(0, bottom - top)


def cut_around(frame: Frame, box: Box) -> tuple[NDArray[np.uint8], Box]:
    """The line with what is around it, (h, w) uint8 grey, and where the line lies in that picture.

    box: in the source's own pixels. Nearer to the frame's side there is less around it.
    """
    left, top, across, down = area_around(frame, box)
    cut = np.ascontiguousarray(frame.grey[top : top + down, left : left + across])
    x, y, width, height = frame.corners(box)
    return cut, Box(x - left, y - top, width, height)


def looked_at_px(box: Box) -> float:
    """How many of the source's pixels a look at this place takes in."""
    return (box.width + 2 * BESIDE * box.height) * (1 + 2 * ABOVE) * box.height


def there(lines: Sequence[Line], box: Box) -> tuple[Line, ...]:
    """Those with digits that lie in the box or around it."""
    return tuple(line for line in lines if line.text and shared_area(line.box.corners, box.corners) > SAME_LINE)
