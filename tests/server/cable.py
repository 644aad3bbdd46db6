"""A line between the server and something that it needs, which a test can cut and mend."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Cable:
    """Carries bytes from `port` on this machine to the server behind it. Cut, it refuses and breaks connections."""

    def __init__(self, host: str, port: int) -> None:
        self._behind = (host, port)
        self._listener: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def mend(self) -> None:
        """Carry again, on the same port as before."""
        self._listener = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End every connection and take no new one."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for writer in list(self._open):
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        behind: asyncio.StreamWriter | None = None
        try:
            answers, behind = await asyncio.open_connection(*self._behind)
            self._open.add(behind)
            await asyncio.gather(_pass_on(reader, behind), _pass_on(answers, writer))
        except OSError:
            pass  # either end has gone
        finally:
            for end in (writer, behind):
                if end is not None:
                    self._open.discard(end)
                    end.transport.abort()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    with suppress(OSError):
        writer.write_eof()


@asynccontextmanager
async def cable_to(host: str, port: int) -> AsyncIterator[Cable]:
    """A whole one; cut when the block ends."""
    cable = Cable(host, port)
    await cable.mend()
    try:
        yield cable
    finally:
        await cable.cut()
