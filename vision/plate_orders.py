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
from vision.orders import may_be, seen_marks

ALIKE = {"O": "0", "0": "O"}
"""Weighed whatever the picture says: on many plates they are one shape."""

SIMILAR = {"0": "DQ", "D": "0", "Q": "0"}
"""Weighed where the picture leaves both open. I and 1 are left out: more plates draw them apart; and so are 5 and S, 8
and B, 2 and Z, 6 and G: where one mark of a plate is lost, its order speaks for the wrong one. Both were tried."""

MARKS = range(4, 10)
"""Letters and digits of a line that may be a plate."""

MOST_READINGS = 64
"""Of one line that are weighed: of one with more marks that are open, the first ones are."""

COUNTRIES: dict[str, float] = {"us": 6.0}
"""How much more than others' a country's orders count: each of the states has its own."""

OF_NONE = 3e-4
"""Probability of an order that no country uses: names and words for a price, badges, print that is no plate."""


def plate_readings(posterior: LinePosterior) -> list[str]:
    """What the line network plainly reads, with each mark that may be a letter or a digit as either of them; none if
    it is no plate."""
    seen = seen_marks(posterior)
    marks = [symbol in LETTERS for symbol, _, _ in seen if symbol in DIGITS + LETTERS]
    if len(marks) not in MARKS or all(marks) or not any(marks):
        return []
    choices: list[str] = []
    readings = 1
    for symbol, first, end in seen:
        choice = symbol + ALIKE.get(symbol, "") + "".join(may_be(posterior, SIMILAR.get(symbol, ""), first, end))
        choices.append(choice if readings * len(choice) <= MOST_READINGS else symbol)
        readings *= len(choices[-1])
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
