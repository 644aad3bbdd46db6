"""What `numeral-read` prints for a page: a line, a line of JSON, or rows of a table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Protocol, TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vision.reading import Line, Reading


@dataclass(frozen=True, slots=True)
class Result:
    """One page that was read: `file`, and its `page` from 1, as people count.

    `name` is what to call it: the file, with ":page" when it has several.
    """

    name: str
    file: str
    page: int
    reading: Reading


class Results(Protocol):
    """Where results go."""

    def add(self, result: Result) -> None:
        """Take one page."""

    def close(self) -> None:
        """There are no more."""


class PlainLines:
    """`file[:page]`, a tab, and the digits of its numbers with spaces between; flushed, so that a pipe can start.

    Under a format: what was seen, `=` or `?` (whether the format agrees), and what it prefers with its probability.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def add(self, result: Result) -> None:
        """Print it."""
        text = " ".join(_plain(line) for line in result.reading.numbers)
        print(result.name, text, sep="\t", file=self._out, flush=True)

    def close(self) -> None:
        """All is printed."""


def _plain(line: Line) -> str:
    under = line.formatted
    if under is None:
        return line.text
    if not under.text:
        return f"{line.text} ? nothing that fits {under.format};"
    return f"{line.text} {'=' if under.agrees else '?'} {under.text} {under.probability:.0%};"


class JsonLines:
    """One object per page: `file`, `page`, and `reading` as its JSON Schema describes it; flushed."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def add(self, result: Result) -> None:
        """Print it."""
        line = {"file": result.file, "page": result.page, "reading": result.reading.to_json()}
        print(json.dumps(line), file=self._out, flush=True)

    def close(self) -> None:
        """All is printed."""


class TableOfAll:
    """A table of all lines, for people: printed at the end, when the widths of its columns are known."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._table = Table()
        for heading in ("File", "Line", "Digits", "Confidence"):
            # Folded where it is too wide and never cut: half a number is worse than none.
            self._table.add_column(heading, overflow="fold")

    def add(self, result: Result) -> None:
        """One row for each line of the page, or one that says that there is none."""
        lines = [line for line in result.reading.lines if line.text]
        for number, line in enumerate(lines, start=1):
            doubt = " (perhaps no number)" if line.verdict == "ignore" else ""
            self._row(result.name, str(number), _seen_and_preferred(line), f"{line.confidence:.1%}{doubt}")
        if not lines:
            self._row(result.name, "", "no digits found", "")

    def close(self) -> None:
        """Print it."""
        Console(file=self._out).print(self._table)

    def _row(self, *cells: str) -> None:
        """File names may hold what the table would take for markup."""
        self._table.add_row(*(escape(cell) for cell in cells))


def _seen_and_preferred(line: Line) -> str:
    under = line.formatted
    if under is None:
        return line.text
    preferred = f"{under.text} ({under.probability:.1%})" if under.text else "nothing fits"
    return f"{line.text} → {preferred}"
