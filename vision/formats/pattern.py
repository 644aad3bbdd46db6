r"""The pattern language, for numbers that have no format of their own.

    d           a digit                     d{4}      four of them
    L           a letter, or another mark   d{2,5}    two to five of them
                that is no digit            |         another pattern, if the one before does not fit
    0 to 9      this very digit             \x        the character x as it is
    other signs are written where they stand: - . , / ( ) spaces, currency signs …

Without an L only the digits count and marks between them are passed over, because separators are easily lost. With
letters the digits must stand in runs as the pattern has them; where fewer or more marks were seen between them than
the pattern has letters, each halves the prior, and at either end nothing is asked of them, since words around a number
are left out of its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from vision.errors import VisionError
from vision.formats.format import Fit, digits_in
from vision.structure import MARK

LONGEST = 100
MOST = 40

_NOT_A_DIGIT = "[^0-9]"


class BadPattern(VisionError):
    """Raised before anything is read with it."""

    code = "format.bad_pattern"
    hint = "A pattern is made of d (a digit), L (a letter), {2} or {2,5} after them, signs and |, such as dddd-dd."


@dataclass(frozen=True, slots=True)
class Element:
    """A run of digits (`d`), of letters (`L`), or one character as it is."""

    kind: str
    fewest: int = 1
    most: int = 1

    @property
    def is_digits(self) -> bool:
        """Whether digits stand here."""
        return self.kind == "d" or self.kind.isdigit()


@dataclass(frozen=True)
class Pattern:
    """One pattern without alternatives."""

    elements: tuple[Element, ...]

    def lay(self, seen: str) -> Fit | None:
        """Write what was seen as the pattern has it; None where it does not fit."""
        found = self._rule.fullmatch(seen if self._has_letters else digits_in(seen))
        if found is None:
            return None
        text, prior, last = "", 1.0, len(self._parts) - 1
        for number, (part, got) in enumerate(zip(self._parts, found.groups(), strict=True)):
            if part[0].is_digits:
                text += got
                continue
            text += _written(part, got or "")
            if 0 < number < last:
                prior *= 0.5 ** _amiss(part, got or "")
        return Fit(text, prior)

    @cached_property
    def _has_letters(self) -> bool:
        return any(element.kind == "L" for element in self.elements)

    @cached_property
    def _parts(self) -> list[list[Element]]:
        """Each run of digits by itself, and what stands between two of them together."""
        parts: list[list[Element]] = []
        for element in self.elements:
            if parts and not element.is_digits and not parts[-1][0].is_digits:
                parts[-1].append(element)
            else:
                parts.append([element])
        return parts

    @cached_property
    def _rule(self) -> re.Pattern[str]:
        rules = [self._part_rule(part) for part in self._parts]
        around = f"{_NOT_A_DIGIT}*" if self._has_letters else ""
        first = around if self._parts[0][0].is_digits else ""
        last = around if self._parts[-1][0].is_digits else ""
        return re.compile(first + "".join(rules) + last)

    def _part_rule(self, part: list[Element]) -> str:
        one = part[0]
        if one.kind == "d":
            return f"([0-9]{{{one.fewest},{one.most}}})"
        if one.is_digits:
            return f"({one.kind})"
        if not self._has_letters:
            return "()"
        at_an_end = part is self._parts[0] or part is self._parts[-1]
        some = "*" if at_an_end or any(element.kind == "L" for element in part) else "?"
        return f"({_NOT_A_DIGIT}{some})"


def compiled(pattern: str) -> tuple[Pattern, ...]:
    """The alternatives of a pattern. Raises BadPattern."""
    if not pattern or len(pattern) > LONGEST:
        raise BadPattern(f"A pattern has 1 to {LONGEST} characters. {BadPattern.hint}")
    return tuple(Pattern(tuple(elements)) for elements in _parsed(pattern))


def lay_by(patterns: tuple[Pattern, ...], seen: str) -> Fit | None:
    """By the alternative that fits best; of equals by the first."""
    fits = [fit for pattern in patterns if (fit := pattern.lay(seen)) is not None]
    return max(fits, key=lambda fit: fit.prior, default=None)


def _parsed(pattern: str) -> list[list[Element]]:
    alternatives: list[list[Element]] = [[]]
    rest = pattern
    while rest:
        sign, rest = rest[0], rest[1:]
        if sign == "|":
            alternatives.append([])
        elif sign in "dL":
            fewest, most, rest = _count(rest)
            alternatives[-1].append(Element(sign, fewest, most))
        elif sign == "\\" and rest:
            alternatives[-1].append(Element(rest[0]))
            rest = rest[1:]
        elif sign in "{}\\" or (sign.isalpha() and sign.isascii()) or not sign.isprintable():
            raise BadPattern(f"{sign!r} cannot stand there. {BadPattern.hint}")
        else:
            alternatives[-1].append(Element(sign))
    if any(not any(element.is_digits for element in elements) for elements in alternatives):
        raise BadPattern(f"There is no digit in it. {BadPattern.hint}")
    return alternatives


def _count(rest: str) -> tuple[int, int, str]:
    if not rest.startswith("{"):
        return 1, 1, rest
    found = re.match(r"\{([0-9]{1,2})(?:,([0-9]{1,2}))?\}", rest)
    fewest = int(found[1]) if found else 0
    most = int(found[2] or found[1]) if found else 0
    if found is None or not 1 <= fewest <= most <= MOST:
        raise BadPattern(f"After d or L stands {{n}} or {{m,n}} with 1 to {MOST}. {BadPattern.hint}")
    return fewest, most, rest[found.end() :]


def _written(part: list[Element], got: str) -> str:
    """Letters that were seen in the letters' places, MARK where fewer were, and the other signs as they are."""
    letters = [character if character.isalpha() else MARK for character in got if character not in ".,-/ "]
    spare = max(0, len(letters) - sum(element.fewest for element in part if element.kind == "L"))
    text = ""
    for element in part:
        if element.kind != "L":
            text += element.kind
            continue
        count = min(element.most, element.fewest + spare)
        spare -= count - element.fewest
        text += "".join(letters[:count]).ljust(count, MARK)
        letters = letters[count:]
    return text


def _amiss(part: list[Element], got: str) -> int:
    """How many marks too many or too few: separators may be seen or not."""
    fewest = sum(element.fewest for element in part if element.kind == "L")
    most = sum(element.most for element in part)
    return max(0, fewest - len(got), len(got) - most)
