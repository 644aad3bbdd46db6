"""Plates whose first or last character was not found, since it touches the frame: a wider look, and when to believe it.

A wider view takes in bands, flags, bolts and frames too, which read as digits. So it must read more of what may be a
plate, in an order that plates have, and what is new must be no upright stroke, which is what a frame's side reads as.
"""

from __future__ import annotations

from collections.abc import Sequence

from vision.alphabet import SEPARATORS, SIGN
from vision.fusion import Fused
from vision.plate_orders import MARKS, order_of, usual

BEYOND = 0.8
"""Heights that are shown beyond an end: a character and the gap before it."""

MOST_NEW, MOST_CHANGED = 2, 2
"""Characters that a wider view may add, and that it may read otherwise: the one that was cut through among them."""

SURE = 0.5

LESS_USUAL = 10.0
"""How much rarer the order of what a wider view reads may be."""

_NONE_NEW = frozenset("1IJ")
_SIGNS = frozenset(SEPARATORS + SIGN)


def may_lack_an_end(line: Fused) -> bool:
    """Whether it has letters and digits, as many as a plate or a few less."""
    text = characters(line)
    return len(text) in MARKS and len(set(order_of(text))) == 2


def is_longer(wider: Fused | None, line: Fused | None) -> bool:
    """Whether it has more letters and digits."""
    return wider is not None and line is not None and len(characters(wider)) > len(characters(line))


def fuller(line: Fused, wider: Sequence[Fused | None]) -> Fused:
    """The one of the wider views' readings that adds most to the line and can be believed, or the line itself."""
    best, own = line, characters(line)
    for other in wider:
        if other is None or other.strings[0][1] <= SURE:
            continue
        text = characters(other)
        longer = len(characters(best)) < len(text) <= len(own) + MOST_NEW
        if longer and usual(text) * LESS_USUAL >= usual(own) and _goes_on(own, text):
            best = other
    return best


def characters(line: Fused) -> str:
    """Its letters and digits, without signs and marks that were not made out."""
    marks = [str(step.label) if step.is_digit else step.symbol for step in line.steps]
    return "".join(mark for mark in marks if mark not in _SIGNS)


def _goes_on(own: str, text: str) -> bool:
    """Whether the longer text is the own one with more at its ends."""
    fits = [(sum(map(str.__eq__, own, text[start:])), start) for start in range(len(text) - len(own) + 1)]
    alike, start = max(fits)
    new = text[:start] + text[start + len(own) :]
    return alike >= len(own) - MOST_CHANGED and _NONE_NEW.isdisjoint(new)
