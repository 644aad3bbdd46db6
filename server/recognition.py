"""The reader at the server's disposal: prepare at a desk, classify in batches, finish at the desk.

Ink, camera and uploads all take this road. Desks for ink are in this process, those for pictures in others
(`server.desks`); the network is one for all of them (`server.recogniser`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Protocol, Self, TypeVar

import numpy as np
import structlog
from aiohttp import web

from server.batching import CLASSES
from server.desk import AtHand, Circumstances, Desk, Finished, Forgotten, Form
from server.desks import Apart, Held, Near, Scene, try_out
from server.errors import Unavailable
from server.jobs import Logits
from server.keys import SETTINGS
from server.lanes import Lane, User
from server.machine import usable_cores
from server.metrics import METRICS, Metrics
from server.processes import NotOpened, ProcessDied
from server.recogniser import Recogniser, open_recogniser
from server.settings import Settings
from server.threads import Threads
from server.tracing import TRACING, Tracing
from server.turns import Turns
from vision import Limits, Reader, Reading, Source

FINISH_HERE_CROPS = 16
"""Up to so many crops of ink are finished on the event loop: it takes less than the way to a thread and back."""

PREPARED_HERE = 8
"""Small drawings that are prepared on the event loop before it goes round once: two milliseconds at most. The first of
them is classified there too; with others in the same round it is worth while to go through the network together."""

MOST_PROCESSES = {Lane.CAMERA: 8, Lane.UPLOAD: 4}
"""However many cores there are: what the one process with the network and the sockets can feed."""

DEATHS = 2
"""A page at which so many processes died is not tried again."""

OPEN_AGAIN_S, OPEN_AGAIN_AT_MOST_S = 0.5, 16.0
"""Pauses between attempts to open a process for an upload."""

LOOK_AT_PROCESSES_S = 5.0

CLOSE_S = 0.5

log = structlog.get_logger(__name__)

T = TypeVar("T")


class Prepare(Protocol):
    """Puts a source on the desk. scene: whose frame it is."""

    def __call__(self, source: Source, scene: Scene | None = None) -> Awaitable[Held]: ...


class Recognition:
    """Owns the reader, its threads and its processes. Open it with `Recognition.open`."""

    def __init__(
        self,
        reader: Reader,
        recogniser: Recogniser,
        settings: Settings,
        *,
        threads: int,
        metrics: Metrics,
        tracing: Tracing,
    ) -> None:
        self._reader = reader
        self._recogniser = recogniser
        self._metrics = metrics
        self.tracing = tracing
        self._near = Near(Desk(reader), max(1, threads // 2), "ink")
        counts = {Lane.CAMERA: threads, Lane.UPLOAD: threads // 2}
        self._apart = {
            lane: [
                Apart(settings.checkpoint, reader.limits, lane, number)
                for number in range(min(max(1, count), MOST_PROCESSES[lane]))
            ]
            for lane, count in counts.items()
        }
        self._aside = Threads(max(1, threads // 2), "aside")
        self._aside_turns = Turns(max(1, threads // 2))
        self._warm = False
        self._prepared_here = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, metrics: Metrics, tracing: Tracing | None = None) -> AsyncIterator[Self]:
        """A warm reader. Its processes are opened by `keep_processes`, or when they are first needed.

        Raises BadCheckpoint.
        """
        threads = settings.threads or usable_cores()
        limits = limits_of(settings)
        async with AsyncExitStack() as stack:
            reader = await asyncio.to_thread(Reader.open, settings.checkpoint, limits=limits, engine=settings.engine)
            stack.callback(reader.close)
            recogniser = await stack.enter_async_context(open_recogniser(settings, reader, metrics, threads=threads))
            metrics.watch_queue(lambda: recogniser.waiting)
            recognition = cls(
                reader, recogniser, settings, threads=threads, metrics=metrics, tracing=tracing or Tracing()
            )
            metrics.watch_lanes(lambda: {lane: recognition._waiting(lane) for lane in Lane})
            metrics.processes.watch([apart.process for apart in recognition._every_apart()])
            stack.push_async_callback(recognition._close)
            await recognition._warm_up()
            yield recognition

    @property
    def ready(self) -> bool:
        """Whether everything was tried once, the network answers now and there are processes for every lane."""
        return self._warm and self._recogniser.ready and self._processes_work()

    @property
    def limits(self) -> Limits:
        """What one source may ask of the machine."""
        return self._reader.limits

    @property
    def checkpoint_name(self) -> str:
        """The weights that are read with."""
        return self._reader.checkpoint_name

    @property
    def pages_at_once(self) -> int:
        """Uploaded pages worth reading at a time: while the network sees one, another is prepared."""
        return len(self._apart[Lane.UPLOAD]) + 1

    async def keep_processes(self) -> None:
        """Open them all, so that nobody has to wait for it, and now and then what has died or could not be opened.

        Ends when it is cancelled.
        """
        while True:
            await asyncio.gather(*(apart.process.open() for apart in self._every_apart()), return_exceptions=True)
            await asyncio.sleep(LOOK_AT_PROCESSES_S)

    def scene(self, *, after: Scene | None) -> Scene:
        """A new scene of a camera: at the desk of the one that it showed before, or at that which has fewest."""
        way = after.way if after is not None else min(self._apart[Lane.CAMERA], key=lambda apart: apart.scenes)
        return way.scene()

    async def read(self, source: Source, *, lane: Lane, user: User) -> Reading:
        """Everything in one source. Raises VisionError, RecognitionFailed, Superseded or Closing."""
        return await self.read_as(_itself, source, lane=lane, user=user)

    async def read_as(self, form: Form[T], source: Source, *, lane: Lane, user: User) -> T:
        """The same in the form that is wanted, which is made where the reading is finished.

        What went with a process that died at something else is read again; so is what a process died at, once.
        """
        deaths, pause_s = 0, OPEN_AGAIN_S
        while True:
            try:
                async with self.place(lane, user) as prepare:
                    held = await prepare(source)
                return await self.answer(held, form, lane=lane, user=user)
            except Forgotten:
                continue
            except NotOpened:
                if lane is not Lane.UPLOAD:
                    raise
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, OPEN_AGAIN_AT_MOST_S)
            except ProcessDied:
                deaths += 1
                if deaths >= DEATHS:
                    raise

    @asynccontextmanager
    async def place(
        self, lane: Lane, user: User, *, here: bool = False, scene: Scene | None = None
    ) -> AsyncIterator[Prepare]:
        """Wait for a place at a desk; live callers look only then what their newest input is.

        here: the input is a small drawing, which is prepared on the event loop. The drawings of many people then
        reach the network together; through the one or two threads they would come one by one.
        """
        began = time.perf_counter()
        way = self._way(lane, scene)
        async with self._round() if here else way.turns.turn(lane, user):
            waited_s = time.perf_counter() - began
            self._metrics.stage("wait", lane, waited_s)
            self.tracing.ended("wait", waited_s, lane=lane.name.lower())

            async def prepare(source: Source, scene: Scene | None = None) -> Held:
                held = way.hold()
                with self.tracing.span("prepare", lane=lane.name.lower()):
                    sheet = held.prepare_now(self._near, source) if here else await held.prepare(source, scene)
                self._count(sheet.stages, lane)
                return held

            yield prepare

    @asynccontextmanager
    async def _round(self) -> AsyncIterator[None]:
        """One of the few drawings that are prepared before the loop goes round."""
        while self._prepared_here >= PREPARED_HERE:  # noqa: ASYNC110 - the loop's going round is what is waited for
            await asyncio.sleep(0)
        if not self._prepared_here:
            asyncio.get_running_loop().call_soon(self._new_round)
        self._prepared_here += 1
        yield

    def _is_alone(self, lane: Lane) -> bool:
        """Whether no other drawing has come to the event loop in this round of it."""
        return lane is Lane.INK and self._prepared_here <= 1

    def _new_round(self) -> None:
        self._prepared_here = 0

    async def answer(self, held: Held, form: Form[T], *, lane: Lane, user: User, quick: bool = True) -> T:
        """Classify and finish what was prepared. quick: `form` takes no longer than writing JSON does.

        Also raises Forgotten.
        """
        hurried = lane is Lane.CAMERA and held.way.turns.waiting > 0
        crops, logits, took_s = held.crops, NO_LOGITS, 0.0
        while True:
            began = time.perf_counter()
            with self.tracing.span("classify", lane=lane.name.lower(), digits=len(crops)):
                more = self._recogniser.at_once(crops) if self._is_alone(lane) else None
                if more is None:
                    more = await self._recogniser.classify(crops, lane=lane, user=user)
            logits = np.concatenate([logits, more]) if len(logits) else more
            took_s += time.perf_counter() - began

            around = Circumstances(lane, hurried, took_s * 1e3)
            now = self._near if quick and lane is Lane.INK and len(logits) <= FINISH_HERE_CROPS else None
            with self.tracing.span("finish", lane=lane.name.lower()):
                step = await held.finish(logits, form, around, now=now)
            if isinstance(step, Finished):
                self._count({"classify": took_s, **step.stages}, lane)
                if hurried:
                    self._metrics.hurried()
                formed: T = step.formed
                return formed
            crops = step.crops

    async def explain(self, crop: bytes, *, user: User) -> dict[str, object]:
        """Why a glyph's crop (784 bytes) was read as it was."""
        picture = np.frombuffer(crop, np.uint8).reshape(28, 28)
        return await self.aside(lambda: self._reader.explain(picture).to_json(), lane=Lane.CAMERA, user=user)

    async def aside(self, work: Callable[[], T], *, lane: Lane, user: User) -> T:
        """Run `work` in this process, beside the reading; lanes say who is more urgent."""
        async with self._aside_turns.turn(lane, user):
            return await self._aside.run(work)

    def _way(self, lane: Lane, scene: Scene | None) -> Near | Apart:
        if scene is not None:
            return scene.way
        if lane is Lane.INK:
            return self._near
        return min(self._apart[lane], key=lambda apart: apart.load)

    def _every_apart(self) -> Sequence[Apart]:
        return [apart for lane in self._apart.values() for apart in lane]

    def _processes_work(self) -> bool:
        return all(any(apart.process.works for apart in lane) for lane in self._apart.values())

    def _waiting(self, lane: Lane) -> int:
        """Sources that wait for a place at a desk."""
        ways = [self._near] if lane is Lane.INK else self._apart[lane]
        return sum(way.turns.waiting for way in ways)

    def _count(self, stages: dict[str, float], lane: Lane) -> None:
        for stage, took_s in stages.items():
            self._metrics.stage(stage, lane, took_s)

    async def _warm_up(self) -> None:
        await asyncio.to_thread(try_out, self._reader)
        if self._recogniser.ready:  # else its machines are away: begin without them, and say so on /readyz
            with suppress(Unavailable):
                await self._recogniser.classify(np.zeros((64, 28, 28), np.uint8), lane=Lane.INK, user=None)
        self._warm = True

    async def _close(self) -> None:
        self._warm = False
        await self._recogniser.close()
        apart = [way.close(CLOSE_S) for way in self._every_apart()]
        await asyncio.gather(self._near.close(CLOSE_S), self._aside.close(CLOSE_S), *apart)


NO_LOGITS: Logits = np.empty((0, CLASSES), np.float32)


def _itself(reading: Reading, at_hand: AtHand) -> Reading:
    return reading


def limits_of(settings: Settings) -> Limits:
    """The settings that bound one source, as vision knows them."""
    return Limits(bytes=settings.max_upload_bytes, pixels=settings.max_pixels, pages=settings.max_pages)


RECOGNITION: web.AppKey[Recognition] = web.AppKey("recognition", Recognition)


async def recognition_ctx(app: web.Application) -> AsyncIterator[None]:
    """Own the reader for as long as the server runs."""
    async with Recognition.open(app[SETTINGS], app[METRICS], app[TRACING]) as recognition:
        app[RECOGNITION] = recognition
        yield
