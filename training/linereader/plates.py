"""Number plates: letters and digits in the orders that countries use and in any other, and the emblems between."""

from __future__ import annotations

from collections.abc import Sequence

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
    *("DLD DDDD", "DLL DDDD", "DLDDDDD", "D DDLL", "D-LDDDD", "DL LDDDD", "DLLLDDDD", "LLL DDD", "LDLLDDD", "LLDDD"),
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
    if not is_plate(text):
        return text
    for letter, digit in (("O", "0"), ("I", "1")):
        if rng.random() < 0.45:
            text = text.replace(letter, digit) if rng.random() < 0.5 else text.replace(digit, letter)
    return text


def is_plate(text: str) -> bool:
    """Whether it is in a country's order."""
    return _order_of(text) in _ORDERS


def _order_of(text: str) -> str:
    return "".join("L" if s in LETTERS else "D" if s in DIGITS else s for s in text)


def _symbol(kind: str, letters: str, rng: Rng) -> str:
    if kind == "L":
        return str(rng.choice(list(letters)))
    return str(rng.integers(10)) if kind == "D" else kind


def emblem(size: float, rng: Rng, pictures: Sequence[NDArray[np.uint8]] = ()) -> NDArray[np.uint8]:
    """A flower, a seal, a mountain, stickers: (h, w) uint8, 255 = ink, a shape that is no character.

    pictures: small pictures of which some are taken.
    """
    if pictures and rng.random() < 0.4:
        return _picture(size, pictures[int(rng.integers(len(pictures)))], rng)
    kind = rng.random()
    if kind < 0.2:
        return _stickers(size, rng)
    if kind < 0.35:
        return _silhouette(size, rng)
    return _shapes(size, rng)


def _picture(size: float, ink: NDArray[np.uint8], rng: Rng) -> NDArray[np.uint8]:
    """One of the given, as high as the line or less, of any breadth, turned over or not, dark or pale."""
    height = max(6, int(size * rng.uniform(0.4, 1.2)))
    width = max(5, int(ink.shape[1] / ink.shape[0] * height * np.exp(rng.normal(-0.1, 0.35))))
    turned = np.ascontiguousarray(ink[:: rng.choice((-1, 1)), :: rng.choice((-1, 1))])
    small = np.asarray(cv2.resize(turned, (min(width, 3 * height), height), interpolation=cv2.INTER_AREA), np.uint8)
    return (small * rng.uniform(0.35, 1)).astype(np.uint8)


def _shapes(size: float, rng: Rng) -> NDArray[np.uint8]:
    """A few overlapping shapes."""
    height, width = max(6, int(size * rng.uniform(0.4, 1.1))), max(5, int(size * rng.uniform(0.3, 1.1)))
    ink = np.zeros((height, width), np.uint8)
    for _ in range(int(rng.integers(2, 7))):
        grey, thick = int(rng.uniform(0, 256)), int(rng.choice((-1, -1, 1, 2)))
        if rng.random() < 0.5:
            centre = (int(rng.integers(width)), int(rng.integers(height)))
            axes = (int(rng.integers(1, width // 2 + 1)), int(rng.integers(1, height // 2 + 1)))
            cv2.ellipse(ink, centre, axes, float(rng.uniform(0, 180)), 0, 360, grey, thick, cv2.LINE_AA)
        else:
            _polygon(ink, rng.integers(0, (width, height), (int(rng.integers(3, 6)), 2)), grey, thick)
    return ink


def _stickers(size: float, rng: Rng) -> NDArray[np.uint8]:
    """One or two round or square stickers above each other, as tests and registrations leave on plates, with something
    darker or lighter in their middle."""
    count, side = int(rng.integers(1, 3)), max(5, int(size * rng.uniform(0.25, 0.5)))
    gap = int(rng.integers(0, 3))
    ink = np.zeros((count * side + gap, side), np.uint8)
    is_round = rng.random() < 0.7
    for number in range(count):
        grey, rim = int(rng.uniform(40, 256)), int(rng.uniform(0, 256))
        top = number * (side + gap)
        middle = (side // 2, min(top + side // 2, ink.shape[0] - 1))
        if is_round:
            cv2.circle(ink, middle, side // 2, grey, -1, cv2.LINE_AA)
            cv2.circle(ink, middle, side // 2 - 1, rim, 1, cv2.LINE_AA)
        else:
            ink[top : top + side] = grey
        inner = max(1, int(side * rng.uniform(0.1, 0.35)))
        cv2.circle(ink, middle, inner, int(rng.uniform(0, 256)), -1, cv2.LINE_AA)
    return ink


def _silhouette(size: float, rng: Rng) -> NDArray[np.uint8]:
    """One dark outline with many corners: a rider, a bird, a state."""
    height, width = max(8, int(size * rng.uniform(0.7, 1.3))), max(8, int(size * rng.uniform(0.5, 1.2)))
    ink = np.zeros((height, width), np.uint8)
    around = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(7, 16))))
    reach = rng.uniform(0.25, 1, len(around)) / 2
    corners = np.stack([width * (0.5 + reach * np.cos(around)), height * (0.5 + reach * np.sin(around))], axis=1)
    _polygon(ink, corners, int(rng.uniform(120, 256)), -1 if rng.random() < 0.75 else 1)
    return ink


def _polygon(
    ink: NDArray[np.uint8], corners: NDArray[np.floating] | NDArray[np.integer], grey: int, thick: int
) -> None:
    points = [np.asarray(corners, np.int32)]
    if thick < 0:
        cv2.fillPoly(ink, points, grey, cv2.LINE_AA)
    else:
        cv2.polylines(ink, points, True, grey, thick, cv2.LINE_AA)
