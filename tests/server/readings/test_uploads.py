"""Files in, digits out, by way of the disk, the queue and the real reader."""

from __future__ import annotations

import io
from typing import Any

import jsonschema
import pypdfium2
import pytest
from aiohttp import ClientSession, FormData
from PIL import Image

from server.readings.verdicts import verdict_of
from tests.server.accounts_at import sign_up
from tests.server.live.client import ONE, SEVEN, opened
from tests.server.pictures import jpeg, page_of
from tests.server.readings.uploads import MULTIPART, ended, get, read, stored_files, taken, upload
from tests.server.running import Running, Start, connected
from vision import schema

INK: dict[str, Any] = {"strokes": [SEVEN, ONE], "width": 200, "height": 150, "pen_px": 8}


def encoded(kind: str, *pages: tuple[str, ...]) -> bytes:
    first, *rest = [Image.fromarray(page_of(*lines)) for lines in pages]
    file = io.BytesIO()
    many = {"save_all": True, "append_images": rest} if rest else {}
    first.save(file, kind, **many)
    return file.getvalue()


async def test_a_picture_is_read(signed_in: ClientSession) -> None:
    """The whole way, with the answer in the published shape."""
    (reading,) = await read(signed_in, ("amount.jpg", jpeg("2467", "1180")))
    assert reading["status"] == "done"
    assert reading["text"] == "2467\n1180"
    assert (reading["name"], reading["kind"], reading["pages"], reading["pages_done"]) == ("amount.jpg", "jpeg", 1, 1)
    assert reading["has_image"]
    assert reading["error"] is None
    (page,) = reading["page_readings"]
    jsonschema.validate(page, schema())
    assert reading["confidence"] == pytest.approx(min(line["confidence"] for line in page["lines"]), abs=1e-4)
    assert reading["verdict"] == verdict_of({line["verdict"] for line in page["lines"]})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("scan.png", encoded("PNG", ("2467",)), "png"),
        ("lies.jpg", encoded("BMP", ("2467",)), "bmp"),
        ("nothing", encoded("WEBP", ("2467",)), "webp"),
    ],
)
async def test_the_content_says_what_it_is(signed_in: ClientSession, name: str, content: bytes, kind: str) -> None:
    """Whatever the name says."""
    (reading,) = await read(signed_in, (name, content))
    assert (reading["kind"], reading["text"]) == (kind, "2467")


@pytest.mark.parametrize(
    ("verdicts", "together"),
    [
        ({"accept"}, "accept"),
        ({"accept", "ignore"}, "accept"),
        ({"accept", "ask", "ignore"}, "ask"),
        ({"ignore", None}, "ignore"),
        ({None}, None),
        (set(), None),
    ],
)
def test_one_number_in_doubt_puts_a_reading_in_doubt(verdicts: set[Any], together: str | None) -> None:
    """What is perhaps no number counts only where there is nothing else."""
    assert verdict_of(verdicts) == together


async def test_every_page_is_kept(signed_in: ClientSession) -> None:
    """In order, each with its own reading."""
    (reading,) = await read(signed_in, ("pages.tiff", encoded("TIFF", ("2467",), (), ("1180",))))
    assert (reading["pages"], reading["pages_done"]) == (3, 3)
    assert [page["text"] for page in reading["page_readings"]] == ["2467", "", "1180"]
    assert reading["text"] == "2467\n1180"


async def test_a_pdf_is_read_page_by_page(signed_in: ClientSession) -> None:
    """Blank pages are pages too."""
    (reading,) = await read(signed_in, ("scan.pdf", encoded("PDF", ("2467",), ("1180",))))
    assert (reading["kind"], reading["text"]) == ("pdf", "2467\n1180")
    blank = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 100).close()
    document.save(blank)
    document.close()
    (reading,) = await read(signed_in, ("blank.pdf", blank.getvalue()))
    assert (reading["status"], reading["text"], reading["confidence"]) == ("done", "", None)


async def test_ink_is_read_and_kept_like_a_file(signed_in: ClientSession) -> None:
    """A drawing that was saved."""
    status, answer = await upload(signed_in, ink=INK)
    assert status == 202
    reading = await ended(signed_in, answer["readings"][0]["id"])
    assert (reading["kind"], reading["name"], reading["text"]) == ("ink", "Drawing", "71")
    assert reading["page_readings"][0]["source"] == "ink"


async def test_one_bad_file_does_not_spoil_the_others(signed_in: ClientSession) -> None:
    """Each is told what is wrong with it."""
    status, answer = await upload(
        signed_in,
        ("good.jpg", jpeg("2467")),
        ("words.txt", b"hello"),
        ("empty.png", b""),
        ("cut.png", encoded("PNG", ("1",))[:20]),
        ("also good.png", encoded("PNG", ("1180",))),
        ink={"strokes": [[["x"]]]},
    )
    assert status == 202
    assert [reading["name"] for reading in answer["readings"]] == ["good.jpg", "also good.png"]
    told = {rejected["name"]: rejected["error"]["code"] for rejected in answer["rejected"]}
    assert told == {
        "words.txt": "source.unknown_format",
        "empty.png": "source.empty",
        "cut.png": "source.broken",
        "Drawing": "ink.bad",
    }
    assert all(rejected["error"]["hint"] for rejected in answer["rejected"])


async def test_damage_further_in_fails_the_reading_or_only_its_page(signed_in: ClientSession) -> None:
    """It is found when the page is read; a document's other pages are read all the same."""
    pages = bytearray(encoded("TIFF", ("2467",), ("1180",)))
    whole = len(pages)
    for at in range(4):  # the width of the second page becomes an absurd one, far past the picture's end
        pages[_second_width(bytes(pages)) + at] = 0xFF
    cut, partly = await read(
        signed_in, ("cut.png", encoded("PNG", ("1",))[:400]), ("partly.tiff", bytes(pages[:whole]))
    )
    assert (cut["status"], cut["error"]["code"]) == ("failed", "source.broken")
    assert cut["page_readings"] == [{"error": cut["error"]}]
    assert (partly["status"], partly["pages_done"], partly["text"], partly["error"]) == ("done", 2, "2467", None)
    assert partly["page_readings"][0]["text"] == "2467"
    assert partly["page_readings"][1]["error"]["code"] in ("source.broken", "source.too_many_pixels")


def _second_width(tiff: bytes) -> int:
    """Where the value of the second page's ImageWidth (tag 256) lies in a little-endian TIFF."""
    first = int.from_bytes(tiff[4:8], "little")
    entries = int.from_bytes(tiff[first : first + 2], "little")
    at = first + 2 + 12 * entries
    second = int.from_bytes(tiff[at : at + 4], "little")
    assert int.from_bytes(tiff[second + 2 : second + 4], "little") == 256
    return second + 2 + 8


async def test_when_no_file_is_taken_the_status_says_so(signed_in: ClientSession) -> None:
    """With the same body, so that a page shows each file's trouble."""
    status, answer = await upload(signed_in, ("words.txt", b"hello"))
    assert (status, answer["readings"]) == (422, [])
    assert answer["rejected"][0]["error"]["code"] == "source.unknown_format"


async def test_the_limit_of_one_file_is_reachable_and_no_further(start: Start) -> None:
    """A byte more is refused; the files around it are read."""
    picture = encoded("BMP", ("2467",))
    server = await start(max_upload_bytes=len(picture))
    async with connected(server) as client:
        await sign_up(client, "ada")
        status, answer = await upload(
            client, ("over.bmp", picture + b"\0"), ("at.bmp", picture), ("far over.bmp", picture * 3)
        )
        assert status == 202
        assert [reading["name"] for reading in answer["readings"]] == ["at.bmp"]
        assert {rejected["error"]["code"] for rejected in answer["rejected"]} == {"source.too_many_bytes"}
        assert (await ended(client, answer["readings"][0]["id"]))["text"] == "2467"


async def test_a_large_upload_is_not_stopped_by_the_framework_s_own_limit(signed_in: ClientSession) -> None:
    """aiohttp stops bodies at a megabyte or so unless told otherwise."""
    large = io.BytesIO()
    Image.fromarray(page_of("2467", size=(2000, 2000))).save(large, "BMP")
    assert len(large.getvalue()) > 3_900_000
    (reading,) = await read(signed_in, ("large.bmp", large.getvalue()))
    assert reading["text"] == "2467"


async def test_more_files_than_allowed_are_refused_one_by_one(start: Start) -> None:
    """The first ones are read."""
    server = await start(max_files=2)
    async with connected(server) as client:
        await sign_up(client, "ada")
        status, answer = await upload(client, *((f"{n}.jpg", jpeg("2467")) for n in range(4)))
    assert status == 202
    assert [reading["name"] for reading in answer["readings"]] == ["0.jpg", "1.jpg"]
    assert [rejected["error"]["code"] for rejected in answer["rejected"]] == ["upload.too_many_files"] * 2


async def test_pages_and_pixels_are_limited_before_anything_is_decoded(start: Start) -> None:
    """By the header."""
    server = await start(max_pages=1, max_pixels=640 * 480)
    async with connected(server) as client:
        await sign_up(client, "ada")
        status, answer = await upload(
            client,
            ("two.tiff", encoded("TIFF", ("1",), ("2",))),
            ("large.png", blank_png(641, 480)),
        )
    assert status == 422
    codes = [rejected["error"]["code"] for rejected in answer["rejected"]]
    assert codes == ["source.too_many_pages", "source.too_many_pixels"]


def blank_png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("L", (width, height)).save(file, "PNG")
    return file.getvalue()


async def test_what_is_no_upload_is_refused(signed_in: ClientSession) -> None:
    """Another kind of body, and a form without a file."""
    async with signed_in.post("/api/readings", json={"files": []}) as response:
        assert response.status == 415
        assert (await response.json())["error"]["code"] == "upload.not_multipart"
    async with signed_in.post("/api/readings", data=FormData({"other": "x"}, default_to_multipart=True)) as response:
        assert response.status == 400
        assert (await response.json())["error"]["code"] == "upload.nothing"
    cut = b'--x\r\nContent-Disposition: form-data; name="files"\r\n\r\nab'
    for body in (b"", b"--x", b"--x\r\nno form at all", cut):
        async with signed_in.post("/api/readings", data=body, headers=MULTIPART) as response:
            assert response.status == 400, body
            assert (await response.json())["error"]["code"] == "upload.broken"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ('say "7".png', 'say "7".png'),
        ("ü€ 数.png", "ü€ 数.png"),
        ("x" * 400 + ".png", "x" * 255),
    ],
)
async def test_names_are_shown_without_what_does_not_belong_there(
    signed_in: ClientSession, given: str, shown: str
) -> None:
    """No folders, not too long. On disk they are never used."""
    _, answer = await upload(signed_in, (given, encoded("PNG", ("1",))))
    assert answer["readings"][0]["name"] == shown


async def test_progress_comes_over_the_socket(server: Running, signed_in: ClientSession) -> None:
    """To all of the user's pages, and to nobody else's."""
    async with connected(server) as other:
        await sign_up(other, "bob")
        async with opened(server, signed_in) as page, opened(server, other) as theirs:
            await page.hello()
            await theirs.hello()
            (reading_id,) = await taken(signed_in, ("pages.tiff", encoded("TIFF", ("2467",), ("1180",))))
            while True:
                progress = (await page.get("reading.progress"))["reading"]
                assert progress["id"] == reading_id
                if progress["status"] == "done":
                    break
            assert (progress["pages_done"], progress["text"]) == (2, "2467\n1180")
            await theirs.send("ping", id=1, sent_ms=0)
            await theirs.get("pong")
            assert not theirs.skipped


async def test_nobody_reads_another_s_readings(server: Running, signed_in: ClientSession) -> None:
    """They are not there: every way to them answers 404."""
    (reading,) = await read(signed_in, ("a.jpg", jpeg("2467")))
    one = f"/api/readings/{reading['id']}"
    async with connected(server) as other:
        await sign_up(other, "bob")
        assert (await get(other, "/api/readings"))["readings"] == []
        for path in ("", "/pages/0/image", "/pages/0/thumbnail", "/pages/0/explain?line=0&glyph=0"):
            await get(other, one + path, status=404)
        await get(other, f"/api/readings?before={reading['id']}", status=404)
        async with other.delete(one) as response:
            assert response.status == 404
        async with other.post(one + "/cancel") as response:
            assert response.status == 404
        async with other.get("/api/readings.csv") as response:
            assert "2467" not in await response.text()
    await get(signed_in, one)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/readings"),
        ("GET", "/api/readings"),
        ("GET", "/api/readings.csv"),
        ("GET", "/api/readings/x"),
        ("DELETE", "/api/readings/x"),
        ("POST", "/api/readings/x/cancel"),
        ("GET", "/api/readings/x/pages/0/image"),
        ("GET", "/api/readings/x/pages/0/thumbnail"),
        ("GET", "/api/readings/x/pages/0/explain?line=0&glyph=0"),
    ],
)
async def test_all_of_it_needs_a_session(client: ClientSession, method: str, path: str) -> None:
    """401 before anything is looked up or read."""
    async with client.request(method, path) as response:
        assert response.status == 401
        assert (await response.json())["error"]["code"] == "session.required"


async def test_nothing_is_left_of_what_was_refused(server: Running, signed_in: ClientSession) -> None:
    """No file lies about that belongs to no reading."""
    await upload(signed_in, ("words.txt", b"hello"), ("cut.png", encoded("PNG", ("1",))[:20]))
    assert not stored_files(server)
