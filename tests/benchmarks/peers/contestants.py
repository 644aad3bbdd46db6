"""Who is compared: how each is served, and how a client asks it to read one drawn digit."""

from __future__ import annotations

import asyncio
import base64
import importlib.metadata
import importlib.util
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from urllib.parse import urlsplit

import msgspec

from server.bench.live_socket import LiveSocket, Word, live_socket
from server.bench.own_server import own_server
from server.bench.site import Site
from tests.benchmarks.peers.errors import BadAnswer, NotInstalled
from tests.benchmarks.peers.http_client import HttpClient, post_request
from tests.benchmarks.peers.process import peer
from tests.benchmarks.peers.samples import CANVAS, PEN_PX, Sample

Ask = Callable[[Sample], Awaitable[str]]
"""Send one digit and wait for the text that it was read as. Raises BadAnswer."""

BOUNDARY = "versus"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to serve the network. `needs` are the modules that it is made of, by which it is known to be installed."""

    name: str
    what: str
    served: Callable[[], AbstractContextManager[Site]]
    client: Callable[[Site], AbstractAsyncContextManager[Ask]]
    needs: tuple[str, ...] = ()
    is_ours: bool = False

    def check(self) -> None:
        """Raises NotInstalled."""
        if missing := [name for name in self.needs if importlib.util.find_spec(name) is None]:
            raise NotInstalled(f"{self.name} cannot be measured without {' and '.join(missing)}.")

    def versions(self) -> str:
        """Of what it needs."""
        return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in self.needs)


class _Answer(msgspec.Struct):
    """As much of an answer over HTTP as counts."""

    digit: int


_ANSWER = msgspec.json.Decoder(_Answer)


@asynccontextmanager
async def http_client(site: Site, request_of: Callable[[Sample], bytes]) -> AsyncIterator[Ask]:
    """A client that posts each digit as `request_of` makes it."""
    client = HttpClient(urlsplit(site.origin).port or 80)

    async def ask(sample: Sample) -> str:
        body = await client.send(request_of(sample))
        try:
            return str(_ANSWER.decode(body).digit)
        except msgspec.MsgspecError as error:
            raise BadAnswer(f"{site.origin} answered what is no digit: {body[:200]!r}.") from error

    try:
        yield ask
    finally:
        client.close()
        await asyncio.sleep(0)  # in which the loop closes the socket


@cache
def form_request(sample: Sample) -> bytes:
    """The PNG as a form's file."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="digit.png"\r\n'
    body = head.encode() + b"Content-Type: image/png\r\n\r\n" + sample.png + f"\r\n--{BOUNDARY}--\r\n".encode()
    return post_request("/predict", f"multipart/form-data; boundary={BOUNDARY}", body)


@cache
def json_request(sample: Sample) -> bytes:
    """The PNG in base64 in JSON."""
    body = json.dumps({"picture": base64.b64encode(sample.png).decode("ascii")}).encode()
    return post_request("/predict", "application/json", body)


@cache
def bare_request(sample: Sample) -> bytes:
    """The PNG as it is."""
    return post_request("/inference", "image/png", sample.png)


@contextmanager
def numeral() -> Iterator[Site]:
    """Numeral with a data folder of its own, and somebody signed in."""
    with own_server() as server:
        yield server.signed_up("versus")


@asynccontextmanager
async def ink_client(site: Site) -> AsyncIterator[Ask]:
    """A canvas: cleared, one stroke drawn, its reading awaited."""
    async with live_socket(site) as socket:
        await socket.ink("canvas", width=CANVAS, height=CANVAS, pen_px=PEN_PX)

        async def ask(sample: Sample) -> str:
            await socket.ink("clear")
            socket.seq += 1
            await socket.raw.send(f'{{"type":"ink.points","seq":{socket.seq},{sample.points}}}')
            while (word := await _heard(socket, "ink.reading")).seq != socket.seq:
                pass  # that of the cleared canvas, where it was not overtaken
            return _text(word)

        yield ask


@asynccontextmanager
async def camera_client(site: Site) -> AsyncIterator[Ask]:
    """A camera that shows the next picture when the last one is answered."""
    async with live_socket(site) as socket:
        await socket.send("camera.start", id=1)
        number = 0

        async def ask(sample: Sample) -> str:
            nonlocal number
            number += 1
            await socket.frame(number, sample.jpeg)
            while (word := await _heard(socket, "camera.reading")).frame != number:
                pass
            return _text(word)

        yield ask


async def _heard(socket: LiveSocket, kind: str) -> Word:
    word = await socket.next(kind, "error", "bye")
    if word.type != kind:
        raise BadAnswer(f"Numeral answered {word.type} {word.code}.")
    return word


def _text(word: Word) -> str:
    return word.reading.text if word.reading else ""


CONTESTANTS = (
    Contestant(
        "flask",
        "Flask's own server with threads: a form with a PNG, one forward pass, a bar chart by matplotlib",
        partial(peer, "tests.benchmarks.peers.flask_server"),
        partial(http_client, request_of=form_request),
        ("flask", "matplotlib"),
    ),
    Contestant(
        "litserve",
        "LitServe: JSON with a PNG in base64, batches of up to 64",
        partial(peer, "tests.benchmarks.peers.litserve_server"),
        partial(http_client, request_of=json_request),
        ("litserve",),
    ),
    Contestant(
        "mosec",
        "mosec: a PNG, dynamic batches of up to 64",
        partial(peer, "tests.benchmarks.peers.mosec_server"),
        partial(http_client, request_of=bare_request),
        ("mosec",),
    ),
    Contestant(
        "numeral ink",
        "Numeral: one stroke on a WebSocket, batches of what gathered meanwhile",
        numeral,
        ink_client,
        is_ours=True,
    ),
    Contestant(
        "numeral camera",
        "Numeral: a JPEG as a camera's frame on a WebSocket, searched for whatever lines are in it",
        numeral,
        camera_client,
        is_ours=True,
    ),
)
