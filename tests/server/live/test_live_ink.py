"""Drawing over a real socket with the real reader."""

from __future__ import annotations

import base64
import threading
from collections.abc import Sequence

import numpy as np
import pytest
from aiohttp import ClientSession

from server.live.routes import SURROUNDINGS
from tests.server.accounts_at import sign_up
from tests.server.live.client import ONE, SEVEN, opened
from tests.server.running import Running, connected
from tests.vision.test_ink_lines import loops
from vision.line_posterior import LinePosterior
from vision.line_reader import LineReader


async def test_a_drawn_number_is_read_while_it_is_drawn(server: Running, signed_in: ClientSession) -> None:
    """Point by point; the boxes and strokes are those of the canvas."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.ink("canvas", width=640, height=480, pen_px=8)
        for point in SEVEN:
            await page.stroke(0, [point])
        assert (await page.reading())["text"] == "7"
        await page.stroke(1, ONE)
        reading = await page.reading()
    assert reading["text"] == "71"
    assert (reading["source"], reading["width"], reading["height"]) == ("ink", 640, 480)
    assert [glyph["strokes"] for glyph in reading["lines"][0]["glyphs"]] == [[0], [1]]
    assert len(reading["lines"][0]["glyphs"][0]["probabilities"]) == 11


async def test_joined_digits_are_read_off_the_loop(
    server: Running, signed_in: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second look takes as long as ten strokes: it must not hold up those of others."""
    threads: list[threading.Thread] = []
    read = LineReader.read

    def watched(self: LineReader, lines: Sequence[np.ndarray]) -> list[LinePosterior]:
        threads.append(threading.current_thread())
        return read(self, lines)

    monkeypatch.setattr(LineReader, "read", watched)
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.stroke(0, loops(3))
        reading = await page.reading()
    assert reading["text"] == "000"
    assert [glyph["strokes"] for glyph in reading["lines"][0]["glyphs"]] == [[0], [0], [0]]
    assert threads and threading.main_thread() not in threads


async def test_undo_and_clear_are_read_too(server: Running, signed_in: ClientSession) -> None:
    """An empty canvas reads as nothing, and says so."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.stroke(0, SEVEN)
        await page.stroke(1, ONE)
        assert (await page.reading())["text"] == "71"
        await page.ink("undo")
        assert (await page.reading())["text"] == "7"
        await page.ink("clear")
        reading = await page.reading()
        assert (reading["text"], reading["lines"]) == ("", [])
        await page.stroke(0, ONE)
        assert (await page.reading())["text"] == "1"


async def test_the_newest_ink_is_read_not_every_message(server: Running, signed_in: ClientSession) -> None:
    """What gathers while a reading is made goes into the next one together; the last is never left out."""
    async with opened(server, signed_in) as page:
        await page.hello()
        for _ in range(150):
            await page.stroke(0, ONE[:1])
        await page.stroke(0, ONE[1:])
        assert (await page.reading())["text"] == "1"
    readings = [message["seq"] for message in page.skipped if message["type"] == "ink.reading"]
    assert readings == sorted(set(readings))


async def test_ink_comes_back_after_the_line_broke(server: Running, signed_in: ClientSession) -> None:
    """No stroke is lost: the page sends what was not acknowledged, and its canvas is read at once."""
    async with opened(server, signed_in) as page:
        await page.hello("kept")
        await page.stroke(0, SEVEN)
        await page.reading()
        (connection,) = server.app[SURROUNDINGS].hub.of_user(1)
        page.socket.transport.abort()
        await connection.gone.wait()
    async with opened(server, signed_in) as page:
        assert (await page.hello("kept"))["acked"] == 1
        assert (await page.reading(1))["text"] == "7"
        page.seq = 1
        await page.stroke(1, ONE)
        assert (await page.reading())["text"] == "71"


async def test_another_user_does_not_get_the_ink(server: Running, signed_in: ClientSession) -> None:
    """A canvas id is no secret."""
    async with opened(server, signed_in) as page, connected(server) as other:
        await page.hello("shared")
        await page.stroke(0, SEVEN)
        await page.reading()
        await sign_up(other, "bob")
        async with opened(server, other) as theirs:
            assert (await theirs.hello("shared"))["acked"] == 0
        await page.send("ping", id=1, sent_ms=0)
        await page.get("pong")


async def test_a_page_fills_the_gap_it_is_told_of(server: Running, signed_in: ClientSession) -> None:
    """Once told, once mended."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.stroke(0, SEVEN)
        page.seq = 2
        await page.stroke(1, ONE)
        error = await page.get("error")
        assert (error["code"], error["seq"]) == ("ink.gap", 1)
        page.seq = error["seq"]
        await page.ink("canvas", width=200, height=200, pen_px=8)
        await page.stroke(1, ONE)
        assert (await page.reading())["text"] == "71"


async def test_why_a_digit_was_read(server: Running, signed_in: ClientSession) -> None:
    """What the network saw, its feature maps, where it looked."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.stroke(0, SEVEN)
        await page.reading()
        await page.send("ink.explain", id=9, line=0, glyph=0)
        explanation = (await page.get("ink.explanation", id=9))["explanation"]
    assert len(base64.b64decode(explanation["crop"])) == 28 * 28
    assert explanation["maps"]
    assert max(range(11), key=explanation["probabilities"].__getitem__) == 7
    assert len(explanation["occlusion"]) == 28


async def test_what_was_not_read_cannot_be_explained(server: Running, signed_in: ClientSession) -> None:
    """Before the first reading, and beyond its end."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.send("ink.explain", id=1, line=0, glyph=0)
        assert (await page.get("error"))["code"] == "ink.no_such_glyph"
        await page.stroke(0, SEVEN)
        await page.reading()
        await page.send("ink.explain", id=2, line=0, glyph=1)
        assert (await page.get("error"))["code"] == "ink.no_such_glyph"
