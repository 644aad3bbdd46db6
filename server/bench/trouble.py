"""Clients as they should not be: slow, stalled, lying and vanishing. Raw sockets, since no library lies."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Self
from urllib.parse import urlsplit

from server.bench.material import film, page
from server.bench.site import Site

TEXT, BINARY = 0x81, 0x82
PAUSE_S = 0.2
OPEN_WITHIN_S = 20.0


class Rude:
    """A TCP connection that says what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, site: Site) -> Self:
        """Open a connection."""
        place = urlsplit(site.origin)
        port = place.port or (443 if site.tls else 80)
        return cls(*await asyncio.open_connection(place.hostname, port, ssl=site.tls, limit=2**16))

    async def say(self, data: bytes) -> None:
        """Send bytes as they are; waits while the other side takes none."""
        self.writer.write(data)
        await self.writer.drain()

    async def shake_hands(self, site: Site) -> None:
        """Make it a live socket that said hello."""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /live HTTP/1.1", f"Host: {urlsplit(site.origin).netloc}", f"Origin: {site.origin}",
            f"Cookie: {site.cookie}", "Connection: Upgrade", "Upgrade: websocket",
            f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        ]  # fmt: skip
        await self.say(("\r\n".join(lines) + "\r\n\r\n").encode())
        async with asyncio.timeout(OPEN_WITHIN_S):
            answer = await self.reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in answer:
            raise ConnectionError("no handshake")
        await self.tell("hello", version=1, canvas=f"rude-{os.urandom(6).hex()}")

    async def tell(self, kind: str, **fields: object) -> None:
        """A proper message."""
        await self.say(frame(TEXT, json.dumps({"type": kind, **fields}).encode()))

    async def picture(self, number: int) -> None:
        """A proper camera picture."""
        await self.say(frame(BINARY, struct.pack(">BBHId", 1, 1, 0, number, 0.0) + film("720")[number % 4]))

    def vanish(self) -> None:
        """End with a reset, as a phone that loses its network is noticed."""
        if (sock := self.writer.get_extra_info("socket")) is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def frame(first: int, payload: bytes, *, claimed: int | None = None) -> bytes:
    """A masked WebSocket frame (with a mask of zeros); `claimed` is the length that its header tells."""
    size = len(payload) if claimed is None else claimed
    if size < 126:
        head = struct.pack(">BB", first, 0x80 | size)
    elif size < 2**16:
        head = struct.pack(">BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack(">BBQ", first, 0x80 | 127, size)
    return head + bytes(4) + payload


async def slow(rude: Rude, site: Site) -> None:
    """Films as fast as it can and reads a hundred bytes now and then."""
    await rude.shake_hands(site)
    await rude.tell("camera.start", id=1)
    for number in range(10_000):
        await rude.picture(number)
        await rude.reader.read(100)
        await asyncio.sleep(PAUSE_S)


async def stalled(rude: Rude, site: Site) -> None:
    """Asks and never reads: the server must not keep its answers."""
    await rude.shake_hands(site)
    rude.writer.transport.pause_reading()  # type: ignore[attr-defined]
    for number in range(10_000):
        await rude.tell("ping", id=number, sent_ms=0)
        if number % 100 == 99:
            await asyncio.sleep(PAUSE_S)


async def slow_head(rude: Rude, site: Site) -> None:
    """A request whose headers come a byte at a time and never end."""
    for byte in b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 10_000:
        await rude.say(bytes([byte]))
        await asyncio.sleep(PAUSE_S)


async def lying_messages(rude: Rude, site: Site) -> None:
    """Says a hello and then nonsense: no JSON, unknown types, points that are none, a picture that is none."""
    await rude.shake_hands(site)
    for nonsense in (b"\xff\xfe", b"[]", b'{"type":"ink.eat","seq":1}', b'{"type":"ink.points","seq":1,"points":3}'):
        await rude.say(frame(TEXT, nonsense))
        await asyncio.sleep(PAUSE_S)
    await rude.tell("camera.start", id=1)
    await rude.say(frame(BINARY, struct.pack(">BBHId", 1, 1, 0, 1, 0.0) + b"\xff\xd8" + os.urandom(5000)))
    await rude.say(frame(BINARY, os.urandom(5000)))
    await rude.reader.read(2**16)


async def lying_frames(rude: Rude, site: Site) -> None:
    """A frame that claims an exabyte, after one of a kind that does not exist."""
    await rude.shake_hands(site)
    await rude.say(frame(TEXT, b"x", claimed=2**60))
    await rude.say(frame(0x8B, b"?"))
    await rude.reader.read(2**16)


async def lying_upload(rude: Rude, site: Site) -> None:
    """Claims ten million bytes, sends a hundred and waits."""
    await rude.say(_upload_head(site, 10_000_000) + b"x" * 100)
    await asyncio.sleep(PAUSE_S)


async def vanishing_upload(rude: Rude, site: Site) -> None:
    """Half a page, and gone."""
    picture = page(dense=True)
    await rude.say(_upload_head(site, len(picture) + 200) + picture[: len(picture) // 2])


async def vanishing_film(rude: Rude, site: Site) -> None:
    """Gone in the middle of a frame, with others still being read."""
    await rude.shake_hands(site)
    await rude.tell("camera.start", id=1)
    for number in range(4):
        await rude.picture(number)
    await rude.say(frame(BINARY, film("720")[0])[:1000])


Mischief = Callable[[Rude, Site], Awaitable[None]]
KINDS: tuple[Mischief, ...] = (
    slow, stalled, slow_head, lying_messages, lying_frames, lying_upload, vanishing_upload, vanishing_film,
)  # fmt: skip


class Troublemakers:
    """One client of each kind, again and again; each ends by vanishing. `made` counts what each has done."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.made: Counter[str] = Counter()

    @classmethod
    @asynccontextmanager
    async def at_work(cls, site: Site) -> AsyncIterator[Self]:
        """At work inside the block."""
        others = cls(site)
        tasks = [asyncio.create_task(others._make(kind)) for kind in KINDS]
        try:
            yield others
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def idle(self) -> int:
        """Kinds that never came to make trouble: the proof proves less then."""
        return sum(not self.made[kind.__name__] for kind in KINDS)

    async def _make(self, kind: Mischief) -> None:
        while True:
            with suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
                rude = await Rude.connect(self._site)
                self.made[kind.__name__] += 1
                try:
                    await kind(rude, self._site)
                finally:
                    rude.vanish()
            await asyncio.sleep(PAUSE_S)


def _upload_head(site: Site, length: int) -> bytes:
    lines = [
        "POST /api/readings HTTP/1.1", f"Host: {urlsplit(site.origin).netloc}", f"Origin: {site.origin}",
        f"Cookie: {site.cookie}", "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {length}", "",
        "--x", 'Content-Disposition: form-data; name="files"; filename="page.jpg"', "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()
