"""Servers of a few lines for the tests of the benchmarks: they know the answers and nothing else."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.server import ServerConnection, serve

from tests.benchmarks.peers.samples import Sample

Respond = Callable[[bytes], bytes]
"""From the body of a request to a whole response; the connection is closed after one that says so."""

DIGIT = '{{"digit":{},"probabilities":[]}}'


def response(body: str, *, status: int = 200, closes: bool = False) -> bytes:
    """A response over HTTP/1.1."""
    connection = "close" if closes else "keep-alive"
    head = f"HTTP/1.1 {status} So\r\nContent-Length: {len(body)}\r\nConnection: {connection}\r\n\r\n"
    return (head + body).encode()


def knows(inputs: Sequence[Sample], *, closes: bool = False) -> Respond:
    """Answers each PNG with its digit."""
    digits = {sample.png: sample.digit for sample in inputs}
    return lambda body: response(DIGIT.format(digits[body]), closes=closes)


@asynccontextmanager
async def http_server(respond: Respond) -> AsyncIterator[int]:
    """Its port. Ends when all clients are gone."""
    talks: set[asyncio.Task[None] | None] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        with suppress(EOFError, ConnectionError):  # the client is done
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
                answer = respond(await reader.readexactly(length))
                writer.write(answer)
                if b"Connection: close" in answer:
                    break
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async with await asyncio.start_server(talk, "127.0.0.1") as server:
        yield int(server.sockets[0].getsockname()[1])
        await asyncio.gather(*filter(None, talks))


@asynccontextmanager
async def live_server(inputs: Sequence[Sample]) -> AsyncIterator[int]:
    """The port of a server that reads strokes and frames, each time after a word that answers nothing newer."""
    digits = {sample.points: sample.digit for sample in inputs} | {sample.jpeg: sample.digit for sample in inputs}

    async def talk(socket: ServerConnection) -> None:
        async def say(kind: str, **fields: Any) -> None:
            await socket.send(json.dumps({"type": kind, **fields}))

        async for message in socket:
            if isinstance(message, bytes):
                number = struct.unpack_from(">BBHId", message)[3]
                for frame, text in ((number - 1, "old"), (number, digits[message[16:]])):
                    await say("camera.reading", frame=frame, captured_ms=0.0, reading={"text": text})
                continue
            said = json.loads(message)
            if said["type"] == "hello":
                await say("welcome")
            elif said["type"] == "ink.clear":
                await say("ink.reading", seq=said["seq"], reading={"text": ""})
            elif said["type"] == "ink.points":
                fields = message.partition(f'"seq":{said["seq"]},')[2][:-1]
                await say("ink.reading", seq=said["seq"], reading={"text": digits[fields]})

    async with serve(talk, "127.0.0.1", 0) as server:
        yield int(next(iter(server.sockets)).getsockname()[1])
