"""One HTTP/1.1 connection that does as little as a client can, so that the servers are measured and not it."""

from __future__ import annotations

import asyncio

from tests.benchmarks.peers.errors import BadAnswer

MAX_HEAD_BYTES = 65536


def post_request(path: str, kind: str, body: bytes) -> bytes:
    """A whole request, made once and sent as often as wanted."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode("ascii") + body


class HttpClient:
    """Keeps its connection for as long as the server does, and opens another when it is needed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.opened = 0

    async def send(self, request: bytes) -> bytes:
        """The body of the answer. Raises BadAnswer."""
        try:
            reader, writer = await self._connection()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            status, length, keeps = _understood(head)
            body = await reader.readexactly(length)
        except (OSError, EOFError, asyncio.LimitOverrunError) as error:
            self.close()
            raise BadAnswer(f"Port {self._port} did not answer a request: {error or type(error).__name__}.") from error
        except BadAnswer:
            self.close()
            raise
        if not keeps:
            self.close()
        if status != 200:
            raise BadAnswer(f"Port {self._port} answered {status}: {body[:200]!r}.")
        return body

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None:
            opening = asyncio.open_connection("127.0.0.1", self._port, limit=MAX_HEAD_BYTES)
            self._reader, self._writer = await opening
            self.opened += 1
        return self._reader, self._writer


def _understood(head: bytes) -> tuple[int, int, bool]:
    """Status, bytes of the body, and whether the connection goes on. Raises BadAnswer."""
    first, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    try:
        status, length = int(rest[:3]), int(fields["content-length"])
    except (ValueError, KeyError) as error:
        raise BadAnswer(f"The answer {first!r} does not say how long it is.") from error
    asked = fields.get("connection", "" if version == "HTTP/1.1" else "close").lower()
    return status, length, asked != "close"
