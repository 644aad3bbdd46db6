"""A line under a format: what was seen, weighed with what the format allows (Bayes).

The likeliest strings are gone through one by one, each laid out by the format; strings that it refuses have prior 0.
The going through ends when what is left weighs too little to matter, or after MOST_STRINGS. What was not gone through
is taken to be of the format as often as what was.
"""

from __future__ import annotations

from dataclasses import replace

from vision.formats.evidence import Evidence, with_marks
from vision.formats.format import Fit, Format, digits_in
from vision.formatted import Choice, Formatted, Mending, Problem
from vision.reading import Line, Reading

MOST_STRINGS = 500
SETTLED = 0.01
"""What is left matters no more when it weighs less than this beside what is of the format."""

CHOICES = 3
MENDINGS = 5


def under(reading: Reading, chosen: Format | None, *, most: int | None = None) -> Reading:
    """The reading with its lines judged under a format; what was seen stays. None: under no format.

    most: only so many of its lines, the surest; the others have none.
    """
    if chosen is None and reading.format is None:
        return reading
    surest = sorted(range(len(reading.lines)), key=lambda index: -reading.lines[index].confidence)[:most]
    formatted = {} if chosen is None else {index: judged(reading.lines[index], chosen) for index in surest}
    lines = tuple(replace(line, formatted=formatted.get(index)) for index, line in enumerate(reading.lines))
    return replace(reading, lines=lines, format=None if chosen is None else chosen.name)


def judged(line: Line, chosen: Format) -> Formatted | None:
    """One line under a format; None when no digit was seen."""
    if not line.text:
        return None
    return _Judging(Evidence(line), chosen).result()


class _Judging:
    def __init__(self, evidence: Evidence, chosen: Format) -> None:
        self._evidence = evidence
        self._format = chosen
        self._found: dict[tuple[str, str], float] = {}
        self._considered: set[str] = set()
        self._gone = self._fitting = 0.0
        self._seen = chosen.lay(evidence.seen)

    def result(self) -> Formatted:
        """All that is told of the line."""
        if self._seen is not None and self._seen.holds:
            self._add(self._evidence.seen, self._seen)
        problem: Problem = "shape" if self._seen is None else "" if self._seen.holds else "check"
        # One changed digit is what is offered, so all of those are weighed, however faint.
        changed = self._one_changed() if problem else []
        self._go_through()
        total = self._total()
        choices = [
            Choice(text, digits, min(1.0, weight / total))
            for (text, digits), weight in sorted(self._found.items(), key=lambda item: -item[1])
        ]
        best = choices[0] if choices else Choice("", "", 0.0)
        return Formatted(
            self._format.name,
            best.text,
            best.digits,
            best.probability,
            best.digits == self._evidence.line.text,
            problem,
            min(1.0, self._fits()),
            tuple(choices[1 : 1 + CHOICES]),
            tuple(
                Mending(position, seen, digit, Choice(text, digits, min(1.0, self._found[text, digits] / total)))
                for position, seen, digit, (text, digits) in changed
            )[:MENDINGS],
        )

    def _go_through(self) -> None:
        known = self._evidence.probability(self._evidence.seen) + self._gone
        for number, (string, probability) in enumerate(self._evidence.strings()):
            if string not in self._considered:
                self._consider(string, probability)
                known += probability
            if number >= MOST_STRINGS or 1.0 - known <= SETTLED * sum(self._found.values()):
                return

    def _one_changed(self) -> list[tuple[int, int, int, tuple[str, str]]]:
        """(position, seen, digit, key) of each single change that makes the number hold, likeliest first."""
        seen, text = self._evidence.seen, digits_in(self._evidence.seen)
        made = []
        for position, was in enumerate(text):
            for digit in "0123456789".replace(was, ""):
                string = with_marks(text[:position] + digit + text[position + 1 :], seen)
                probability = self._evidence.probability(string)
                if probability > 0.0 and (fit := self._consider(string, probability)) is not None:
                    made.append((probability * fit.prior, (position, int(was), int(digit), _key(string, fit))))
        return [change for _, change in sorted(made, key=lambda one: -one[0])]

    def _consider(self, string: str, probability: float) -> Fit | None:
        self._considered.add(string)
        self._gone += probability
        fit = self._format.lay(string)
        if fit is None or not fit.holds:
            return None
        self._fitting += probability
        self._add(string, fit, probability)
        return fit

    def _add(self, string: str, fit: Fit, probability: float | None = None) -> None:
        weight = (self._evidence.probability(string) if probability is None else probability) * fit.prior
        key = _key(string, fit)
        self._found[key] = self._found.get(key, 0.0) + weight

    def _left(self) -> float:
        """What was not gone through and is of the format all the same, as far as one can tell."""
        left = max(0.0, 1.0 - self._evidence.probability(self._evidence.seen) - self._gone)
        return left * self._fitting / self._gone if self._gone > 0 else 0.0

    def _total(self) -> float:
        return sum(self._found.values()) + self._left() or 1.0

    def _fits(self) -> float:
        own = self._evidence.probability(self._evidence.seen)
        return (own if self._seen is not None and self._seen.holds else 0.0) + self._fitting + self._left()


def _key(string: str, fit: Fit) -> tuple[str, str]:
    return fit.text, digits_in(string)
