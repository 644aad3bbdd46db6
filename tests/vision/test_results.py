"""What is printed for a page."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from vision.reading import Box, Line, Reading
from vision.results import JsonLines, PlainLines, Result, Results, TableOfAll

BOX = Box(0, 0, 9, 9)
LINES = (Line("00123", 0.987, BOX, ()), Line("", 0.0, BOX, ()), Line("45", 0.5, BOX, ()))


def _printed(results: type[Results], *pages: Result) -> str:
    out = StringIO()
    printer = results(out)  # type: ignore[call-arg]
    for page in pages:
        printer.add(page)
    printer.close()
    return out.getvalue()


def _page(*lines: Line, name: str = "scan.png") -> Result:
    return Result(name, "scan.png", 3, Reading("photo", 10, 10, 0, lines, {}, "test"))


def test_a_plain_line_holds_all_numbers_of_the_page() -> None:
    """One page, one line: that is what `cut`, `sort` and `paste` want."""
    assert _printed(PlainLines, _page(*LINES, name="scan.tif:3")) == "scan.tif:3\t00123 45\n"
    assert _printed(PlainLines, _page()) == "scan.png\t\n"


SCRAP = Line("110", 0.1, BOX, (), verdict="ignore")


def test_what_is_perhaps_no_number_is_not_among_the_numbers_unless_there_is_nothing_else() -> None:
    """A word's l and o in a column of amounts would be pasted along with them; alone, a person shall see it."""
    assert _printed(PlainLines, _page(SCRAP, *LINES)) == "scan.png\t00123 45\n"
    assert _printed(PlainLines, _page(SCRAP)) == "scan.png\t110\n"
    assert _page(SCRAP, *LINES).reading.text == "00123\n45"
    assert "10.0% (perhaps no number)" in _printed(TableOfAll, _page(SCRAP, *LINES))


def test_a_line_of_json_is_the_whole_reading() -> None:
    """File and page apart, so that nobody must split names at colons."""
    page = _page(*LINES, name="scan.png:3")
    assert json.loads(_printed(JsonLines, page)) == {
        "file": "scan.png",
        "page": 3,
        "reading": page.reading.to_json(),
    }


def test_a_table_has_a_row_for_each_line() -> None:
    """And says so where nothing was found."""
    table = _printed(TableOfAll, _page(*LINES), _page(name="[b]blank[/b].png"))
    rows = [[cell.strip() for cell in row.split("│")[1:-1]] for row in table.splitlines() if "│" in row]
    assert rows == [
        ["scan.png", "1", "00123", "98.7%"],
        ["scan.png", "2", "45", "50.0%"],
        ["[b]blank[/b].png", "", "no digits found", ""],
    ]


def test_a_long_number_is_folded_and_never_cut() -> None:
    """Half a number is worse than none."""
    number = "1234567890" * 20
    table = _printed(TableOfAll, _page(Line(number, 1.0, BOX, ())))
    assert (
        "".join(filter(str.isdigit, "".join(row.split("│")[3] for row in table.splitlines() if "│" in row))) == number
    )


@pytest.mark.parametrize("results", [PlainLines, JsonLines])
def test_lines_are_out_before_the_next_page_is_read(results: type[Results]) -> None:
    """The next program in a pipe need not wait for the last page."""

    class Watched(StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    out = Watched()
    results(out).add(_page(*LINES))  # type: ignore[call-arg]
    assert out.flushed == 1
