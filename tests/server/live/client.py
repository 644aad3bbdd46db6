"""A page of the live socket, made with the `websockets` library: nothing of the server's own stack."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.server.running import Reached

PATIENCE_S = 20
"""Ends a test that would hang; nothing is measured by it."""


class Page:
    """One open socket. What is not asked for is skipped, but kept in `skipped`."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.skipped: list[dict[str, Any]] = []
        self.seq = 0

    async def send(self, kind: str, **fields: Any) -> None:
        """Send a message of that type."""
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def hello(self, canvas: str = "c1") -> dict[str, Any]:
        """Introduce the page; returns the welcome."""
        await self.send("hello", version=1, canvas=canvas)
        return await self.get("welcome")

    async def ink(self, kind: str, **fields: Any) -> int:
        """Send the next ink message; returns its number."""
        self.seq += 1
        await self.send(f"ink.{kind}", seq=self.seq, **fields)
        return self.seq

    async def stroke(self, stroke: int, points: Sequence[tuple[float, float]]) -> int:
        """Send a whole stroke in one message."""
        return await self.ink(
            "points", stroke=stroke, points=[[x, y, 10.0 * i, 0.5] for i, (x, y) in enumerate(points)]
        )

    async def frame(self, number: int, jpeg: bytes, captured_ms: float = 0.0) -> None:
        """Send a camera picture."""
        await self.socket.send(struct.pack(">BBHId", 1, 1, 0, number, captured_ms) + jpeg)

    async def next(self) -> dict[str, Any]:
        """The next message, whatever it is."""
        async with asyncio.timeout(PATIENCE_S):
            return dict(json.loads(await self.socket.recv()))

    async def get(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next message of that type whose fields are as given."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = json.loads(await self.socket.recv())
                if message["type"] == kind and all(message[name] == value for name, value in fields.items()):
                    return dict(message)
                self.skipped.append(message)

    async def reading(self, seq: int | None = None) -> dict[str, Any]:
        """The reading of the ink up to `seq` (the last message sent)."""
        wanted = self.seq if seq is None else seq
        return dict((await self.get("ink.reading", seq=wanted))["reading"])

    async def closed(self) -> int:
        """Wait for the socket's end; returns the code that it was closed with."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    self.skipped.append(json.loads(await self.socket.recv()))
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd is not None else 1006


def cookies(client: ClientSession) -> str:
    """The Cookie header of a signed-in client."""
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in client.cookie_jar)


@asynccontextmanager
async def opened(server: Reached, client: ClientSession, **options: Any) -> AsyncIterator[Page]:
    """A socket of whoever `client` is signed in as; no hello was said yet."""
    address = server.origin.replace("http", "ws", 1) + "/live"
    headers = {"Cookie": cookies(client)}
    given = {"origin": server.origin, "additional_headers": headers, "max_size": 2**24, **options}
    async with connect(address, **given) as socket:
        yield Page(socket)


ONE = [(110.0, 10.0), (110.0, 40.0), (110.0, 70.0), (110.0, 100.0)]
SEVEN = [(10.0, 10.0), (35.0, 10.0), (60.0, 10.0), (48.0, 40.0), (35.0, 100.0)]
