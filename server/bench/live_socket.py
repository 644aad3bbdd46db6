"""One live socket, by the `websockets` library. What comes is decoded as far as the bench looks at it."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus

from server.bench.errors import NoServer, NotSignedIn
from server.bench.site import Site

OPEN_WITHIN_S = 60.0
MAX_BYTES = 2**24
FRAME = struct.Struct(">BBHId")


class Read(msgspec.Struct):
    """As much of a reading as counts."""

    text: str = ""


class Word(msgspec.Struct):
    """A message of the server."""

    type: str
    seq: int | None = None
    frame: int = -1
    captured_ms: float = 0.0
    dropped: int = 0
    code: str = ""
    reading: Read | None = None

    @property
    def digits(self) -> int:
        """How many were read."""
        return sum(map(str.isdigit, self.reading.text)) if self.reading else 0


_DECODER = msgspec.json.Decoder(Word)


def now_ms() -> float:
    """The client's clock."""
    return time.perf_counter() * 1e3


class LiveSocket:
    """A socket that said hello and was welcomed."""

    def __init__(self, socket: ClientConnection) -> None:
        self.raw = socket
        self.seq = 0

    async def send(self, kind: str, **fields: Any) -> None:
        """Send a message of that type."""
        await self.raw.send(json.dumps({"type": kind, **fields}))

    async def ink(self, kind: str, **fields: Any) -> int:
        """Send the next ink message; returns its number."""
        self.seq += 1
        seq = self.seq
        await self.send(f"ink.{kind}", seq=seq, **fields)
        return seq

    async def frame(self, number: int, jpeg: bytes) -> float:
        """Send a camera picture, captured now; returns when that was."""
        captured_ms = now_ms()
        await self.raw.send(FRAME.pack(1, 1, 0, number, captured_ms) + jpeg)
        return captured_ms

    async def next(self, *kinds: str) -> Word:
        """The next message of one of these types. Raises ConnectionClosed."""
        while True:
            data = await self.raw.recv(decode=False)
            word = _DECODER.decode(data)
            if word.type in kinds:
                return word


@asynccontextmanager
async def live_socket(site: Site) -> AsyncIterator[LiveSocket]:
    """Open a socket with a canvas of its own. Raises NoServer and NotSignedIn."""
    options: dict[str, Any] = {"origin": site.origin, "compression": None, "max_size": MAX_BYTES, "ssl": site.tls}
    options |= {"open_timeout": OPEN_WITHIN_S, "ping_interval": None, "close_timeout": 2}
    try:
        socket = await connect(site.live, additional_headers={"Cookie": site.cookie}, **options)
    except InvalidStatus as error:
        raise NotSignedIn(f"{site.live} answered {error.response.status_code} to the handshake.") from error
    except (OSError, TimeoutError, InvalidHandshake) as error:
        raise NoServer(f"{site.live} does not take sockets: {error}") from error
    async with socket:
        opened = LiveSocket(socket)
        await opened.send("hello", version=1, canvas=f"bench-{token_hex(8)}")
        await opened.next("welcome")
        yield opened
