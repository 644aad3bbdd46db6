"""Every recording, by every door: what the server answers is what the reader reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from server.live.routes import SURROUNDINGS
from tests.server.live.client import opened
from tests.server.readings.uploads import read
from tests.server.running import Running
from vision import Document, Ink, Photo, Reader, Reading, frame_opinions
from vision.scene_mender import SceneMender

RECORDINGS = Path(__file__).parents[1] / "recordings"
ANSWERS: dict[str, list[list[str]]] = json.loads((RECORDINGS / "answers.json").read_text("utf-8"))
INKS = [name for name in ANSWERS if name.endswith(".json")]
FILES = [name for name in ANSWERS if name not in INKS]
PICTURES = [name for name in FILES if name.endswith(".jpg")]
POINTS = 8


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """The reader without a server."""
    with Reader.open() as opened_reader:
        yield opened_reader


def same(answer: dict[str, Any], reading: Reading) -> None:
    """Text, places and strokes to the letter; probabilities but for the rounding of another batch size."""
    expected = reading.to_json()
    assert answer["text"] == expected["text"]
    assert (answer["width"], answer["height"]) == (expected["width"], expected["height"])
    for line, line_ in zip(answer["lines"], expected["lines"], strict=True):
        assert line["confidence"] == pytest.approx(line_["confidence"], abs=1e-3)
        for glyph, glyph_ in zip(line["glyphs"], line_["glyphs"], strict=True):
            assert (glyph["digit"], glyph["box"], glyph["strokes"]) == (
                glyph_["digit"],
                glyph_["box"],
                glyph_["strokes"],
            )
            assert glyph["probabilities"] == pytest.approx(glyph_["probabilities"], abs=1e-3)


@pytest.mark.parametrize("name", INKS)
async def test_ink_drawn_over_the_socket(server: Running, signed_in: ClientSession, reader: Reader, name: str) -> None:
    """A few points at a time, stroke by stroke."""
    ink = json.loads((RECORDINGS / name).read_text("utf-8"))
    size = {key: ink[key] for key in ("width", "height", "pen_px")}
    async with opened(server, signed_in) as page:
        await page.hello(name.removesuffix(".json"))
        await page.ink("canvas", **size)
        for number, stroke in enumerate(ink["strokes"]):
            for start in range(0, len(stroke), POINTS):
                await page.stroke(number, stroke[start : start + POINTS])
        answer = await page.reading()
    same(answer, reader.read(Ink.from_points(ink["strokes"], **size)))


def as_a_frame(reader: Reader, picture: bytes) -> Reading:
    """What the reader says of a picture when it has a frame's time for it."""
    prepared, logits = reader.classify(reader.prepare(Photo(picture), SceneMender()))
    return reader.finish(prepared, logits, second_opinions=frame_opinions(prepared), thorough=False, chains=True)


async def test_pictures_shown_to_the_camera(server: Running, signed_in: ClientSession, reader: Reader) -> None:
    """One after the other on one socket, each a new scene."""
    largest = server.app[SURROUNDINGS].limits.frame_bytes
    async with opened(server, signed_in) as page:
        await page.hello()
        for number, name in enumerate(PICTURES):
            picture = (RECORDINGS / name).read_bytes()
            assert len(picture) < largest
            await page.send("camera.start", id=number)
            await page.frame(number, picture)
            same((await page.get("camera.reading", frame=number))["reading"], as_a_frame(reader, picture))


async def test_files_uploaded_together(signed_in: ClientSession, reader: Reader) -> None:
    """Every kind and every page."""
    uploaded = await read(signed_in, *((name, (RECORDINGS / name).read_bytes()) for name in FILES))
    for name, found in zip(FILES, uploaded, strict=True):
        document = Document.open(RECORDINGS / name)
        assert (found["name"], found["status"], found["pages"]) == (name, "done", document.pages)
        for number, page in enumerate(found["page_readings"]):
            same(page, reader.read(document.page(number)))
