"""One run: users of all kinds at once for some seconds, and what they and the server counted meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, TypeVar

from server.bench.figures import Between, Samples, samples_of
from server.bench.live_socket import LiveSocket, live_socket
from server.bench.material import Height, drawing, film, page
from server.bench.site import Site
from server.bench.tally import Tally, percentiles
from server.bench.uploads import watched
from server.bench.users import Clock, Film, Pen, Uploader

T = TypeVar("T")

OPEN_AT_ONCE = 16
LAG_EVERY_S = 0.02

Told = Callable[[str, float, float], None]
"""Called with what is going on, how many seconds of it are over, and of how many."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many of each kind of user, and how busy they are. A rate of 0 is: as soon as answered.

    uploaders post one page after the other; `upload_pages` bounds how many in all (None: until the end).
    """

    pens: int = 0
    pen_rate: float = 60.0
    ink: Literal["lone", "seven"] = "lone"
    films: int = 0
    film_rate: float = 15.0
    film_height: Height = "480"
    uploaders: int = 0
    upload_pages: int | None = None
    dense: bool = True
    seconds: float = 10.0
    warm_up_s: float = 1.0
    upload_patience_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Where:
    """Who draws and films, and who uploads: news of an upload goes to all sockets of its user."""

    live: Site
    uploads: Site


@dataclass(slots=True)
class Outcome:
    """What came of a load."""

    load: Load
    seconds: float = 0.0
    ink: Tally = field(default_factory=Tally)
    film: Tally = field(default_factory=Tally)
    upload: Tally = field(default_factory=Tally)
    client_lag_ms: list[float] = field(default_factory=list)
    client_cores: float = 0.0
    server: dict[str, Any] = field(default_factory=dict)
    raw_per_s: float | None = None

    @property
    def lost(self) -> int:
        """Input that was neither answered nor replaced by newer input."""
        return self.ink.lost + self.film.lost + self.upload.lost

    def share_of_raw(self) -> float | None:
        """Digits that the server classified, as a share of what the network alone can do."""
        classified = self.server.get("digits_classified_per_s")
        return None if not self.raw_per_s or classified is None else round(classified / self.raw_per_s, 3)

    def to_json(self) -> dict[str, Any]:
        """Everything, for tables and files."""
        kinds = {"ink": self.ink, "film": self.film, "upload": self.upload}
        return {
            "load": asdict(self.load),
            "seconds": round(self.seconds, 2),
            **{name: tally.to_json(self.seconds) for name, tally in kinds.items() if tally.sent},
            "server": self.server,
            "raw_network_per_s": self.raw_per_s and round(self.raw_per_s),
            "share_of_raw_network": self.share_of_raw(),
            "client": {"cores_used": round(self.client_cores, 2), "lag_ms": percentiles(self.client_lag_ms)},
        }


async def play(where: Where, load: Load, stop: asyncio.Event, told: Told) -> Outcome:
    """Run the load; setting `stop` ends it early, and what was measured until then counts."""
    outcome, clock = Outcome(load), Clock()
    async with AsyncExitStack() as stack:
        sockets = await _opened(stack, where.live, load.pens + load.films, told)
        pens, films = sockets[: load.pens], sockets[load.pens :]
        tasks = [
            asyncio.create_task(Pen(socket, drawing(load.ink), outcome.ink, clock).draw(load.pen_rate, at / len(pens)))
            for at, socket in enumerate(pens)
        ]
        frames = film(load.film_height)
        tasks += [
            asyncio.create_task(Film(socket, frames, outcome.film, clock).play(load.film_rate, at / len(films)))
            for at, socket in enumerate(films)
        ]
        uploading = asyncio.create_task(_upload(where.uploads, load, outcome.upload, clock))
        lagging = asyncio.create_task(_lag(outcome.client_lag_ms, clock))
        await _wait(load.warm_up_s, stop, lambda at: told("warming up", at, load.warm_up_s), tasks)
        before, cpu, began = await _figures(where.live), time.process_time(), time.perf_counter()
        clock.measuring = True
        await _wait(load.seconds, stop, lambda at: told("measuring", at, load.seconds), tasks)
        clock.measuring = False
        outcome.seconds = time.perf_counter() - began
        outcome.client_cores = (time.process_time() - cpu) / outcome.seconds
        outcome.server = Between(before, await _figures(where.live)).summary(outcome.seconds)
        clock.stop.set()
        told("waiting for the last answers", 1, 1)
        await asyncio.gather(uploading, *tasks)
        lagging.cancel()
    return outcome


def scaled(load: Load, by: float) -> Load:
    """The same with so many times the rate of films and pens."""
    return replace(load, pen_rate=load.pen_rate * by, film_rate=load.film_rate * by)


async def _opened(stack: AsyncExitStack, site: Site, count: int, told: Told) -> list[LiveSocket]:
    sockets: list[LiveSocket] = []
    while len(sockets) < count:
        told("opening sockets", len(sockets), count)
        some = min(OPEN_AT_ONCE, count - len(sockets))
        sockets += await asyncio.gather(*(stack.enter_async_context(live_socket(site)) for _ in range(some)))
    return sockets


async def _upload(site: Site, load: Load, tally: Tally, clock: Clock) -> None:
    if not load.uploaders:
        return
    posted: dict[str, float] = {}
    uploaders = [Uploader(site, page(dense=load.dense), tally, clock, posted) for _ in range(load.uploaders)]
    share = None if load.upload_pages is None else -(-load.upload_pages // load.uploaders)
    ended = asyncio.Event()

    async def post_all() -> None:
        await asyncio.gather(*(uploader.post(share) for uploader in uploaders))
        await clock.stop.wait()
        ended.set()

    await asyncio.gather(post_all(), watched(site, posted, tally, ended, load.upload_patience_s))


async def _figures(site: Site) -> Samples:
    answer = await site.get("/metrics")
    return samples_of(answer.body.decode()) if answer.status == 200 else {}


async def _lag(lags_ms: list[float], clock: Clock) -> None:
    """How late this process is itself: a client that is late measures itself."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LAG_EVERY_S
        await asyncio.sleep(LAG_EVERY_S)
        if clock.measuring:
            lags_ms.append((loop.time() - due) * 1e3)


async def _wait(
    seconds: float, stop: asyncio.Event, told: Callable[[float], None], tasks: list[asyncio.Task[None]]
) -> None:
    """Let time pass; ends early when told to, or when a user has met a bug of the bench."""
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds and not stop.is_set():
        told(passed)
        for task in tasks:
            if task.done() and (error := task.exception()):
                raise error
        await _first(stop.wait(), min(0.25, seconds - passed))


async def _first(awaited: Awaitable[object], within_s: float) -> None:
    try:
        async with asyncio.timeout(within_s):
            await awaited
    except TimeoutError:
        pass
