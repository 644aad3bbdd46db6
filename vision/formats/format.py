"""What a format is: a name, words for people, and a rule that lays digits out or refuses them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fit:
    """How a string stands to a format that it has the shape of.

    text: with separators placed. prior: how likely the format takes it to be, beside other strings of that shape, 0..1.
    holds: whether its check digit is right, its day in the calendar.
    """

    text: str
    prior: float = 1.0
    holds: bool = True


Lay = Callable[[str], Fit | None]
"""From what was seen, digits and marks as in `structure`, to how it is written; None where the shape is another."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `group` is what it is listed under; `example` is a string of it as it is written."""

    name: str
    title: str
    example: str
    group: str
    lay: Lay

    def to_json(self) -> dict[str, Any]:
        """What a page needs to offer it."""
        return {"name": self.name, "title": self.title, "example": self.example, "group": self.group}


def digits_in(seen: str) -> str:
    """The digits alone."""
    return "".join(character for character in seen if character in "0123456789")
