"""All formats by name, and the two families that take a value: `digits:8`, `digits:6-8`, `pattern:dddd-dd`."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache, partial

from vision.errors import VisionError
from vision.formats.amounts import amounts
from vision.formats.checked import checked_numbers
from vision.formats.dates import dates
from vision.formats.format import Fit, Format, digits_in
from vision.formats.pattern import compiled, lay_by
from vision.formats.plates import PLATES, POSTCODES

MOST_DIGITS = 40
LONGEST_NAME = 120


class NoSuchFormat(VisionError):
    """Raised before anything is read."""

    code = "format.unknown"
    hint = (
        "Formats are digits:8 or digits:6-8, pattern:dddd-dd, amount, date.dmy, card, aba, plate.de and others: "
        "`numeral-read --formats` lists them."
    )


@cache
def known_formats() -> tuple[Format, ...]:
    """All that have a name of their own, in the order in which they are offered."""
    plates = [
        Format(f"plate.{code}", f"Plate: {country}", pattern.partition("|")[0], "Number plates", _by(pattern))
        for code, (country, pattern) in PLATES.items()
    ]
    postcodes = [
        Format(name, title, example, "Post", _by(pattern)) for name, (title, pattern, example) in POSTCODES.items()
    ]
    return (*amounts(), *dates(), *checked_numbers(), *postcodes, *plates)


def open_format(name: str) -> Format:
    """The format of that name. Raises NoSuchFormat or BadPattern."""
    name = name.strip()
    family, colon, value = name.partition(":")
    if colon and family == "pattern":
        return Format(name, "Pattern", value, "Patterns", partial(lay_by, compiled(value)))
    if colon and family == "digits":
        return _digits(name, value)
    if len(name) > LONGEST_NAME:
        raise NoSuchFormat(f"That is too long for a format's name. {NoSuchFormat.hint}")
    known = _by_name().get(name)
    if known is None:
        near = get_close_matches(name, _by_name(), n=1)
        guess = f" Did you mean {near[0]}?" if near else ""
        raise NoSuchFormat(f"There is no format {name!r}.{guess} {NoSuchFormat.hint}")
    return known


def _digits(name: str, value: str) -> Format:
    found = re.fullmatch(r"([0-9]{1,2})(?:-([0-9]{1,2}))?", value)
    fewest = int(found[1]) if found else 0
    most = int(found[2] or found[1]) if found else 0
    if not 1 <= fewest <= most <= MOST_DIGITS:
        raise NoSuchFormat(f"digits: takes a number such as 8 or two such as 6-8, of 1 to {MOST_DIGITS}.")
    return Format(name, f"{value} digits", "1234567890"[:fewest], "Digits", partial(_lay_digits, fewest, most))


def _lay_digits(fewest: int, most: int, seen: str) -> Fit | None:
    digits = digits_in(seen)
    return Fit(digits) if fewest <= len(digits) <= most else None


def _by(pattern: str) -> partial[Fit | None]:
    return partial(lay_by, compiled(pattern))


@cache
def _by_name() -> dict[str, Format]:
    return {known.name: known for known in known_formats()}
