"""Fonts as hands; segment displays are among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.fonts import DIGITS, NOWHERE, listed
from training.linereader.hands import Hand
from training.linereader.mark import Ink, Mark, cut, scaled

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

_PRINTED_SIGNS = ".,-:/#*$+=()€£¥₹"
_SIZE = 64


@dataclass(frozen=True, slots=True)
class FontHand:
    """Characters of one font, each drawn once at 64 px; rises are in shares of a digit's height."""

    marks: dict[str, tuple[Ink, float]]
    height: float

    @property
    def can_write(self) -> frozenset[str]:
        """The characters that the font has."""
        return frozenset(self.marks)

    def write(self, text: str, size: float, rng: np.random.Generator) -> list[Mark]:
        """See `Hand`. A line is stretched or condensed, heavier, lighter or hollow as a whole."""
        down = size / self.height
        across = down * float(np.exp(rng.normal(-0.08, 0.2)))
        weight, side = rng.random(), int(rng.integers(2, 5))
        marks = []
        for symbol in text:
            ink, rise = self.marks[symbol]
            if weight < 0.15:
                ink = np.asarray(cv2.dilate(cv2.copyMakeBorder(ink, 2, 2, 2, 2, 0), np.ones((side, side))), np.uint8)
            elif weight < 0.25:
                ink = np.asarray(cv2.erode(ink, np.ones((2, 2))), np.uint8)
            elif weight > 0.98:
                ink = _outline(ink, side)
            marks.append(Mark(scaled(ink, across, down), rise * size))
        return marks


def _outline(ink: Ink, thick: int) -> Ink:
    """Hollow characters: the edge alone, `thick` pixels of it."""
    wider = np.asarray(cv2.dilate(cv2.copyMakeBorder(ink, thick, thick, thick, thick, 0), np.ones((3, 3))), np.uint8)
    return cut(wider - np.minimum(wider, cv2.erode(wider, np.ones((thick + 1, thick + 1)))))


@lru_cache(2)
def font_hands(folders: tuple[Path, ...]) -> list[tuple[str, Hand]]:
    """(family, hand) of every listed font with ten different digits found under the folders; none is no error."""
    hands: list[tuple[str, Hand]] = []
    for path, family in listed(folders):
        hand = _font_hand(path)
        if hand is not None:
            hands.append((family, hand))
    return hands


def _font_hand(path: Path) -> FontHand | None:
    font = ImageFont.truetype(str(path), _SIZE)
    inks = {symbol: _character(font, symbol) for symbol in DIGITS}
    if len({ink.tobytes() for ink, _ in inks.values()}) < 10 or any(ink.max() < 128 for ink, _ in inks.values()):
        return None
    missing = _character(font, NOWHERE)[0].tobytes()
    # A segment display draws letters as digits.
    others = _PRINTED_SIGNS if path.name.startswith("DSEG") else _PRINTED_SIGNS + LETTERS
    for symbol in others:
        ink, bottom = _character(font, symbol)
        if ink.tobytes() != missing and ink.max() >= 128:
            inks[symbol] = ink, bottom
    if len({inks[letter][0].tobytes() for letter in "BEGSZ" if letter in inks}) < 5:
        inks = {symbol: ink for symbol, ink in inks.items() if symbol not in LETTERS}
    baseline = float(np.median([inks[d][1] for d in DIGITS]))
    height = float(np.median([inks[d][0].shape[0] for d in DIGITS]))
    return FontHand({s: (ink, (baseline - bottom) / height) for s, (ink, bottom) in inks.items()}, height)


def _character(font: ImageFont.FreeTypeFont, symbol: str) -> tuple[Ink, float]:
    """Ink cut to its box, and the y of its lower edge."""
    picture = Image.new("L", (3 * _SIZE, 3 * _SIZE), 0)
    ImageDraw.Draw(picture).text((_SIZE, _SIZE // 2), symbol, 255, font)
    ink = np.asarray(picture, np.uint8)
    rows = np.flatnonzero(ink.max(axis=1) > 40)
    return cut(ink), float(rows[-1] + 1) if len(rows) else 0.0
