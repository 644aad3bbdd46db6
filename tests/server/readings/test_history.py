"""What is done with readings afterwards: listed, searched, looked at, exported, cancelled, deleted."""

from __future__ import annotations

import base64
import csv
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from aiohttp import ClientSession
from PIL import Image
from sqlalchemy import text, update

from server.db.base import utc_now
from server.keys import DATABASE
from server.readings.context import READINGS
from server.readings.models import StoredReading
from server.readings.retention import sweep_once
from tests.server.accounts_at import sign_up
from tests.server.pictures import jpeg, page_of
from tests.server.readings.test_uploads import INK, encoded
from tests.server.readings.uploads import ended, get, read, stored_files, taken, upload
from tests.server.running import Running, Start, connected


async def picture(client: ClientSession, path: str) -> tuple[str, Image.Image]:
    async with client.get(path) as response:
        assert response.status == 200, await response.text()
        return response.content_type, Image.open(io.BytesIO(await response.read()))


async def test_the_newest_come_first_page_by_page(signed_in: ClientSession) -> None:
    """`next` leads on until there is no more."""
    await taken(signed_in, *((f"{n}.jpg", jpeg("2467")) for n in range(5)))
    names, before = [], ""
    while True:
        listing = await get(signed_in, f"/api/readings?limit=2{before}")
        names.append([reading["name"] for reading in listing["readings"]])
        if listing["next"] is None:
            break
        before = f"&before={listing['next']}"
    assert names == [["4.jpg", "3.jpg"], ["2.jpg", "1.jpg"], ["0.jpg"]]


async def test_readings_are_found_by_their_digits(signed_in: ClientSession) -> None:
    """Any part of a number, however it is grouped; names are searched too."""
    await read(signed_in, ("cheque.jpg", jpeg("2467")), ("meter_%.jpg", jpeg("1180")))
    for search, found in [
        ("46", ["cheque.jpg"]),
        ("24 67", ["cheque.jpg"]),
        ("1.180", ["meter_%.jpg"]),
        ("999", []),
        ("METER", ["meter_%.jpg"]),
        ("%", ["meter_%.jpg"]),
        ("e_", []),
        ("jpg", ["meter_%.jpg", "cheque.jpg"]),
    ]:
        async with signed_in.get("/api/readings", params={"search": search}) as response:
            assert [reading["name"] for reading in (await response.json())["readings"]] == found, search


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=9999", "unknown=1", f"search={'1' * 300}"])
async def test_a_wrong_question_is_answered_with_what_is_wrong(signed_in: ClientSession, query: str) -> None:
    """Not with a guess."""
    answer = await get(signed_in, f"/api/readings?{query}", status=400)
    assert query.partition("=")[0] in answer["error"]["message"]


async def test_pages_are_shown_as_browsers_can_show_them(signed_in: ClientSession) -> None:
    """The very file where they can; else a JPEG; ink as it was drawn."""
    original = jpeg("2467")
    ids = await taken(
        signed_in,
        ("a.jpg", original),
        ("b.tiff", encoded("TIFF", ("1",), ("2467",))),
        ("c.pdf", encoded("PDF", ("1",))),
    )
    _, answer = await upload(signed_in, ink=INK)
    async with signed_in.get(f"/api/readings/{ids[0]}/pages/0/image") as response:
        assert response.headers["Content-Type"] == "image/jpeg"
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert await response.read() == original
    kind, shown = await picture(signed_in, f"/api/readings/{ids[1]}/pages/1/image")
    assert (kind, shown.size) == ("image/jpeg", (640, 480))
    assert np.abs(np.asarray(shown.convert("L"), int) - page_of("2467")).mean() < 3
    kind, _ = await picture(signed_in, f"/api/readings/{ids[2]}/pages/0/image")
    assert kind == "image/jpeg"
    kind, drawn = await picture(signed_in, f"/api/readings/{answer['readings'][0]['id']}/pages/0/image")
    assert (kind, drawn.size) == ("image/png", (200, 150))
    assert np.asarray(drawn.convert("L")).min() == 0


async def test_thumbnails_are_small_and_made_once(server: Running, signed_in: ClientSession) -> None:
    """At most 320 pixels; asked for again they come from the disk."""
    (reading,) = await read(signed_in, ("a.jpg", jpeg("2467")))
    path = f"/api/readings/{reading['id']}/pages/0/thumbnail"
    _, small = await picture(signed_in, path)
    assert small.size == (320, 240)
    made = {file: file.stat().st_mtime_ns for file in stored_files(server)}
    await picture(signed_in, path)
    assert {file: file.stat().st_mtime_ns for file in stored_files(server)} == made


@pytest.mark.parametrize("page", ["1", "-1", "x", "99999999999"])
async def test_there_is_no_picture_of_a_page_that_is_not_there(signed_in: ClientSession, page: str) -> None:
    """Nor an explanation."""
    (reading,) = await read(signed_in, ("a.jpg", jpeg("2467")))
    for what in ("image", "thumbnail", "explain?line=0&glyph=0"):
        await get(signed_in, f"/api/readings/{reading['id']}/pages/{page}/{what}", status=404)


async def test_a_glyph_of_an_upload_is_explained(signed_in: ClientSession) -> None:
    """By the very crop that the network saw: its own probabilities are those of the explanation's crop."""
    (reading,) = await read(signed_in, ("a.jpg", jpeg("2467", "1180")))
    for line, glyph, digit in ((0, 0, 2), (0, 3, 7), (1, 2, 8)):
        path = f"/api/readings/{reading['id']}/pages/0/explain?line={line}&glyph={glyph}"
        explanation = await get(signed_in, path)
        assert max(range(11), key=explanation["probabilities"].__getitem__) == digit
        assert len(base64.b64decode(explanation["crop"])) == 784
    await get(signed_in, f"/api/readings/{reading['id']}/pages/0/explain?line=2&glyph=0", status=404)
    await get(signed_in, f"/api/readings/{reading['id']}/pages/0/explain?line=0&glyph=9", status=404)
    await get(signed_in, f"/api/readings/{reading['id']}/pages/0/explain?line=0", status=400)


async def test_the_export_keeps_leading_zeros_and_runs_no_formula(signed_in: ClientSession) -> None:
    """Opened in a spreadsheet, 0012 stays 0012 and a file's name stays a name."""
    await read(signed_in, ('=cmd|"c calc"!A1.jpg', jpeg("0012", "34")), ("blank, page.png", encoded("PNG", ())))
    async with signed_in.get("/api/readings.csv") as response:
        assert response.content_type == "text/csv"
        assert "attachment" in response.headers["Content-Disposition"]
        body = await response.read()
    assert body.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    assert header == ["name", "created", "kind", "status", "page", "line", "text", "confidence", "id"]
    assert [(row[0], row[4], row[5], row[6]) for row in rows] == [
        ("blank, page.png", "", "", ""),
        ('\'=cmd|"c calc"!A1.jpg', "1", "1", '="0012"'),
        ('\'=cmd|"c calc"!A1.jpg', "1", "2", '="34"'),
    ]
    assert datetime.fromisoformat(rows[0][1]).tzinfo == UTC


async def test_deleting_leaves_nothing(server: Running, signed_in: ClientSession) -> None:
    """Not the picture, not the thumbnail, not the pages."""
    (reading,) = await read(signed_in, ("a.jpg", jpeg("2467")))
    await picture(signed_in, f"/api/readings/{reading['id']}/pages/0/thumbnail")
    async with signed_in.delete(f"/api/readings/{reading['id']}") as response:
        assert (response.status, await response.read()) == (204, b"")
    await get(signed_in, f"/api/readings/{reading['id']}", status=404)
    assert not stored_files(server)
    async with server.app[DATABASE].reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM read_pages")) == 0


async def test_a_reading_is_cancelled_before_and_while_it_is_read(signed_in: ClientSession) -> None:
    """Cancelled it stays; what was read of it stays too; the others are read."""
    pages = encoded("TIFF", *[("2467", "1180")] * 12)
    ids = await taken(signed_in, *((f"{n}.tiff", pages) for n in range(4)), ("after.jpg", jpeg("1180")))
    for reading_id in ids[:4]:
        async with signed_in.post(f"/api/readings/{reading_id}/cancel") as response:
            assert response.status == 200
            assert (await response.json())["status"] == "cancelled"
    assert (await ended(signed_in, ids[4]))["text"] == "1180"
    for reading_id in ids[:4]:
        assert (await get(signed_in, f"/api/readings/{reading_id}"))["status"] == "cancelled"


async def test_what_is_done_cannot_be_cancelled(signed_in: ClientSession) -> None:
    """The answer shows how it is."""
    (reading,) = await read(signed_in, ("a.jpg", jpeg("2467")))
    async with signed_in.post(f"/api/readings/{reading['id']}/cancel") as response:
        assert (await response.json())["status"] == "done"


async def test_without_keeping_images_only_the_text_stays(start: Start) -> None:
    """The picture goes as soon as it is read, and with it the crops; a cancelled one goes at once."""
    server = await start(keep_images=False)
    async with connected(server) as client:
        await sign_up(client, "ada")
        (reading,) = await read(client, ("a.jpg", jpeg("2467")))
        assert (reading["text"], reading["has_image"]) == ("2467", False)
        one = f"/api/readings/{reading['id']}/pages/0"
        for what in ("image", "thumbnail", "explain?line=0&glyph=0"):
            await get(client, f"{one}/{what}", status=404)
        (waiting,) = await taken(client, ("b.tiff", encoded("TIFF", *[("2467",)] * 9)))
        async with client.post(f"/api/readings/{waiting}/cancel") as response:
            assert (await response.json())["has_image"] is False
        assert not stored_files(server)


async def test_readings_are_deleted_when_their_time_is_over(server: Running, signed_in: ClientSession) -> None:
    """With their pictures; younger ones and those being read stay; 0 days is for ever."""
    old, young = await read(signed_in, ("old.jpg", jpeg("2467")), ("young.jpg", jpeg("1180")))
    async with server.app[DATABASE].writing() as session:
        await session.execute(
            update(StoredReading)
            .where(StoredReading.public_id == old["id"])
            .values(created=datetime(2020, 1, 1, tzinfo=UTC))
        )
    store, storage = server.app[READINGS].store, server.app[READINGS].storage
    await sweep_once(store, storage, 0)
    await get(signed_in, f"/api/readings/{old['id']}")
    await sweep_once(store, storage, 30)
    await get(signed_in, f"/api/readings/{old['id']}", status=404)
    await get(signed_in, f"/api/readings/{young['id']}")
    assert len([path for path in stored_files(server) if path.name == "original"]) == 1


async def test_pictures_that_belong_to_nothing_are_swept(server: Running, signed_in: ClientSession) -> None:
    """Those of a deleted account, say; one that arrived just now may still get its reading."""
    await read(signed_in, ("kept.jpg", jpeg("2467")))
    storage = server.app[READINGS].storage
    stray = [storage.keep(_arrived(storage.new_file())) for _ in range(2)]
    an_hour_ago = utc_now().timestamp() - 3700
    for folder in {file.parent for file in stored_files(server)} - {storage.fetch(stray[1]).parent}:
        os.utime(folder, (an_hour_ago, an_hour_ago))
    await sweep_once(server.app[READINGS].store, storage, 30)
    left = {path.parent.name for path in stored_files(server)}
    assert stray[0] not in left
    assert stray[1] in left
    assert len(left) == 2


def _arrived(path: Path) -> Path:
    path.write_bytes(b"x")
    return path
