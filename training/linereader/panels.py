"""Numbers of single dots, as needle printers and panels of diodes make them, and displays in which bars shine through
that are off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import ImageFont

from training.fonts import DIGITS, draw, listed
from training.linereader.hands import Hand
from training.linereader.mark import Ink, cut
from training.linereader.printed import FontHand

MATRICES: dict[str, tuple[str, ...]] = {
    "0": (
        "01110 10001 10001 10001 10001 10001 01110",
        "01110 10001 10011 10101 11001 10001 01110",
        "01110 10001 10001 10101 10001 10001 01110",
        "11111 10001 10001 10001 10001 10001 11111",
        "0110 1001 1001 1001 1001 1001 0110",
        "111 101 101 101 111",
        "00100 01010 10001 10001 10001 01010 00100",
    ),
    "1": (
        "00100 01100 00100 00100 00100 00100 01110",
        "00100 01100 10100 00100 00100 00100 11111",
        "00010 00110 01010 00010 00010 00010 00010",
        "01 11 01 01 01 01 01",
        "010 110 010 010 111",
        "1 1 1 1 1 1 1",
    ),
    "2": (
        "01110 10001 00001 00110 01000 10000 11111",
        "01110 10001 00001 00010 00100 01000 11111",
        "11111 00001 00001 11111 10000 10000 11111",
        "0110 1001 0001 0010 0100 1000 1111",
        "111 001 111 100 111",
    ),
    "3": (
        "01110 10001 00001 00110 00001 10001 01110",
        "11111 00010 00100 00010 00001 10001 01110",
        "11111 00001 00001 01111 00001 00001 11111",
        "11111 00001 00010 00110 00001 10001 01110",
        "0110 1001 0001 0110 0001 1001 0110",
        "111 001 111 001 111",
    ),
    "4": (
        "00010 00110 01010 10010 11111 00010 00010",
        "00100 01000 10010 10010 11111 00010 00010",
        "10001 10001 10001 11111 00001 00001 00001",
        "0010 0110 1010 1010 1111 0010 0010",
        "101 101 111 001 001",
    ),
    "5": (
        "11111 10000 11110 00001 00001 10001 01110",
        "11111 10000 10000 11110 00001 10001 01110",
        "11111 10000 10000 11111 00001 00001 11111",
        "1111 1000 1110 0001 0001 1001 0110",
        "111 100 111 001 111",
    ),
    "6": (
        "00110 01000 10000 11110 10001 10001 01110",
        "01110 10001 10000 11110 10001 10001 01110",
        "11111 10000 10000 11111 10001 10001 11111",
        "0110 1000 1000 1110 1001 1001 0110",
        "111 100 111 101 111",
    ),
    "7": (
        "11111 00001 00010 00100 01000 01000 01000",
        "11111 00001 00010 00100 00100 00100 00100",
        "11111 10001 00001 00010 00100 00100 00100",
        "11111 00001 00001 00001 00001 00001 00001",
        "1111 0001 0001 0010 0010 0100 0100",
        "111 001 001 001 001",
    ),
    "8": (
        "01110 10001 10001 01110 10001 10001 01110",
        "11111 10001 10001 11111 10001 10001 11111",
        "0110 1001 1001 0110 1001 1001 0110",
        "111 101 111 101 111",
    ),
    "9": (
        "01110 10001 10001 01111 00001 00010 01100",
        "01110 10001 10001 01111 00001 10001 01110",
        "11111 10001 10001 11111 00001 00001 11111",
        "0110 1001 1001 0111 0001 0001 0110",
        "111 101 111 001 111",
    ),
}
"""Dots of the digits row by row, by how they are drawn: five, four or three dots wide, seven or five high."""

_SIGNS = {".": "1", ",": "1 1", "-": "111", "/": "00001 00001 00010 00100 01000 10000 10000", ":": "1 0 0 1"}
_RISES = {"-": 3 / 7, ",": -1 / 7, ":": 1.5 / 7}
"""How high signs stand over the baseline, in shares of a digit's height; the others on it."""

_ROWS = (9, 17)
"""Dots that the digits of a finer matrix are high; letters are told apart only there."""
_FINE = 8
"""Pixels from dot to dot."""
_OFF = 0.22
"""How dark a bar that is off shines through at most."""

Rng = np.random.Generator


def matrix_hands(count: int, rng: Rng) -> list[Hand]:
    """`count` panels of five by seven dots and the like."""
    return [_few_dots(rng) for _ in range(count)]


def segment_hands(folders: tuple[Path, ...]) -> list[Hand]:
    """Each of the listed segment fonts twice: its digits in places of one width, and with bars that are off."""
    rng = np.random.default_rng(11)
    paths = [path for path, _ in listed(folders) if path.name.startswith("DSEG")]
    return [_in_cells(path, share) for path in paths for share in (0.0, float(rng.uniform(0.05, _OFF)))]


def dotted_hands(fonts: Sequence[Hand], count: int, rng: Rng) -> list[Hand]:
    """`count` fonts of these with letters, in dots."""
    plain = [hand for hand in fonts if isinstance(hand, FontHand) and hand.can_write >= frozenset("ABO")]
    return [_dotted(plain[int(rng.integers(len(plain)))], rng) for _ in range(count if plain else 0)]


def _dotted(hand: FontHand, rng: Rng) -> FontHand:
    """The characters of a font, in dots."""
    rows, dot = int(rng.integers(*_ROWS)), _dot(rng)
    marks = {}
    for symbol, (ink, rise) in hand.marks.items():
        down = rows / hand.height
        size = (max(1, round(ink.shape[1] * down)), max(1, round(ink.shape[0] * down)))
        coarse = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
        # Strokes that are thinner than a dot are drawn all the same.
        marks[symbol] = _in_dots(coarse > min(115.0, 0.5 * float(np.quantile(coarse, 0.95))), dot), rise
    return FontHand(marks, float(rows * _FINE))


def _few_dots(rng: Rng) -> FontHand:
    """One of the ways to draw each digit, all of one width but the 1."""
    dot = _dot(rng)
    high, wide = _rows(str(rng.choice(MATRICES["8"]))).shape
    marks = {}
    for digit, ways in MATRICES.items():
        widths = range(wide + 1) if digit == "1" else (wide,)
        fitting = [rows for rows in map(_rows, ways) if len(rows) == high and rows.shape[1] in widths]
        marks[digit] = _in_dots(fitting[int(rng.integers(len(fitting)))], dot), 0.0
    for sign, rows in _SIGNS.items():
        marks[sign] = _in_dots(_rows(rows), dot), _RISES.get(sign, 0.0)
    return FontHand(marks, float(high * _FINE))


def _rows(text: str) -> np.ndarray:
    return np.array([[sign == "1" for sign in row] for row in text.split()])


def _dot(rng: Rng) -> Ink:
    """One dot in its place: round or square, from small to touching its neighbours."""
    side = _FINE * 4
    ink, centre = np.zeros((side, side), np.uint8), side // 2
    reach = int(side * rng.uniform(0.26, 0.56))
    if rng.random() < 0.65:
        cv2.circle(ink, (centre, centre), reach, 255, -1)
    else:
        cv2.rectangle(ink, (centre - reach, centre - reach), (centre + reach, centre + reach), 255, -1)
    return np.asarray(cv2.resize(ink, (_FINE, _FINE), interpolation=cv2.INTER_AREA), np.uint8)


def _in_dots(places: np.ndarray, dot: Ink) -> Ink:
    return np.asarray(np.kron(places.astype(np.uint8), dot), np.uint8)


def _in_cells(path: Path, off: float) -> FontHand:
    """A segment font whose digits keep the place of an 8, of which the bars that are off show by the share `off`."""
    font = ImageFont.truetype(str(path), 64)
    every = draw(font, "8")
    left, right = np.flatnonzero(every.max(axis=0) > 40)[[0, -1]]
    rows = np.flatnonzero(every.max(axis=1) > 40)
    top, bottom = rows[0], rows[-1] + 1
    marks = {}
    for digit in DIGITS:
        ink = np.maximum(draw(font, digit), (every * off).astype(np.uint8))
        marks[digit] = ink[top:bottom, left : right + 1], 0.0
    marks["."] = cut(draw(font, ".")), 0.0
    return FontHand(marks, float(bottom - top))
