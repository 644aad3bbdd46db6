"""What number plates' orders say of a line with letters and digits: whether a mark is an O or a 0.

Many plates draw the two alike, and a picture cannot tell them apart: HOT409 or H0T409. A prior over orders of letters
and digits can, since HOT409 is a plate in half the world and H0T409 in none. It weighs the strings that the line
network leaves open, and changes none that it reads surely.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import product

from vision.alphabet import DIGITS, LETTERS
from vision.formats.pattern import Pattern, compiled
from vision.formats.plates import PLATES
from vision.line_posterior import LinePosterior
from vision.orders import shown

ALIKE = {"O": "0", "0": "O"}
"""I and 1 are left out: more plates draw them apart, and of those that were tried more went wrong than right."""

MARKS = range(4, 10)
"""Letters and digits of a line that may be a plate."""

MOST_OPEN = 5
"""Marks of which both readings are weighed: of a line with more, the first ones."""

COUNTRIES: dict[str, float] = {"us": 6.0}
"""How much more than others' a country's orders count: each of the states has its own."""

OF_NONE = 3e-4
"""Probability of an order that no country uses: names and words for a price, badges, print that is no plate."""


def plate_readings(posterior: LinePosterior) -> list[str]:
    """What the line network plainly reads, with each mark that may be a letter or a digit as either of them; none if
    it is no plate."""
    plain = shown(posterior)
    marks = [symbol in LETTERS for symbol in plain if symbol in DIGITS + LETTERS]
    if len(marks) not in MARKS or all(marks) or not any(marks):
        return []
    places = [place for place, symbol in enumerate(plain) if symbol in ALIKE][:MOST_OPEN]
    choices = [[symbol, ALIKE[symbol]] if place in places else [symbol] for place, symbol in enumerate(plain)]
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
