"""What the marks of amounts and dates say of a stroke: whether it is a 1, a tall comma or a slash.

A comma parts three digits from the end, and then three or, in India, two at a time: 42,40,000/- is an amount and
42140,000/- is none. A date has two slashes: 11/24/2019, not 11124/2019.
"""

from __future__ import annotations

import re
from itertools import product

import numpy as np

from vision.alphabet import DIGITS, LETTERS
from vision.line_posterior import LinePosterior
from vision.orders import may_be, seen_marks

STROKES = {"1": ",/", ",": "1", "/": "1"}
"""What each of the strokes may be as well."""

FEWEST = 4
"""Digits of an amount with a comma, and of a date."""

MOST_OPEN = 5
"""Strokes that are weighed as either: of a line with more, the first ones."""

OF_NONE = 0.02
"""How usual commas and slashes in other places are: people forget them, and the network misses some."""

OF_DATE = 5e3
"""How usual a date with all four digits of its year is beside an amount with commas: of 5,000 numbers with eight digits
one would be such a date, were two of its 1s slashes, and one slash by itself is rarer still."""

LEAST = np.log(1e-4)
"""As `orders.LEAST`. Of 1s that are none the network leaves open more than that, of others mostly far less."""

_ENDS = r"(\.\d\d)?[-/.,*]*"
_AMOUNT = rf"\**(\d{{1,3}}(,\d{{3}})+|\d{{1,2}}(,\d\d)*,\d{{3}}){_ENDS}"
_DAY = r"(0?[1-9]|[12]\d|3[01])"
_DATE = rf"{_DAY}/{_DAY}/((19|20)\d\d|\d\d)"
_FULL_DATE = re.compile(rf"{_DAY}/{_DAY}/(19|20)\d\d")
_LIKE_DATE = re.compile(_FULL_DATE.pattern.replace("/", "[1/]"))
_USUAL = re.compile(f"{_AMOUNT}|{_DATE}")


def stroke_readings(posterior: LinePosterior) -> list[str]:
    """What the line network plainly reads, with each stroke that is not plain as either; none if it can be no amount
    with commas and no date."""
    choices: list[str] = []
    opened = 0
    for symbol, first, end in seen_marks(posterior):
        others = may_be(posterior, STROKES.get(symbol, ""), first, end, LEAST)
        opened += bool(others)
        choices.append("".join([symbol, *others]) if opened <= MOST_OPEN else symbol)
    plain = "".join(choice[0] for choice in choices)
    is_parted = "," in "".join(choices) or "/" in plain or is_like_date(plain)
    if opened == 0 or not is_parted or sum(s in DIGITS for s in plain) < FEWEST:
        return []
    if any(symbol in LETTERS for symbol in plain):
        return []
    return ["".join(chosen) for chosen in product(*choices)]


def is_like_date(digits: str) -> bool:
    """Whether two 1s may be the slashes of a date."""
    return bool(_LIKE_DATE.fullmatch(digits))


def usual_strokes(reading: str) -> float:
    """How usual it is among amounts with commas and dates, of which an amount is 1."""
    if _FULL_DATE.fullmatch(reading):
        return OF_DATE
    return 1.0 if _USUAL.fullmatch(reading) else OF_NONE
