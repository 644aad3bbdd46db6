"""How surely what was read in a picture tells that it was held rightly: the right way up, and level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vision.reading import Line

SHARES = (0.0, 0.3, 0.5, 0.75, 1.0)
"""How much a number of so many digits tells, the last of more too. A lone one that is sure keeps two from turning it:
an 8 on its side is 00."""

PAGE = 10
"""Numbers of a picture from which it is a page. On one that stands on its head some digits are sure by chance, so there
the mean counts: of upright pages it is .5 to .9, of the same ones turned .1 to .35."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How surely lines tell that a picture is held rightly.

    best: of all, 0..1. mean, count: of those with two digits and more.
    """

    best: float
    mean: float
    count: int

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Evidence:
        """What these lines tell."""
        sure = [(line.confidence * SHARES[min(len(line.text), len(SHARES) - 1)], line.text) for line in lines]
        numbers = [share for share, text in sure if len(text) > 1]
        best = max((share for share, _ in sure), default=0.0)
        return cls(best, sum(numbers) / max(1, len(numbers)), len(numbers))

    @property
    def is_page(self) -> bool:
        """Whether the mean counts."""
        return self.count >= PAGE

    def beats(self, other: Evidence, share: float = 1.0) -> bool:
        """Whether it is more than this share of the other: by the mean where one is of a page, else by the best."""
        if self.is_page or other.is_page:
            return self.mean > share * other.mean
        return self.best > share * other.best


def has_cells(lines: Sequence[Line]) -> bool:
    """Whether there is a grid or row of cells among them, which has found its own corners."""
    return any(line.found == "cells" for line in lines)
