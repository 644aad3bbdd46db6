"""A line of a camera's frame looked at closely: cut out with a little around it and read as an upload is.

Live frames are read in a hurry, and the same hurry makes the same mistake in every frame: it reads 7 of 17 as steadily
as it would read a 7. So before a number locks its place is read once with all that the reader has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.boxes import Corners, shared_area
from vision.frame import Frame
from vision.reading import Box, Line

BESIDE, ABOVE = 1.5, 0.5
"""What is shown beyond the line's ends, and above and below it, in its heights: room for a digit that was left out.
With twice as much, lines beside and under it are taken for its own."""

SAME_LINE = 0.3
"""Of the smaller of two boxes that must be common for one line."""


def cut_around(frame: Frame, box: Box) -> tuple[NDArray[np.uint8], Box]:
    """The line with what is around it, (h, w) uint8 grey, and where the line lies in that picture.

    box: in the source's own pixels. Nearer to the frame's side there is less around it.
    """
    x, y = box.x * frame.scale + frame.margin[0], box.y * frame.scale + frame.margin[1]
    width, height = box.width * frame.scale, box.height * frame.scale
    rows, columns = frame.grey.shape
    left, right = max(0, int(x - BESIDE * height)), min(columns, int(x + width + BESIDE * height) + 1)
    top, bottom = max(0, int(y - ABOVE * height)), min(rows, int(y + (1 + ABOVE) * height) + 1)
    cut = np.ascontiguousarray(frame.grey[top:bottom, left:right])
    return cut, Box(x - left, y - top, width, height)


def looked_at_px(box: Box) -> float:
    """How many of the source's pixels a look at this place takes in."""
    return (box.width + 2 * BESIDE * box.height) * (1 + 2 * ABOVE) * box.height


def there(lines: Sequence[Line], box: Box) -> tuple[Line, ...]:
    """Those with digits that lie in the box or around it."""
    place = _corners(box)
    return tuple(line for line in lines if line.text and shared_area(_corners(line.box), place) > SAME_LINE)


def _corners(box: Box) -> Corners:
    return box.x, box.y, box.width, box.height
