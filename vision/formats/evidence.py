"""What the readers saw of a line, as a distribution over strings of digits and marks, likeliest first.

Two things are known of a line: a few whole strings with their probabilities, and what each place may be by itself. The
strings count for what they claim; what they leave over (and never less than LEFT_OVER, since only few were weighed) is
spread over all combinations of what the places may be. The string that was read gets the line's calibrated
confidence, and all others share the rest in those proportions.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from vision.formats.format import digits_in
from vision.reading import NOT_A_DIGIT, Glyph, Line
from vision.structure import MARK, structure_of

LEFT_OVER = 0.05
FAINT = 1e-6
"""Under this probability there is no evidence for a digit in a place: nobody offers it."""

Place = tuple[tuple[str, float], ...]
"""What one place may be, likeliest first: a digit, or the mark that is no digit, with probabilities that sum to 1."""


@dataclass(frozen=True)
class Evidence:
    """The distribution of one line that has digits."""

    line: Line

    @cached_property
    def seen(self) -> str:
        """What was read, digits and marks."""
        return structure_of(self.line.glyphs) or self.line.text

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """One for each glyph."""
        return tuple(_place(glyph, sign) for glyph, sign in zip(self.line.glyphs, self.seen, strict=False))

    def probability(self, string: str) -> float:
        """Of a string of digits and marks; 0 where there is no evidence for it."""
        if string == self.seen:
            return self._confidence
        return self._scale * self._raw(string)

    def strings(self) -> Iterator[tuple[str, float]]:
        """All strings that there is evidence for, but for the one that was read: those named by the readers first,
        then combinations of places, likeliest first. Each comes once. They may be very many."""
        named = [string for string in self._named if string != self.seen]
        for string in named:
            yield string, self.probability(string)
        for string in _combinations(self.places):
            if string != self.seen and string not in self._named:
                yield string, self.probability(string)

    @cached_property
    def _confidence(self) -> float:
        return min(1.0 - FAINT, max(FAINT, self.line.confidence))

    @cached_property
    def _scale(self) -> float:
        """Makes all but what was read weigh 1 - confidence together."""
        rest = 1.0 - self._raw(self.seen)
        return (1.0 - self._confidence) / rest if rest > 1e-12 else 0.0

    def _raw(self, string: str) -> float:
        left = self._left_over
        return (1.0 - left) * self._named.get(string, 0.0) + left * _product(self.places, string)

    @cached_property
    def _left_over(self) -> float:
        if not self.places:
            return 0.0
        claimed = sum(probability for _, probability in self.line.strings)
        return min(1.0, max(1.0 - claimed, LEFT_OVER))

    @cached_property
    def _named(self) -> dict[str, float]:
        """The whole strings with their shares, which sum to 1; with marks where as many digits were read."""
        named: dict[str, float] = {}
        for text, probability in self.line.strings or ((self.line.text, 1.0),):
            string = with_marks(text, self.seen)
            named[string] = named.get(string, 0.0) + probability
        total = sum(named.values())
        return {string: probability / total for string, probability in named.items()} if total > 0 else {self.seen: 1.0}


def with_marks(text: str, seen: str) -> str:
    """Other digits among the same marks; the digits alone when they are more or fewer."""
    if len(text) != len(digits_in(seen)):
        return text
    digits = iter(text)
    return "".join(next(digits) if sign.isdigit() else sign for sign in seen)


def _place(glyph: Glyph, sign: str) -> Place:
    mark = MARK if sign.isdigit() else sign
    values = [(str(digit), p) for digit, p in enumerate(glyph.probabilities[:NOT_A_DIGIT]) if p >= FAINT]
    if (none := glyph.probabilities[NOT_A_DIGIT]) >= FAINT:
        values.append((mark, none))
    total = sum(p for _, p in values)
    return tuple(sorted(((value, p / total) for value, p in values), key=lambda value: -value[1]))


def _product(places: Sequence[Place], string: str) -> float:
    if len(places) != len(string):
        return 0.0
    probability = 1.0
    for place, sign in zip(places, string, strict=True):
        probability *= next((p for value, p in place if value == sign), 0.0)
    return probability


def _combinations(places: Sequence[Place]) -> Iterator[str]:
    """Every choice of one sign a place, likeliest first. Each is made from one other, by going on at its last changed
    place or a later one, so that none comes twice."""
    if not places or not all(places):
        return
    first = tuple(0 for _ in places)
    start = 1.0
    for place in places:
        start *= place[0][1]
    waiting = [(-start, first, 0)]
    while waiting:
        negative, chosen, at = heapq.heappop(waiting)
        yield "".join(place[k][0] for place, k in zip(places, chosen, strict=True))
        for later in range(at, len(places)):
            place, k = places[later], chosen[later]
            if k + 1 < len(place):
                likelihood = negative * place[k + 1][1] / place[k][1]
                heapq.heappush(waiting, (likelihood, (*chosen[:later], k + 1, *chosen[later + 1 :]), later))
