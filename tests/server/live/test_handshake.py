"""Who gets a socket, how it begins, and how it ends."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession
from websockets.exceptions import InvalidStatus

from server.live.routes import SURROUNDINGS
from server.settings import Settings
from tests.server.accounts_at import is_signed_in, post, sign_in, sign_up
from tests.server.live.client import ONE, opened
from tests.server.running import Running, Start, connected, running


async def status_of_handshake(server: Running, client: ClientSession, **options: object) -> int:
    with pytest.raises(InvalidStatus) as refused:
        async with opened(server, client, **options):
            pass
    return refused.value.response.status_code


async def test_without_a_session_there_is_no_handshake(server: Running, client: ClientSession) -> None:
    """Plain 401: nothing was upgraded."""
    assert await status_of_handshake(server, client) == 401


async def test_another_site_cannot_open_a_socket(server: Running, signed_in: ClientSession) -> None:
    """Browsers send cookies along with sockets that any page opens: the origin is what tells."""
    assert await status_of_handshake(server, signed_in, origin="https://evil.example") == 403
    assert await status_of_handshake(server, signed_in, origin=None) == 403


async def test_too_many_sockets_of_one_user_are_refused(start: Start) -> None:
    """Others still get theirs, and a closed one makes room."""
    server = await start(max_live=1)
    async with connected(server) as ada, connected(server) as bob:
        await sign_up(ada, "ada")
        await sign_up(bob, "bob")
        async with opened(server, ada) as first, opened(server, bob) as other:
            await first.hello()
            await other.hello()
            assert await status_of_handshake(server, ada) == 429
        async with opened(server, ada) as again:
            await again.hello()


async def test_the_welcome_says_what_the_page_needs(start: Start) -> None:
    """Limits come from the settings."""
    server = await start(max_points=7, max_messages_per_s=50, heartbeat_s=3)
    async with connected(server) as client:
        await sign_up(client, "ada")
        async with opened(server, client) as page:
            welcome = await page.hello("canvas-1")
    assert welcome["version"] == 1
    assert (welcome["canvas"], welcome["acked"], welcome["heartbeat_s"]) == ("canvas-1", 0, 3)
    assert welcome["limits"]["points_per_message"] == 7
    assert welcome["limits"]["messages_per_s"] == 50


async def test_signing_out_closes_the_sockets_of_that_session(server: Running, signed_in: ClientSession) -> None:
    """At once, with the code that tells the page not to come back; another session stays."""
    async with connected(server) as elsewhere:
        await sign_in(elsewhere, "ada")
        async with opened(server, signed_in) as page, opened(server, elsewhere) as other:
            await page.hello()
            await other.hello("other")
            await post(signed_in, "/sign-out")
            bye = await page.get("bye")
            assert (bye["reason"], bye["reconnect_after_ms"]) == ("session_ended", None)
            assert await page.closed() == 4401
            await other.send("ping", id=1, sent_ms=0)
            await other.get("pong", id=1)


async def test_a_session_ended_from_another_device_closes_its_sockets(
    server: Running, signed_in: ClientSession
) -> None:
    """“End the others” on one device reaches the sockets of all others."""
    async with connected(server) as elsewhere:
        await sign_in(elsewhere, "ada")
        async with opened(server, elsewhere) as page:
            await page.hello()
            await post(signed_in, "/account/sessions/end-others")
            assert await page.closed() == 4401
        assert not await is_signed_in(elsewhere)


async def test_ink_of_who_signed_out_is_forgotten(server: Running, signed_in: ClientSession) -> None:
    """Whoever signs in next on that computer starts with an empty canvas."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.stroke(0, ONE)
        await page.reading()
        await post(signed_in, "/sign-out")
        await page.closed()
    await sign_in(signed_in, "ada")
    async with opened(server, signed_in) as page:
        assert (await page.hello())["acked"] == 0


async def test_a_stopping_server_asks_its_pages_to_come_back(tmp_path: Path) -> None:
    """A restart is no error to show: the page learns when to try again."""
    stack = AsyncExitStack()
    server = await stack.enter_async_context(running(Settings(data_dir=tmp_path, port=0, host="127.0.0.1")))
    async with connected(server) as client:
        await sign_up(client, "ada")
        async with opened(server, client) as page:
            await page.hello()
            stopping = asyncio.create_task(stack.aclose())
            bye = await page.get("bye")
            assert bye["reason"] == "restarting"
            assert bye["reconnect_after_ms"] > 0
            assert await page.closed() == 1012
            await stopping


async def test_the_same_canvas_on_a_second_socket_replaces_the_first(server: Running, signed_in: ClientSession) -> None:
    """A page that reconnects before its old line is seen to be dead takes its ink along."""
    async with opened(server, signed_in) as old, opened(server, signed_in) as new:
        await old.hello("same")
        await old.stroke(0, ONE)
        await old.reading()
        assert (await new.hello("same"))["acked"] == 1
        assert (await new.reading(1))["text"] == "1"
        assert (await old.get("bye"))["reason"] == "replaced"
        assert await old.closed() == 4409


async def test_a_silent_page_is_sent_away(start: Start) -> None:
    """After nine heartbeats without a word."""
    server = await start(heartbeat_s=0.02)
    async with connected(server) as client:
        await sign_up(client, "ada")
        async with opened(server, client) as page:
            assert await page.closed() == 4408
    assert page.skipped[-1] == {"type": "bye", "reason": "idle", "reconnect_after_ms": None}


async def test_sockets_that_end_leave_nothing_behind(server: Running, signed_in: ClientSession) -> None:
    """However they end: a line that breaks, a page that closes."""
    hub = server.app[SURROUNDINGS].hub
    async with opened(server, signed_in) as page, opened(server, signed_in) as broken:
        await page.hello("a")
        await broken.hello("b")
        broken.socket.transport.abort()
        gone = [connection.gone for connection in hub.of_user(1)]
    for end in gone:
        await end.wait()
    assert not hub.of_user(1)
