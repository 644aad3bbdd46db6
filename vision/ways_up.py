"""A picture that lies on its side or stands on its head is turned before it is read.

Cameras note which way up they were held, but scanners do not, nor do the programs through which pictures pass. Where
no number is read surely, the picture is read the other ways up too, and one that reads much better is taken: of the
three digits and more of a number that is turned, few look like digits.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.evidence import PAGE, Evidence
from vision.other_views import Read
from vision.reading import Box, Line
from vision.smaller import within_side

Grey = NDArray[np.uint8]

TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
"""Degrees clockwise."""

SURE = 0.7
"""Of a number that settles that the picture is the right way up."""

FAR_BETTER, LEAST = 0.35, 0.6
"""How much surer a number must be that is read the other way up, for most pictures are upright; and how sure."""

FAR_BETTER_LINE, LEAST_LINE = 0.5, 0.9
"""The same of a picture that is one line: whoever cuts one out has looked at it. Of 1,080 development amounts it turns
three, of which one would have been right; four in ten that stand on their head it turns."""

LEAST_OF_WORDS = 0.8
"""How sure at least where words were read and no digit: four digits."""

SURE_PAGE, BETTER_PAGE = 0.4, 0.15
"""The mean that settles, and how much better that of a turned page must be."""

SIDE, LARGER_SIDE = 900, 1600
"""Longest side at which the other ways up are looked at: what tells them apart in a photograph is not small; but it may
be on a page, or where nothing was read."""

LITTLE = 0.35
"""Surer is no number where next to nothing was read."""

LYING = 1.7
"""Width to height from which a picture is one line that lies as it is read: it may stand on its head, and is looked at
from its sides only where it shows nothing."""


def better_way_up(grey: Grey, lines: Sequence[Line], read: Read, *, has_words: bool = False) -> int:
    """How many degrees clockwise to turn a picture: 0, mostly, or 90, 180 or 270.

    grey: (H, W) uint8. lines: what was found in it as it is. has_words: words were, which on their head read as
    numbers, as OIL does as 710. One to three readings where it is in doubt.
    """
    here = Evidence.of(lines)
    if settles(here):
        return 0
    height, width = grey.shape
    is_lying = here.is_page or (width >= LYING * height and here.best > 0)
    small, _ = within_side(grey, LARGER_SIDE if here.is_page or here.best < LITTLE else SIDE)
    seen = {degrees: Evidence.of(read(turned(small, degrees))) for degrees in ((180,) if is_lying else TURNS)}
    least, far = (LEAST_LINE, FAR_BETTER_LINE) if is_lying else (LEAST, FAR_BETTER)
    if has_words and not here.best:
        least = LEAST_OF_WORDS
    better = {degrees: found for degrees, found in seen.items() if is_far_better(found, here, least, far)}
    return max(better, key=lambda degrees: better[degrees].best, default=0)


def turned(picture: Grey, degrees: int) -> Grey:
    """The picture, (H, W) or (H, W, 3) uint8, turned clockwise by 90, 180 or 270 degrees."""
    return np.asarray(cv2.rotate(picture, TURNS[degrees]), np.uint8)


def turned_back(box: Box, degrees: int, width: float, height: float) -> Box:
    """Where a box of the turned picture lies in the one of this width and height that was turned."""
    right, bottom = box.x + box.width, box.y + box.height
    if degrees == 180:
        return Box(width - right, height - bottom, box.width, box.height)
    if degrees == 90:
        return Box(box.y, height - right, box.height, box.width)
    return Box(width - bottom, box.x, box.height, box.width)


def settles(here: Evidence) -> bool:
    """Whether there is nothing to look for."""
    return here.mean >= SURE_PAGE if here.is_page else here.best >= SURE


def is_far_better(one: Evidence, other: Evidence, least: float = LEAST, far: float = FAR_BETTER) -> bool:
    """Whether a picture with this evidence is rather the right way up than with the other."""
    if other.is_page:
        return one.count >= PAGE / 2 and one.mean >= max(SURE_PAGE, other.mean + BETTER_PAGE)
    return one.best >= max(least, other.best + far)
