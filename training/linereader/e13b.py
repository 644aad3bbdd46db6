"""The characters of cheques' code lines, E-13B (ISO 1004-1), drawn after the standard's proportions; from no font.

Widths and heights are in units of 0.33 mm (0.013 inch), of which a digit is nine high. Characters stand at one pitch
and against the right of their places, so that a narrow one has its room before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from training.linereader.mark import Ink, Mark, scaled
from vision.alphabet import CODE_SIGNS, DIGITS

Rng = np.random.Generator
Bar = tuple[float, float, float, float]
"""Left, top, right and bottom, from the character's upper left corner."""

HEIGHT, PITCH = 9.0, 9.6

BARS: dict[str, tuple[float, tuple[Bar, ...]]] = {
    "0": (6.5, ((0.4, 0, 6.1, 0.95), (0.4, 8.05, 6.1, 9), (0, 0.4, 0.95, 8.6), (5.55, 0.4, 6.5, 8.6))),
    "1": (3.7, ((0, 0, 2, 1), (0.95, 0, 2, 5.5), (0, 5.3, 3.7, 9))),
    "2": (4, ((0.2, 0, 4, 1), (3, 0, 4, 5), (0, 4, 4, 5), (0, 4, 1, 9), (0, 8, 4, 9))),
    "3": (4.6, ((0.2, 0, 3.7, 1), (2.7, 0, 3.7, 5), (0.2, 4, 3.7, 5), (2.9, 4.7, 4.6, 9), (0, 8, 4.6, 9))),
    "4": (5.7, ((0, 0, 1.4, 7), (0, 6, 4, 7), (3.8, 5.3, 5.7, 9))),
    "5": (4.8, ((0.2, 0, 4.7, 1), (0, 0, 1, 5), (0, 4, 4.8, 5), (3.8, 4, 4.8, 9), (0, 8, 4.8, 9))),
    "6": (
        5.8,
        ((0, 0, 1, 9), (0, 0, 3.7, 1), (2.7, 0, 3.7, 2.2), (0, 4.8, 5.8, 5.8), (4.8, 4.8, 5.8, 9), (0, 8, 5.8, 9)),
    ),
    "7": (4.8, ((0, 0, 4.8, 1), (0, 0, 1, 2.7), (3.8, 0, 4.8, 4.2), (2.4, 3.8, 4.6, 4.7), (2.1, 4.3, 3.1, 9))),
    "8": (
        6.6,
        (
            (0.9, 0, 5.7, 1), (0.9, 0, 1.9, 5), (4.7, 0, 5.7, 5), (0.4, 4.2, 6.2, 5.2),
            (0, 4.7, 1.7, 9), (4.9, 4.7, 6.6, 9), (0, 8, 6.6, 9),
        ),
    ),
    "9": (5.8, ((0, 0, 5.8, 1), (0, 0, 1, 5), (0, 4, 5, 5), (4.6, 0, 5.8, 5), (4, 4.6, 5.8, 9))),
    "A": (6.5, ((0, 1.5, 2, 7.5), (3.8, 0, 6.5, 2.7), (3.8, 6.3, 6.5, 9))),
    "B": (6.9, ((0, 4.7, 2, 9), (2.9, 2, 4, 6.3), (4.9, 0, 6.9, 4.3))),
    "C": (6.6, ((0, 1.4, 0.9, 7.6), (1.9, 1.4, 2.8, 7.6), (3.7, 0.6, 6.6, 3.9))),
    "D": (6.4, ((0, 2.4, 2, 6.6), (2.7, 2.4, 4.7, 6.6), (5.4, 2.4, 6.4, 6.6))),
}  # fmt: skip
"""Of each character its width and its bars."""

FINE = 12
"""Pixels of a unit as characters are drawn once."""

ROUND = 0.35
"""Units by which corners are rounded."""


@dataclass(frozen=True, slots=True)
class CodeLineHand:
    """A printer of code lines: heavier or lighter, a little narrower or wider. on_its_head: each character stands so,
    as on a cheque that was laid the wrong way round."""

    on_its_head: bool = False

    @property
    def can_write(self) -> frozenset[str]:
        """Digits and the four signs."""
        return frozenset(BARS)

    def write(self, text: str, size: float, rng: Rng) -> list[Mark]:
        """See `Hand`. Each mark has the room of its place before it."""
        down = size / (HEIGHT * FINE)
        across = down * float(np.exp(rng.normal(-0.04, 0.12)))
        heavier = float(rng.uniform(-0.25, 0.55))
        marks = []
        for symbol in text:
            place = cell(symbol, heavier)
            if self.on_its_head:
                place = np.ascontiguousarray(place[::-1, ::-1])
            rise = (HEIGHT + 2 - place.shape[0] / FINE) / 2 * down * FINE
            marks.append(Mark(scaled(place, across, down), rise - down * FINE))
        return marks


def cell(symbol: str, heavier: float = 0.0) -> Ink:
    """A character in its place, 255 = ink, FINE pixels a unit, a unit of paper above and below.

    heavier: units by which its strokes are wider than they should be.
    """
    ink = _drawn(symbol)
    # A soft edge, cut higher or lower, moves outwards or inwards.
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3) - cv2.distanceTransform(255 - ink, cv2.DIST_L2, 3)
    return np.asarray(np.where(depth > -heavier / 2 * FINE, 255, 0), np.uint8)


@lru_cache(len(BARS))
def _drawn(symbol: str) -> Ink:
    width, bars = BARS[symbol]
    ink = np.zeros((round((HEIGHT + 2) * FINE), round(PITCH * FINE)), np.uint8)
    left = PITCH - 0.5 - width
    for x, y, right, bottom in bars:
        corner = (round((left + x) * FINE), round((1 + y) * FINE))
        cv2.rectangle(ink, corner, (round((left + right) * FINE) - 1, round((1 + bottom) * FINE) - 1), 255, -1)
    soft = cv2.GaussianBlur(ink, (0, 0), ROUND * FINE)
    return np.asarray(np.where(soft > 127, 255, 0), np.uint8)


def code_line(rng: Rng) -> str:
    """What stands on a code line of some country, or a part of it; one in ten is of none."""
    kind = rng.random()
    number, transit, account = _number(rng, 3, 7), _number(rng, 8, 9), _number(rng, 6, 12)
    if kind < 0.1:
        return "".join(rng.choice([*DIGITS * 2, *CODE_SIGNS, " "], int(rng.integers(2, 24))))
    a, b, c, d = CODE_SIGNS
    whole = str(
        rng.choice(
            [
                f"{c}{number}{c} {_number(rng, 9, 9)}{a} {_number(rng, 6, 6)}{c} {_number(rng, 2, 2)}",
                f"{c}{number}{c} {a}{transit}{a} {account}{c}",
                f"{a}{transit}{a} {account}{c} {number}",
                f"{a}{transit}{a}{account}{c}{number}",
                f"{c}{number}{c} {_number(rng, 2, 2)}{d}{_number(rng, 4, 4)}{a} {account}{c}",
                f"{c}{number}{c} {a}{_number(rng, 5, 5)}{d}{_number(rng, 3, 3)}{a} {_number(rng, 3, 3)}{d}{account}{c}",
                f"{a}{transit}{a} {account}{c}{number} {b}{_number(rng, 10, 10)}{b}",
            ]
        )
    )
    if rng.random() < 0.5:
        words = whole.split(" ")
        first = int(rng.integers(len(words)))
        whole = " ".join(words[first : first + int(rng.integers(1, 3))])
    return whole


def _number(rng: Rng, fewest: int, most: int) -> str:
    return "".join(rng.choice(list(DIGITS), int(rng.integers(fewest, most + 1))))
