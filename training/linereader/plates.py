"""Number plates: letters and digits in the orders that countries use and in any other, and the emblems between."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.alphabet import DIGITS, LETTERS

Rng = np.random.Generator

_ORDERS = (
    *("LLL DDDD", "LLL-DDDD", "LLLDDDD", "DLLLDDD", "LLL DDD", "DDD LLL", "DDDD LL", "LLLDLDD", "DDD DLL", "DDDLLL"),
    *("LL DDD LL", "LL-DDD-LL", "LLDD LLL", "LL DDDD", "L DDDD LL", "LL LDDDD", "LLL DD", "LL DD LL DDDD", "DLL DDD"),
    *("L LL DDDD", "LL LL DDD", "LLL L DD", "LL-DDD-L", "D-LLL-DD", "DD-LLL-D", "LL DDDD LL", "DDDD LLL", "LLL DDDDL"),
    *("LLDLDL", "LLDLDDD", "DLLLDD", "DDLLDDD", "LLDDDL", "LLLDLL", "LDLDLDL", "DDDDDLD", "DDLDDDD", "LLDDDDL"),
    *("DDDDDD", "DD-DDDD", "LDDDDD", "LL DDDDD", "DDD-LLL", "LDD DLL", "DDLLDD", "L-DDDDD", "DDD DDD", "LL-DDDDD"),
)
"""L a letter, D a digit."""


def plate(rng: Rng, letters: str) -> str:
    """A plate; one in ten is of no country: letters and digits as they come."""
    order = str(rng.choice(_ORDERS))
    if rng.random() < 0.1:
        order = "".join(rng.choice(list("LD"), int(rng.integers(3, 9)), p=(0.45, 0.55)))
    return "".join(_symbol(kind, letters, rng) for kind in order)


def as_drawn(text: str, rng: Rng) -> str:
    """The text with the shapes that a plate's face has: on many O and 0, or I and 1, are one.

    Only for texts in a country's order, where the neighbours tell which of the two is meant.
    """
    if _order_of(text) not in _ORDERS:
        return text
    for letter, digit in (("O", "0"), ("I", "1")):
        if rng.random() < 0.45:
            text = text.replace(letter, digit) if rng.random() < 0.5 else text.replace(digit, letter)
    return text


def _order_of(text: str) -> str:
    return "".join("L" if s in LETTERS else "D" if s in DIGITS else s for s in text)


def _symbol(kind: str, letters: str, rng: Rng) -> str:
    if kind == "L":
        return str(rng.choice(list(letters)))
    return str(rng.integers(10)) if kind == "D" else kind


def emblem(size: float, rng: Rng) -> NDArray[np.uint8]:
    """A flower, a seal, a mountain: (h, w) uint8, 255 = ink, a few overlapping shapes that are no character."""
    height, width = max(6, int(size * rng.uniform(0.4, 1.1))), max(5, int(size * rng.uniform(0.3, 1.1)))
    ink = np.zeros((height, width), np.uint8)
    for _ in range(int(rng.integers(2, 7))):
        grey, thick = int(rng.uniform(0, 256)), int(rng.choice((-1, -1, 1, 2)))
        if rng.random() < 0.5:
            centre = (int(rng.integers(width)), int(rng.integers(height)))
            axes = (int(rng.integers(1, width // 2 + 1)), int(rng.integers(1, height // 2 + 1)))
            cv2.ellipse(ink, centre, axes, float(rng.uniform(0, 180)), 0, 360, grey, thick, cv2.LINE_AA)
        else:
            corners = rng.integers(0, (width, height), (int(rng.integers(3, 6)), 2)).astype(np.int32)
            if thick < 0:
                cv2.fillPoly(ink, [corners], grey, cv2.LINE_AA)
            else:
                cv2.polylines(ink, [corners], True, grey, thick, cv2.LINE_AA)
    return ink
