"""Dates in three orders: real days of the calendar, years of two or four digits."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from vision.formats.format import Fit, Format, digits_in

ORDERS = {
    "date.dmy": ("Date: day, month, year", "DMY", "/", "31/12/2024"),
    "date.mdy": ("Date: month, day, year", "MDY", "/", "12/31/2024"),
    "date.ymd": ("Date: year, month, day", "YMD", "-", "2024-12-31"),
}
LENGTHS = {"Y": (2, 4), "M": (1, 2), "D": (1, 2)}
CENTURIES = range(1900, 2100)
"""Years of four digits outside are read wrongly more often than they are written."""


def dates() -> list[Format]:
    """All orders."""
    return [
        Format(name, title, example, "Dates", partial(lay_date, order, separator))
        for name, (title, order, separator, example) in ORDERS.items()
    ]


def lay_date(order: str, separator: str, seen: str) -> Fit | None:
    """Three runs of digits with marks between them, or six or eight digits."""
    parts = _parts(order, seen)
    if parts is None:
        return None
    year, month, day = (parts[order.index(part)] for part in "YMD")
    return Fit(separator.join(parts), holds=_is_day(year, int(month), int(day)))


def _parts(order: str, seen: str) -> list[str] | None:
    runs = re.findall("[0-9]+", seen)
    if len(runs) == 3 and all(
        len(run) in ((2, 4) if part == "Y" else (1, 2)) for part, run in zip(order, runs, strict=True)
    ):
        return runs
    digits = digits_in(seen)
    if len(digits) not in (6, 8):
        return None
    widths = [len(digits) - 4 if part == "Y" else 2 for part in order]
    ends = [sum(widths[: n + 1]) for n in range(3)]
    return [digits[end - width : end] for end, width in zip(ends, widths, strict=True)]


def _is_day(year: str, month: int, day: int) -> bool:
    # A year of two digits is of this century or the last: whichever has the day.
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    return any(y in CENTURIES and _exists(y, month, day) for y in years)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
