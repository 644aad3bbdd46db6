"""What the order of a line's symbols says of the marks that the picture leaves open.

Some marks are drawn alike: an O and a 0 on plates, a tall comma and a 1 in amounts. The line network then gives both
some probability, and what stands around them tells which is meant. It weighs the strings that are left open, and
changes none that is read surely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

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


def weighed(
    posterior: LinePosterior, readings: Sequence[str], usual: Callable[[str], float], texts: Sequence[str]
) -> NDArray[np.float64]:
    """(len(texts),) natural logarithms to add to the texts' own: how much the order of symbols speaks for the readings
    of the line that have these digits.

    readings: what the line may be, as symbols. usual: of a reading, how usual its order is. All 0 where there is no
    choice.
    """
    readings, scores = _scored(posterior, readings)
    if len(readings) == 0:
        return np.zeros(len(texts))
    priors = np.log([usual(reading) for reading in readings])
    of_all = np.logaddexp.reduce(scores + priors) - np.logaddexp.reduce(scores)
    gains: dict[str, float] = {}
    for digits in dict.fromkeys(map(digits_of, readings)):
        same = np.array([digits_of(reading) == digits for reading in readings])
        gains[digits] = float(np.logaddexp.reduce((scores + priors)[same]) - np.logaddexp.reduce(scores[same]) - of_all)
    known = dict(zip(gains, posterior.scores(list(gains)), strict=True))
    own = posterior.scores(texts)
    return np.array([_gain(text, score, gains, known) for text, score in zip(texts, own, strict=True)])


def likeliest_order(posterior: LinePosterior, readings: Sequence[str], usual: Callable[[str], float]) -> str:
    """The digits of the reading that the order of symbols makes the likeliest; "" where there is no choice."""
    readings, scores = _scored(posterior, readings)
    if len(readings) == 0:
        return ""
    return digits_of(readings[int((scores + np.log([usual(reading) for reading in readings])).argmax())])


def _scored(posterior: LinePosterior, readings: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
    """The readings that the line has frames for, with their log-probabilities; none where there is no choice."""
    if len(readings) < 2 or posterior.symbols is None:
        return [], np.zeros(0)
    every = string_scores(posterior.symbols, [numbers_of(reading) for reading in readings], BLANK)
    # Two alike in a row need a frame more than two that differ, which a narrow line may not have.
    scored = [(reading, score) for reading, score in zip(readings, every, strict=True) if score > -np.inf]
    return [reading for reading, _ in scored], np.array([score for _, score in scored])


def _gain(text: str, score: float, gains: dict[str, float], known: dict[str, float]) -> float:
    """Of a text with other digits somewhere: as of the one that is nearest in length and then most similar, unless it
    is the likelier of the two, and so read in another way. score, known: log-probabilities of it and of those with
    gains."""
    nearest = max(gains, key=lambda other: (-abs(len(other) - len(text)), sum(map(str.__eq__, other, text))))
    return gains[nearest] if text == nearest or score <= known[nearest] else min(0.0, gains[nearest])
