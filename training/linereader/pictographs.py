"""Signs and small pictures of fonts, which stand for the emblems of plates: riders, trees, seals, shields."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from training.fonts import NOWHERE, draw, listed
from training.linereader.mark import cut

Ink = NDArray[np.uint8]

FONT = "DejaVuSans.ttf"
_SIZE = 56
_RANGES = (
    *((0x25B2, 0x25C0), (0x2600, 0x2621), (0x2622, 0x2630), (0x2638, 0x2643), (0x2654, 0x266D), (0x2690, 0x26AA)),
    *((0x26B3, 0x26C0), (0x2701, 0x274D), (0x2762, 0x2768), (0x2794, 0x27B0), (0x27B1, 0x27BF)),
)
"""Arrows, small pictures and ornaments; what looks like a digit, a letter or a comma is left out, and so are rings."""
_LEAST_PX = 8


@lru_cache(2)
def pictographs(folders: tuple[Path, ...]) -> tuple[Ink, ...]:
    """(h, w) uint8 inks, 255 = ink, cut to their boxes; none where the font is not found, which is no error."""
    found = [path for path, _ in listed(folders) if path.name == FONT]
    if not found:
        return ()
    font = ImageFont.truetype(str(found[0]), _SIZE)
    missing = draw(font, NOWHERE).tobytes()
    inks = [draw(font, chr(code)) for first, end in _RANGES for code in range(first, end)]
    pictures = [cut(ink) for ink in inks if ink.max() >= 128 and ink.tobytes() != missing]
    return tuple(ink for ink in pictures if min(ink.shape) >= _LEAST_PX)
