"""Garbage, oversize, too fast, wrong order: a typed error each, and the connection goes on."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import ClientSession
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from server.live.pace import STRIKES
from tests.server.accounts_at import sign_up
from tests.server.live.client import ONE, SEVEN, opened
from tests.server.running import Running, Start, connected


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("", "message.not_json"),
        ("nonsense", "message.not_json"),
        ("[1, 2]", "message.not_json"),
        ("{}", "message.unknown_type"),
        ('{"type": "welcome"}', "message.unknown_type"),
        ('{"type": 7}', "message.unknown_type"),
        ('{"type": "ink.points", "seq": 1}', "message.bad_field"),
        ('{"type": "ping", "id": -1, "sent_ms": 0}', "message.bad_field"),
        (
            json.dumps({"type": "ink.points", "seq": 1, "stroke": 0, "points": [[0, 0, 0, 0]] * 600}),
            "message.too_large",
        ),
        ("x" * 70_000, "message.too_large"),
        ('{"type": "hello", "version": 1, "canvas": "again"}', "hello.first"),
        (b"", "frame.bad"),
        (b"\x01\x01garbage", "frame.bad"),
        (b"\x02\x01" + bytes(30), "frame.bad"),
        (bytes(3 * 2**20), "frame.too_large"),
    ],
    ids=str,
)
async def test_a_bad_message_is_answered_and_the_next_one_is_read(
    server: Running, signed_in: ClientSession, bad: str | bytes, code: str
) -> None:
    """Never a stack trace, never a closed socket."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.socket.send(bad)
        error = await page.get("error")
        assert error["code"] == code
        assert error["message"]
        assert error["hint"]
        assert "Traceback" not in json.dumps(error)
        await page.stroke(0, SEVEN)
        assert (await page.reading())["text"] == "7"


@pytest.mark.parametrize("early", ["ping", "ink.clear", "camera.start"])
async def test_the_hello_comes_first(server: Running, signed_in: ClientSession, early: str) -> None:
    """What comes before it is not done; it may still follow."""
    fields: dict[str, Any] = {"ping": {"id": 1, "sent_ms": 0}, "ink.clear": {"seq": 1}, "camera.start": {"id": 1}}
    async with opened(server, signed_in) as page:
        await page.send(early, **fields[early])
        assert (await page.get("error"))["code"] == "hello.first"
        assert (await page.hello())["acked"] == 0


async def test_a_page_of_another_version_is_told_so(server: Running, signed_in: ClientSession) -> None:
    """After an update of the server an old page is still open somewhere."""
    async with opened(server, signed_in) as page:
        await page.send("hello", version=2, canvas="c")
        assert (await page.get("error"))["code"] == "hello.version"
        await page.hello()


async def test_a_message_that_cannot_be_read_leaves_no_gap(server: Running, signed_in: ClientSession) -> None:
    """Its number counts, so that the strokes after it do."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.stroke(0, SEVEN)
        await page.ink("points", stroke=1, points=[["x"]])
        assert (await page.get("error"))["seq"] == 2
        await page.stroke(1, ONE)
        assert (await page.reading())["text"] == "71"


async def test_a_hasty_page_is_slowed_down_and_loses_nothing(start: Start) -> None:
    """Told once, then read at the agreed pace."""
    server = await start(max_messages_per_s=200)
    async with connected(server) as client:
        await sign_up(client, "ada")
        async with opened(server, client) as page:
            await page.hello()
            for _ in range(450):
                await page.stroke(0, ONE)
            reading = await page.reading()
    assert reading["text"] == "1"
    told = [message["code"] for message in page.skipped if message["type"] == "error"]
    assert told == ["message.too_fast"]


async def test_a_page_that_sends_nothing_but_garbage_is_sent_away(server: Running, signed_in: ClientSession) -> None:
    """After many errors in a row."""
    async with opened(server, signed_in) as page:
        await page.hello()
        for _ in range(STRIKES + 20):
            await page.socket.send("garbage")
        assert await page.closed() == 1008
    assert page.skipped[-1]["reason"] == "flooding"


async def test_a_message_many_times_over_the_limit_ends_the_connection(
    server: Running, signed_in: ClientSession
) -> None:
    """It is not read to its end: 1009."""
    async with opened(server, signed_in) as page:
        await page.hello()
        with suppress(ConnectionClosed):  # it may end while the message is still being sent
            await page.socket.send(bytes(9 * 2**20))
        assert await page.closed() == 1009


async def test_any_conversation_is_survived(server: Running, signed_in: ClientSession) -> None:
    """Random messages, right and wrong, in any order; the server answers a ping after all of them."""
    async with opened(server, signed_in) as page:
        await page.hello()

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        @given(
            st.sampled_from(["ink.points", "ink.undo", "ink.clear", "ink.canvas", "ink.explain", "camera.stop"]),
            st.dictionaries(
                st.sampled_from(["seq", "stroke", "points", "width", "height", "pen_px", "id", "line", "glyph"]),
                st.integers(-2, 9) | st.none() | st.lists(st.lists(st.floats(0, 99), max_size=4), max_size=3),
            ),
        )
        def collect(kind: str, fields: dict[str, Any]) -> None:
            conversation.append(json.dumps({"type": kind, **fields}))

        conversation: list[str] = []
        collect()
        for message in conversation[:STRIKES]:
            await page.socket.send(message)
        await page.send("ping", id=77, sent_ms=1)
        assert (await page.get("pong"))["id"] == 77
