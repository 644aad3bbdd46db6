"""What the order of a line's symbols says of the marks that the picture leaves open.

Some marks are drawn alike: an O and a 0 on plates, a tall comma and a 1 in amounts. The line network then gives both
some probability, and what stands around them tells which is meant. It weighs the strings that are left open, and
changes none that is read surely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vision.alphabet import BLANK, DIGITS, LETTERS, SYMBOLS, digits_of, numbers_of
from vision.line_posterior import LinePosterior, string_scores

WORD = 3

LEAST = np.log(0.002)
"""Log-probability that another reading of a mark must have in one of its frames to be weighed."""


def shown(posterior: LinePosterior) -> str:
    """The plain reading: the likeliest symbol of each frame, repeats and blanks taken out; "" of weights that know
    digits alone."""
    return "".join(symbol for symbol, _, _ in seen_marks(posterior))


def seen_marks(posterior: LinePosterior) -> list[tuple[str, int, int]]:
    """The plain reading with the frames of each symbol: (symbol, first frame, frame after its last)."""
    return [(SYMBOLS[number], first, end) for number, first, end in posterior.runs if number < BLANK]


def may_be(posterior: LinePosterior, others: str, first: int, end: int, least: float = LEAST) -> list[str]:
    """Which of the symbols `others` these frames leave open."""
    assert posterior.symbols is not None
    return [s for s in others if float(posterior.symbols[first:end, SYMBOLS.index(s)].max()) > least]


def has_letters(posterior: LinePosterior) -> bool:
    """Whether a letter is plainly read on the line; never with weights that know none."""
    return any(symbol in LETTERS for symbol in shown(posterior))


def is_word(posterior: LinePosterior) -> bool:
    """Whether letters are plainly read, at least three, and no digit."""
    plain = shown(posterior)
    return sum(symbol in LETTERS for symbol in plain) >= WORD and not any(symbol in DIGITS for symbol in plain)


class Order:
    """What the order of a line's symbols says of the readings that its open marks leave."""

    def __init__(self, posterior: LinePosterior, readings: Sequence[str], usual: Callable[[str], float]) -> None:
        """readings: what the line may be, as symbols. usual: of a reading, how usual its order is."""
        self._posterior = posterior
        self._usual = usual
        self._all = readings if posterior.symbols is not None else []

    @property
    def is_open(self) -> bool:
        """Whether a mark of the line may be one or the other, so that its order has a say."""
        return len(self._all) > 1

    @property
    def likeliest(self) -> str:
        """The digits that it speaks for most, which the network by itself may find unlikely; "" where nothing is
        open."""
        readings, scores, priors = self._weighed
        return digits_of(readings[int((scores + priors).argmax())]) if readings else ""

    def priors(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(len(texts),) natural logarithms to add to the texts' own; all 0 where nothing is open."""
        readings, scores, priors = self._weighed
        if not readings:
            return np.zeros(len(texts))
        of_all = np.logaddexp.reduce(scores + priors) - np.logaddexp.reduce(scores)
        gains: dict[str, float] = {}
        for digits in dict.fromkeys(map(digits_of, readings)):
            same = np.array([digits_of(reading) == digits for reading in readings])
            own = np.logaddexp.reduce((scores + priors)[same]) - np.logaddexp.reduce(scores[same])
            gains[digits] = float(own - of_all)
        known = dict(zip(gains, self._posterior.scores(list(gains)), strict=True))
        of_texts = self._posterior.scores(texts)
        return np.array([_gain(text, score, gains, known) for text, score in zip(texts, of_texts, strict=True)])

    @cached_property
    def _weighed(self) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
        """The readings that the line has frames for, with their log-probabilities and how usual they are."""
        symbols = self._posterior.symbols
        if symbols is None or not self.is_open:
            return [], np.zeros(0), np.zeros(0)
        every = string_scores(symbols, [numbers_of(reading) for reading in self._all], BLANK)
        # Two alike in a row need a frame more than two that differ, which a narrow line may not have.
        scored = [(reading, score) for reading, score in zip(self._all, every, strict=True) if score > -np.inf]
        readings = [reading for reading, _ in scored]
        return readings, np.array([score for _, score in scored]), np.log([self._usual(one) for one in readings])


def _gain(text: str, score: float, gains: dict[str, float], known: dict[str, float]) -> float:
    """Of a text with other digits somewhere: as of the one that is nearest in length and then most similar, unless it
    is the likelier of the two, and so read in another way. score, known: log-probabilities of it and of those with
    gains."""
    nearest = max(gains, key=lambda other: (-abs(len(other) - len(text)), sum(map(str.__eq__, other, text))))
    return gains[nearest] if text == nearest or score <= known[nearest] else min(0.0, gains[nearest])
