"""Counters of rollers: digits in cells of one width, the last one often half turned, its neighbours looking in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.linereader.hands import Hand
from training.linereader.mark import Mark

Ink = NDArray[np.uint8]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class CounterHand:
    """The digits of another hand on rollers behind a window."""

    digits: Hand

    @property
    def can_write(self) -> frozenset[str]:
        """Digits alone."""
        return frozenset("0123456789") & self.digits.can_write

    def write(self, text: str, size: float, rng: Rng) -> list[Mark]:
        """See `Hand`. What stands in the middle of the window is the digit, also when half of the next one shows."""
        known = sorted(self.can_write)
        every = dict(zip(map(int, known), self.digits.write("".join(known), size, rng), strict=True))
        window = round(size * rng.uniform(1.05, 1.6))
        pitch = size * rng.uniform(1.15, 1.7)
        cell = round(max(mark.ink.shape[1] for mark in every.values()) * rng.uniform(1.02, 1.5)) + 1
        still = rng.uniform(0, 0.06)
        marks = []
        for place, symbol in enumerate(text):
            turning = place == len(text) - 1 and rng.random() < 0.6
            turn = float(rng.uniform(-0.47, 0.47) if turning else rng.normal(0, still))
            marks.append(Mark(_cell(every, int(symbol), turn, pitch, (window, cell)), -(window - size) / 2))
        return marks


def _cell(every: dict[int, Mark], digit: int, turn: float, pitch: float, shape: tuple[int, int]) -> Ink:
    """The window of one roller, turned by `turn` of a digit: the one before comes in above, the next below."""
    ink = np.zeros(shape, np.uint8)
    for step in (-1, 0, 1):
        if (digit + step) % 10 not in every:
            continue
        mark = every[(digit + step) % 10].ink
        top = round(shape[0] / 2 + (step - turn) * pitch - mark.shape[0] / 2)
        left = (shape[1] - mark.shape[1]) // 2
        first, last = max(0, top), min(shape[0], top + mark.shape[0])
        if first < last and left >= 0:
            place = ink[first:last, left : left + mark.shape[1]]
            np.maximum(place, mark[first - top : last - top], out=place)
    return ink
