"""Who writes a line: a hand gives the marks of a text, all by one writer, in one font or from one counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from training.linereader.mark import Mark, cut, scaled
from training.linereader.signs import SIGNS, draw_sign
from training.linereader.strokework import Style, draw_strokes
from training.samples import Samples
from training.strokes import Drawing

Ink = NDArray[np.uint8]
T = TypeVar("T")


class Hand(Protocol):
    """Writes texts of the symbols that `can_write` holds."""

    @property
    def can_write(self) -> frozenset[str]: ...

    def write(self, text: str, size: float, rng: np.random.Generator) -> list[Mark]:
        """One mark for each symbol of `text`; digits are about `size` pixels high."""
        ...


@dataclass(frozen=True, slots=True)
class CropHand:
    """Digits that were cut out of scans, (28, 28) with a longest side of 20; signs are drawn as thick as they are.

    digits: for each of the symbols 0 to 9, the crops of this writer; all of the set's where he wrote none.
    """

    digits: tuple[Ink, ...]

    @property
    def can_write(self) -> frozenset[str]:
        """Digits that have crops, and all signs."""
        return SIGNS | {str(digit) for digit, crops in enumerate(self.digits) if len(crops)}

    def write(self, text: str, size: float, rng: np.random.Generator) -> list[Mark]:
        """See `Hand`. Crops keep their relative sizes, as the normaliser left them."""
        wide, pen = np.exp(rng.normal(0, 0.12)), rng.uniform(0.08, 0.14) * size
        marks = []
        for symbol in text:
            if symbol in SIGNS:
                marks.append(draw_sign(symbol, size, pen, rng))
                continue
            crops = self.digits[int(symbol)]
            factor = size / 20 * np.exp(rng.normal(0, 0.06))
            marks.append(Mark(scaled(cut(crops[rng.integers(len(crops))]), factor * wide, factor)))
        return marks


@dataclass(frozen=True, slots=True)
class PenHand:
    """Digits as pen strokes, drawn anew each time: another pen, another slant, every stroke bent a little."""

    drawings: tuple[tuple[Drawing, ...], ...]

    @property
    def can_write(self) -> frozenset[str]:
        """Digits that have drawings, and all signs."""
        return SIGNS | {str(digit) for digit, drawings in enumerate(self.drawings) if drawings}

    def write(self, text: str, size: float, rng: np.random.Generator) -> list[Mark]:
        """See `Hand`."""
        style = Style.draw(size, rng)
        return [
            draw_sign(symbol, size, style.pen, rng)
            if symbol in SIGNS
            else draw_strokes(_one(self.drawings[int(symbol)], rng).strokes, size, style, rng)
            for symbol in text
        ]


@dataclass(frozen=True, slots=True)
class MixedHand:
    """Every digit by another of several hands: variety where writers are few, at the price of an uneven look."""

    hands: tuple[Hand, ...]

    @property
    def can_write(self) -> frozenset[str]:
        """What all of them can write."""
        return frozenset.intersection(*(hand.can_write for hand in self.hands))

    def write(self, text: str, size: float, rng: np.random.Generator) -> list[Mark]:
        """See `Hand`."""
        few = [_one(self.hands, rng) for _ in range(min(3, len(text)))]
        return [mark for symbol in text for mark in _one(few, rng).write(symbol, size, rng)]


@dataclass(frozen=True, slots=True)
class Unread:
    """A hand whose lines are none of a network's: it is to see nothing on them."""

    hand: Hand

    @property
    def can_write(self) -> frozenset[str]:
        """What the hand can."""
        return self.hand.can_write

    def write(self, text: str, size: float, rng: np.random.Generator) -> list[Mark]:
        """See `Hand`."""
        return self.hand.write(text, size, rng)


def crop_hands(samples: Samples, least: int = 8) -> list[Hand]:
    """A hand for each group of at least `least` digits; digits that a group lacks come from the whole set."""
    digits = samples.digits()
    common = _by_digit(digits.images, digits.labels)
    names, numbers = np.unique(digits.groups, return_inverse=True)
    order = np.argsort(numbers, kind="stable")
    ends = np.cumsum(np.bincount(numbers, minlength=len(names)))
    hands: list[Hand] = []
    for chosen in np.split(order, ends[:-1]):
        if len(chosen) >= least:
            own = _by_digit(digits.images[chosen], digits.labels[chosen])
            hands.append(CropHand(tuple(o if len(o) else c for o, c in zip(own, common, strict=True))))
    return hands


def pen_hands(drawings: Sequence[Drawing]) -> list[Hand]:
    """A hand for each writer; digits that a writer lacks are left to the whole set."""
    digits = [drawing for drawing in drawings if drawing.label >= 0 and drawing.strokes]
    common = _drawings_by_digit(digits)
    writers: dict[str, list[Drawing]] = {}
    for drawing in digits:
        writers.setdefault(drawing.writer, []).append(drawing)
    return [
        PenHand(tuple(own or every for own, every in zip(_drawings_by_digit(some), common, strict=True)))
        for some in writers.values()
    ]


def _by_digit(images: Ink, labels: NDArray[np.int8]) -> tuple[Ink, ...]:
    return tuple(images[labels == digit] for digit in range(10))


def _drawings_by_digit(drawings: Sequence[Drawing]) -> tuple[tuple[Drawing, ...], ...]:
    return tuple(tuple(d for d in drawings if d.label == digit) for digit in range(10))


def _one(things: Sequence[T], rng: np.random.Generator) -> T:
    return things[int(rng.integers(len(things)))]
