"""All that was read, as a CSV file that spreadsheets open without changing the numbers.

Spreadsheets turn 0012 into 12 and a name that begins with = into a formula. Digits are therefore written as a
formula that is a text, ="0012", and any other text that a spreadsheet might run gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import msgspec

COLUMNS = ("name", "created", "kind", "status", "page", "line", "text", "confidence", "id")
UNDER_FORMAT = ("format", "formatted", "probability", "agrees")
"""Columns more where a format is asked for: what it prefers, how likely, and whether that is what was seen."""

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for an 8-bit code page."""

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def as_text(digits: str) -> str:
    """Digits as a cell that stays text; other programs can take the digits from between the quotes."""
    quoted = digits.replace('"', '""')  # a pattern's own signs may be in it
    return f'="{quoted}"' if quoted else ""


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RUNS) else text


def header(formatted: bool = False) -> str:
    """The first line, with the mark that says UTF-8."""
    return BYTE_ORDER_MARK + _rows([COLUMNS + (UNDER_FORMAT if formatted else ())])


def rows(
    name: str,
    created: str,
    kind: str,
    status: str,
    public_id: str,
    pages: Iterable[tuple[int, str]],
    *,
    formatted: bool = False,
) -> str:
    """The lines of one reading: one for each line of digits, from the JSON of its pages; one if there are none."""
    first = (harmless(name), created, kind, status)
    found: list[tuple[Any, ...]] = []
    for page, reading in pages:
        lines = [line for line in msgspec.json.decode(reading)["lines"] if line["text"]]
        found.extend(
            (*first, page + 1, number, as_text(line["text"]), line["confidence"], public_id, *_under(line, formatted))
            for number, line in enumerate(lines, 1)
        )
    return _rows(found or [(*first, "", "", "", "", public_id, *_under({}, formatted))])


def _under(line: dict[str, Any], formatted: bool) -> tuple[Any, ...]:
    if not formatted:
        return ()
    under = line.get("formatted")
    if under is None:
        return ("",) * len(UNDER_FORMAT)
    return (under["format"], as_text(under["text"]), under["probability"], under["agrees"])


def _rows(cells: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(cells)
    return out.getvalue()
