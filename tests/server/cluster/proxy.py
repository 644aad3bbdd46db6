"""A door like that of a cluster's proxy, on a real socket, with the real network behind it.

What a cluster does when it has enough to do or when machines die is switched on by a test, at the moment it needs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from server.cluster import wire
from server.cluster.digits import Digits
from tests.server.ports import free_port

Answer = Callable[[web.Request], web.Response]


@dataclass
class Door:
    """`trouble` answers POSTs while it is set, as often as `times` says; `reads` counts those that were read."""

    digits: Digits
    port: int
    trouble: Answer | None = None
    times: int = 0
    reads: int = 0
    refused: int = 0
    crops: list[int] = field(default_factory=list)
    _runner: web.AppRunner | None = None

    @property
    def recogniser(self) -> str:
        """What NUMERAL_RECOGNISER says."""
        return f"ray://127.0.0.1:{self.port}"

    async def open(self) -> None:
        """Listen; after `close` again on the same port."""
        app = web.Application(client_max_size=2**22)
        app.add_routes([web.get(wire.ROUTE, self._about), web.post(wire.ROUTE, self._read)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def close(self) -> None:
        """The whole cluster is gone."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _about(self, request: web.Request) -> web.Response:
        return web.json_response(self.digits.about(), headers={wire.WEIGHTS_HEADER: self.digits.weights})

    async def _read(self, request: web.Request) -> web.Response:
        if self.trouble is not None and self.times:
            self.times -= 1
            self.refused += 1
            return self.trouble(request)
        crops = wire.unpack_crops(await request.read())
        (logits,) = await asyncio.to_thread(self.digits.read, [crops])
        self.reads += 1
        self.crops.append(len(crops))
        return web.Response(body=wire.pack_logits(logits), headers={wire.WEIGHTS_HEADER: self.digits.weights})


def busy(request: web.Request) -> web.Response:
    """As Serve answers when its queues are full."""
    return web.Response(status=429, headers={"Retry-After": "0"})


def died(request: web.Request) -> web.Response:
    """As Serve answers when the replica died under the call."""
    return web.Response(status=500)


def hung_up(request: web.Request) -> web.Response:
    """As it looks when the node died under the call."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response(status=500)


@asynccontextmanager
async def opened_door(digits: Digits) -> AsyncIterator[Door]:
    """A door that listens."""
    door = Door(digits, free_port())
    await door.open()
    try:
        yield door
    finally:
        await door.close()
