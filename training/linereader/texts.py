"""What is written on a line: numbers as they stand on cheques, forms, plates and counters, with their signs."""

from __future__ import annotations

import numpy as np

from training.linereader.plates import plate

Rng = np.random.Generator

_LENGTHS = np.array([6, 10, 14, 18, 18, 13, 8, 5, 3, 2, 1.5, 1.5])
_STARTS = (*[""] * 18, "#", "=", "*", "-", "(", "**", "# ", "$", "$ ", "₹", "₹ ", "₹ ", "£", "£ ", "€ ", "¥")
_ENDS = (
    *[""] * 14,
    *("-", ".-", "=", ",-", ".", ",", "#", "*", "/", " -", ".--", ")", "~", "_", ":", " ="),
    *("/-", "/-", "/-", " /-", " /-", "/="),
)
RAISED = "^"
"""What follows stands small and high: the cents of many cheques."""

_GAPS = ("", "", "", ".", ".", ",", ",", " ")


def digits(rng: Rng, count: int | None = None) -> str:
    """One to twelve digits; every digit is as likely, but runs and round numbers come more often than by chance."""
    if count is None:
        count = 1 + int(rng.choice(len(_LENGTHS), p=_LENGTHS / _LENGTHS.sum()))
    drawn = rng.integers(0, 10, count)
    kind = rng.random()
    if kind < 0.12:
        drawn[max(1, count - int(rng.integers(1, 5))) :] = 0
    elif kind < 0.22:
        start = int(rng.integers(count))
        drawn[start : start + int(rng.integers(2, 4))] = drawn[start]
    elif kind < 0.3:
        drawn[0] = 1
    elif kind < 0.35:
        drawn[: int(rng.integers(2, 5))] = 1
    elif kind < 0.39:
        drawn[-1] = 1
    return "".join(map(str, drawn))


def amount(rng: Rng) -> str:
    """A number with or without marks between thousands, and with or without marks around it."""
    text = _grouped(digits(rng), str(rng.choice(_GAPS)), 2 if rng.random() < 0.25 else 3)
    kind = rng.random()
    if kind < 0.07:
        return text + RAISED + ("00" if rng.random() < 0.4 else digits(rng, 2))
    if kind < 0.19:
        text += str(rng.choice((".", ",", "-", " "))) + digits(rng, 2)
        if rng.random() < 0.15:
            text = text[:-2] + "xx/" + "100"
    return str(rng.choice(_STARTS)) + text + str(rng.choice(_ENDS))


def _grouped(number: str, gap: str, size: int) -> str:
    """Three digits at the end, then groups of `size`: of two in India."""
    if not gap:
        return number
    groups, number = [number[-3:]], number[:-3]
    while number:
        groups.append(number[-size:])
        number = number[:-size]
    return gap.join(reversed(groups))


def date(rng: Rng) -> str:
    """Two, two, and two or four digits with slashes, dots, dashes or spaces between."""
    mark = str(rng.choice(("/", ".", ".", "-", "-", " ", " ")))
    year = str(rng.integers(1900, 2080))
    parts = [f"{rng.integers(1, 32):02d}", f"{rng.integers(1, 13):02d}", year[rng.choice((0, 2)) :]]
    return mark.join(parts)


def handwritten(rng: Rng) -> str:
    """A text for a hand: mostly plain digits and amounts."""
    kind = rng.random()
    if kind < 0.35:
        return digits(rng)
    return amount(rng) if kind < 0.92 else date(rng)


def printed(rng: Rng, letters: str) -> str:
    """A text for a font; `letters`, those that it can write: plates, and numbers among words, as in print."""
    kind = rng.random()
    if not letters or kind < 0.4:
        return handwritten(rng)
    capitals = "".join(letter for letter in letters if letter.isupper())
    if kind < 0.75 and capitals:
        return plate(rng, capitals)
    return _among_words(rng, letters)


def _among_words(rng: Rng, letters: str) -> str:
    number = handwritten(rng)
    before = _word(rng, letters) if rng.random() < 0.8 else ""
    after = _word(rng, letters) if rng.random() < 0.4 else ""
    gap = str(rng.choice(("", " ", " ", "  ")))
    return f"{before}{gap}{number}{' ' if after else ''}{after}"


def _word(rng: Rng, letters: str) -> str:
    """Letters of one case, or a capital first."""
    small = [letter for letter in letters if letter.islower()]
    capitals = [letter for letter in letters if letter.isupper()]
    count = int(rng.integers(1, 7))
    if not small or (capitals and rng.random() < 0.35):
        return "".join(rng.choice(capitals or small, count))
    word = "".join(rng.choice(small, count))
    return str(rng.choice(capitals)) + word if capitals and rng.random() < 0.5 else word


def writable(text: str, symbols: frozenset[str]) -> str:
    """The text without what the hand cannot write; what only moves the pen stays."""
    return "".join(symbol for symbol in text if symbol in (" ", RAISED) or symbol in symbols)
