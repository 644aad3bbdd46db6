"""A browser that stops reading costs only itself: over loopback, with kernel buffers as small as they get."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiohttp import ClientSession

from server.live.connection import Connection
from server.live.routes import SURROUNDINGS, UNSENT_BYTES
from tests.server.live.client import ONE, SEVEN, Page, opened
from tests.server.running import Running

BUFFER_BYTES = 4096
ENOUGH_ROUNDS = 3000


@asynccontextmanager
async def stalled(server: Running, client: ClientSession) -> AsyncIterator[Page]:
    """A page whose network takes a few kilobytes, and which reads nothing after its welcome."""
    address = urlsplit(server.origin)
    end = socket.socket()
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
    end.connect((address.hostname, address.port))
    end.setblocking(False)
    async with opened(server, client, sock=end, max_queue=1, close_timeout=0.1) as page:
        await page.hello("stalled")
        yield page
        page.socket.transport.abort()


def connection_of(server: Running, canvas: str) -> Connection:
    hub = server.app[SURROUNDINGS].hub
    (found,) = [held for held in hub.of_user(1) if held.canvas == canvas]
    return found


async def test_a_stalled_browser_costs_only_itself(server: Running, signed_in: ClientSession) -> None:
    """It draws and reads nothing: newer readings replace its unsent ones, little waits, and others are served."""
    async with stalled(server, signed_in) as mute, opened(server, signed_in) as page:
        await page.hello("lively")
        held = connection_of(server, "stalled")
        transport = held._ws._req.transport  # type: ignore[union-attr]
        assert transport is not None
        await page.stroke(0, ONE)
        most_waiting = 0
        for round_ in range(ENOUGH_ROUNDS):
            await mute.stroke(round_ % 12, [(x + 60 * (round_ % 12), y) for x, y in SEVEN])
            if round_ % 12 == 11:
                await mute.ink("clear")
            await page.ink("undo")
            await page.stroke(0, ONE)
            assert (await page.reading())["text"] == "1"
            most_waiting = max(most_waiting, transport.get_write_buffer_size())
            if held._writer.replaced >= 20:
                break
        assert held._writer.replaced >= 20
        assert most_waiting <= 3 * UNSENT_BYTES
        assert len(held._writer._newest) <= 2
