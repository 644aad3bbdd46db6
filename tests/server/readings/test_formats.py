"""Readings asked for under a format: what was seen stays, what the format prefers stands beside it."""

from __future__ import annotations

import csv
import io

import msgspec
from aiohttp import ClientSession

from server.readings import judging
from tests.server.pictures import jpeg
from tests.server.readings.uploads import get, read
from vision import open_format


async def test_a_reading_is_judged_under_the_format_that_it_is_asked_for_under(signed_in: ClientSession) -> None:
    """The same upload under one format, then under another, then under none."""
    (reading,) = await read(signed_in, ("date.jpg", jpeg("24122026")))
    address = f"/api/readings/{reading['id']}"
    dated = (await get(signed_in, f"{address}?format=date.dmy"))["page_readings"][0]
    assert dated["format"] == "date.dmy"
    assert dated["lines"][0]["text"] == "24122026"
    under = dated["lines"][0]["formatted"]
    assert (under["digits"], under["agrees"], under["problem"]) == ("24122026", True, "")
    short = (await get(signed_in, f"{address}?format=digits:4"))["page_readings"][0]["lines"][0]
    assert short["text"] == "24122026"
    assert short["formatted"]["problem"] == "shape"
    plain = (await get(signed_in, address))["page_readings"][0]
    assert plain["format"] is None
    assert plain["lines"][0]["formatted"] is None


async def test_a_failed_check_digit_offers_single_changes(signed_in: ClientSession) -> None:
    """021000021 holds as a routing number, 021000027 does not; nothing is repaired silently."""
    right, wrong = await read(signed_in, ("a.jpg", jpeg("021000021")), ("b.jpg", jpeg("021000027")))
    lines = [
        (await get(signed_in, f"/api/readings/{one['id']}?format=aba"))["page_readings"][0]["lines"][0]
        for one in (right, wrong)
    ]
    assert [line["text"] for line in lines] == ["021000021", "021000027"]
    assert [line["formatted"]["problem"] for line in lines] == ["", "check"]


async def test_a_format_that_nobody_knows_is_a_typed_error(signed_in: ClientSession) -> None:
    """With the nearest name; for one reading and for the table."""
    (reading,) = await read(signed_in, ("a.jpg", jpeg("2467")))
    for address in (f"/api/readings/{reading['id']}?format=date.dmi", "/api/readings.csv?format=date.dmi"):
        async with signed_in.get(address) as response:
            assert response.status == 400
            error = (await response.json())["error"]
        assert error["code"] == "format.unknown"
        assert "date.dmy" in error["message"]


async def test_the_table_has_what_the_format_prefers(signed_in: ClientSession) -> None:
    """As text, so that a spreadsheet keeps its zeros and separators, and runs nothing that a pattern brings."""
    await read(signed_in, ("a.jpg", jpeg("246700")))
    async with signed_in.get("/api/readings.csv", params={"format": 'pattern:ddd"ddd'}) as response:
        (row,) = list(csv.DictReader(io.StringIO((await response.text()).lstrip("\ufeff"))))
    assert row["text"] == '="246700"'
    assert row["formatted"] == '="246""700"'
    assert row["agrees"] == "True"
    async with signed_in.get("/api/readings.csv") as response:
        assert "formatted" not in (await response.text()).splitlines()[0]


async def test_formats_are_listed(signed_in: ClientSession) -> None:
    """What can be asked for, with words and an example."""
    formats = (await get(signed_in, "/api/formats"))["formats"]
    assert {"amount", "date.dmy", "aba"} <= {one["name"] for one in formats}
    assert all(one["title"] and one["example"] and one["group"] for one in formats)


def test_only_so_many_lines_are_judged() -> None:
    """A document of thousands of lines must not hold a thread for minutes: the rest comes without."""
    line = {
        "text": "1",
        "confidence": 1.0,
        "box": [0, 0, 1, 1],
        "glyphs": [
            {
                "digit": 1,
                "probability": 1.0,
                "probabilities": [0.0, 1.0, *[0.0] * 9],
                "alternatives": [],
                "box": [0, 0, 1, 1],
                "strokes": [],
            }
        ],
    }
    chosen = open_format("digits:1")
    page = msgspec.json.encode({"lines": [line] * (judging.MOST_LINES + 5), "format": None}).decode()
    (judged,) = judging.under_format([page], chosen)
    lines = msgspec.json.decode(judged or "")["lines"]
    assert [one["formatted"] is None for one in lines] == [False] * judging.MOST_LINES + [True] * 5
