"""Lines that look like numbers are read a second time, whole, and both readings are weighed together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.fusion import Fusion, fuse
from vision.lattice import Decoded, LineLattice, Step, around
from vision.line_crop import crop_line
from vision.line_reader import LineReader
from vision.reading import NOT_A_DIGIT

FEWEST_DIGITS = 2
"""A lone digit is what the digit network was made for; the line network has nothing to add."""

LOWEST_PX = 8


def revised(
    lines: Sequence[tuple[LineLattice, Decoded]],
    grey: NDArray[np.uint8],
    reader: LineReader | None,
    *,
    most: int,
    fusion: Fusion | None = None,
) -> list[list[Step]]:
    """The steps of each line, in the same order, after a second reading of up to `most` of them.

    grey: (H, W) uint8, the picture that the lines are from. The lines with most digits go first. Without a reader
    all lines stay as they are.
    """
    steps = [decoded.steps for _, decoded in lines]
    chosen = sorted((i for i, (_, d) in enumerate(lines) if _is_worth(d)), key=lambda i: -len(steps[i]))[:most]
    if reader is None or not chosen:
        return steps
    pictures = [_picture(grey, *lines[index]) for index in chosen]
    for index, posterior in zip(chosen, reader.read(pictures), strict=True):
        steps[index] = fuse(lines[index][1], posterior, fusion or Fusion())
    return steps


def _is_worth(decoded: Decoded) -> bool:
    digits = sum(step.label != NOT_A_DIGIT for step in decoded.steps)
    return decoded.is_number and digits >= FEWEST_DIGITS and around(decoded.steps)[3] >= LOWEST_PX


def _picture(grey: NDArray[np.uint8], lattice: LineLattice, decoded: Decoded) -> NDArray[np.uint8]:
    x, y, width, height = around(decoded.steps)
    pad = int(height)
    top, left = max(0, int(y) - pad), max(0, int(x) - pad)
    place = grey[top : int(y + height) + pad, left : int(x + width) + pad]
    box = (x - left, y - top, width, height)
    return crop_line(np.bitwise_not(place) if lattice.light else place, box)
