"""What number plates' orders say of a line with letters and digits: whether a mark is an O or a 0.

Many plates draw the two alike, and a picture cannot tell them apart: HOT409 or H0T409. A prior over orders of letters
and digits can, since HOT409 is a plate in half the world and H0T409 in none. It weighs the strings that the line
network leaves open, and changes none that it reads surely.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import groupby, product

import numpy as np
from numpy.typing import NDArray

from vision.alphabet import BLANK, DIGITS, LETTERS, SYMBOLS, digits_of, numbers_of
from vision.formats.pattern import Pattern, compiled
from vision.formats.plates import PLATES
from vision.line_posterior import LinePosterior, string_scores

ALIKE = {"O": "0", "0": "O"}
"""I and 1 are left out: more plates draw them apart, and of those that were tried more went wrong than right."""

MARKS = range(4, 10)
"""Letters and digits of a line that may be a plate."""

WORD = 3

MOST_OPEN = 5
"""Marks of which both readings are weighed: of a line with more, the first ones."""

COUNTRIES: dict[str, float] = {"us": 6.0}
"""How much more than others' a country's orders count: each of the states has its own."""

OF_NONE = 3e-4
"""Probability of an order that no country uses: names and words for a price, badges, print that is no plate."""


def plate_priors(posterior: LinePosterior, texts: Sequence[str]) -> NDArray[np.float64]:
    """(len(texts),) natural logarithms to add to the texts' own: how much the order of letters and digits speaks for
    the readings of the line that have these digits. All 0 for lines that are no plate or have no such mark."""
    readings = _readings(posterior)
    if len(readings) < 2 or posterior.symbols is None:
        return np.zeros(len(texts))
    every = string_scores(posterior.symbols, [numbers_of(reading) for reading in readings], BLANK)
    # Two alike in a row need a frame more than two that differ, which a narrow line may not have.
    readings = [reading for reading, score in zip(readings, every, strict=True) if score > -np.inf]
    scores = np.array([score for score in every if score > -np.inf])
    priors = np.log([usual(reading) for reading in readings])
    of_all = np.logaddexp.reduce(scores + priors) - np.logaddexp.reduce(scores)
    gains: dict[str, float] = {}
    for digits in dict.fromkeys(map(digits_of, readings)):
        same = np.array([digits_of(reading) == digits for reading in readings])
        gains[digits] = float(np.logaddexp.reduce((scores + priors)[same]) - np.logaddexp.reduce(scores[same]) - of_all)
    return np.array([_gain(text, gains) for text in texts])


def _gain(text: str, gains: dict[str, float]) -> float:
    """Of a text with another digit somewhere: as of the most similar one; 0 where none has as many digits."""
    alike = [known for known in gains if len(known) == len(text)]
    return gains[max(alike, key=lambda known: sum(map(str.__eq__, known, text)))] if alike else 0.0


def is_open(posterior: LinePosterior) -> bool:
    """Whether the line may be a plate with a mark that is a letter or a digit."""
    return len(_readings(posterior)) > 1


def has_letters(posterior: LinePosterior) -> bool:
    """Whether a letter is plainly read on the line; never with weights that know none."""
    return any(symbol in LETTERS for symbol in _shown(posterior))


def is_word(posterior: LinePosterior) -> bool:
    """Whether letters are plainly read, at least three, and no digit."""
    shown = _shown(posterior)
    return sum(symbol in LETTERS for symbol in shown) >= WORD and not any(symbol in DIGITS for symbol in shown)


def _shown(posterior: LinePosterior) -> str:
    """The plain reading: the likeliest symbol of each frame, repeats and blanks taken out."""
    if posterior.symbols is None:
        return ""
    runs = groupby(posterior.symbols.argmax(axis=1).tolist())
    return "".join(SYMBOLS[number] for number, _ in runs if number < BLANK)


def _readings(posterior: LinePosterior) -> list[str]:
    """What the line network plainly reads, with each mark that may be a letter or a digit as either of them; none if
    it is no plate."""
    shown = _shown(posterior)
    marks = [symbol in LETTERS for symbol in shown if symbol in DIGITS + LETTERS]
    if len(marks) not in MARKS or all(marks) or not any(marks):
        return []
    places = [place for place, symbol in enumerate(shown) if symbol in ALIKE][:MOST_OPEN]
    choices = [[symbol, ALIKE[symbol]] if place in places else [symbol] for place, symbol in enumerate(shown)]
    return ["".join(chosen) for chosen in product(*choices)]


def usual(reading: str) -> float:
    """Probability of a plate in this reading's order. A number or a word is as usual as the most usual plate."""
    order = order_of(reading)
    known = known_orders()
    return max(known.values()) if len(set(order)) < 2 else known.get(order, OF_NONE)


def order_of(reading: str) -> str:
    """Its letters as L and its digits as d, without signs."""
    return "".join("d" if symbol in DIGITS else "L" for symbol in reading if symbol in DIGITS + LETTERS)


@cache
def known_orders() -> dict[str, float]:
    """Probability of each order of letters (L) and digits (d), separators left out."""
    found: defaultdict[str, float] = defaultdict(float)
    total = sum(COUNTRIES.get(code, 1.0) for code in PLATES)
    for code, (_, pattern) in PLATES.items():
        alternatives = compiled(pattern)
        for alternative in alternatives:
            orders = _orders(alternative)
            for order in orders:
                found[order] += COUNTRIES.get(code, 1.0) / total / len(alternatives) / len(orders)
    return dict(found)


def _orders(pattern: Pattern) -> list[str]:
    """All that a pattern allows, as often as it does."""
    parts = [
        [element.kind * count for count in range(element.fewest, element.most + 1)]
        for element in pattern.elements
        if element.kind in ("L", "d")
    ]
    return ["".join(chosen) for chosen in product(*parts)]
