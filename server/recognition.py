"""The reader at the server's disposal: prepare in a bounded pool, classify in batches, finish.

Ink, camera and uploads all take this road, each with threads of its own for what comes before the network: a
stroke takes a third of a millisecond there, a frame ten, a dense page a good part of a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Self, TypeVar

import numpy as np
from aiohttp import web
from numpy.typing import NDArray

from server.errors import Unavailable
from server.jobs import Logits
from server.keys import SETTINGS
from server.lanes import Lane, User
from server.machine import usable_cores
from server.metrics import METRICS, Metrics
from server.recogniser import Recogniser, open_recogniser
from server.settings import Settings
from server.threads import Threads
from server.tracing import TRACING, Tracing
from server.turns import Turns
from vision import Box, Ink, Limits, Line, Photo, Prepared, Reader, Reading, Source, Tracker, frame_opinions

UPLOAD_SECOND_OPINIONS = 64
"""Lines of one page that the line network reads too."""

FINISH_HERE_CROPS = 16
"""Up to so many crops of ink are finished on the event loop: it takes less than the way to a thread and back."""

PREPARED_HERE = 8
"""Small drawings that are prepared on the event loop before it goes round once: two milliseconds at most."""

CLOSE_S = 0.5

T = TypeVar("T")
Prepare = Callable[[Source], Awaitable[Prepared]]


class Recognition:
    """Owns the reader and its threads. Open it with `Recognition.open`."""

    def __init__(
        self, reader: Reader, recogniser: Recogniser, *, threads: int, metrics: Metrics, tracing: Tracing
    ) -> None:
        self._reader = reader
        self._recogniser = recogniser
        self._metrics = metrics
        self.tracing = tracing
        counts = {Lane.INK: threads // 2, Lane.CAMERA: threads - 1, Lane.UPLOAD: threads // 2}
        # One more picture than threads: the next one lies ready when a thread is done with its last.
        spare = {Lane.INK: 0, Lane.CAMERA: 1, Lane.UPLOAD: 1}
        self._turns = {lane: Turns(max(1, count) + spare[lane]) for lane, count in counts.items()}
        self._threads = {lane: Threads(max(1, count), lane.name.lower()) for lane, count in counts.items()}
        self._warm = False
        self._prepared_here = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, metrics: Metrics, tracing: Tracing | None = None) -> AsyncIterator[Self]:
        """A warm reader. Raises BadCheckpoint."""
        threads = settings.threads or usable_cores()
        limits = limits_of(settings)
        async with AsyncExitStack() as stack:
            reader = await asyncio.to_thread(Reader.open, settings.checkpoint, limits=limits, engine=settings.engine)
            stack.callback(reader.close)
            recogniser = await stack.enter_async_context(open_recogniser(settings, reader, metrics, threads=threads))
            metrics.watch_queue(lambda: recogniser.waiting)
            recognition = cls(reader, recogniser, threads=threads, metrics=metrics, tracing=tracing or Tracing())
            metrics.watch_lanes(lambda: {lane: turns.waiting for lane, turns in recognition._turns.items()})
            stack.push_async_callback(recognition._close)
            await recognition._warm_up()
            yield recognition

    @property
    def ready(self) -> bool:
        """Whether everything was tried once and the network answers now."""
        return self._warm and self._recogniser.ready

    @property
    def limits(self) -> Limits:
        """What one source may ask of the machine."""
        return self._reader.limits

    @property
    def checkpoint_name(self) -> str:
        """The weights that are read with."""
        return self._reader.checkpoint_name

    def tracker(self) -> Tracker:
        """A follower of one camera scene's lines."""
        return self._reader.tracker()

    async def read(self, source: Source, *, lane: Lane, user: User) -> Reading:
        """Everything in one source. Raises VisionError, RecognitionFailed, Superseded or Closing."""
        return await self.read_as(_itself, source, lane=lane, user=user)

    async def read_as(self, form: Callable[[Reading], T], source: Source, *, lane: Lane, user: User) -> T:
        """The same in the form that is wanted, which is made where the reading is finished."""
        async with self.place(lane, user) as prepare:
            prepared = await prepare(source)
        return await self.answer(prepared, form, lane=lane, user=user)

    @asynccontextmanager
    async def place(self, lane: Lane, user: User, *, here: bool = False) -> AsyncIterator[Prepare]:
        """Wait for a thread that prepares; live callers look only then what their newest input is.

        here: the input is a small drawing, which is prepared on the event loop. The drawings of many people then
        reach the network together; through the one or two threads they would come one by one.
        """
        began = time.perf_counter()
        async with self._round() if here else self._turns[lane].turn(lane, user):
            waited_s = time.perf_counter() - began
            self._metrics.stage("wait", lane, waited_s)
            self.tracing.ended("wait", waited_s, lane=lane.name.lower())

            async def prepare(source: Source) -> Prepared:
                with self.tracing.span("prepare", lane=lane.name.lower()):
                    if here:
                        return self._prepare(source, lane)
                    return await self._threads[lane].run(partial(self._prepare, source, lane))

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

    def _new_round(self) -> None:
        self._prepared_here = 0

    def crowded(self, lane: Lane) -> bool:
        """Whether callers wait for a thread that prepares."""
        return self._turns[lane].waiting > 0

    async def answer(
        self, prepared: Prepared, form: Callable[[Reading], T], *, lane: Lane, user: User, quick: bool = True
    ) -> T:
        """Classify and finish what was prepared. quick: `form` takes no longer than writing JSON does."""
        began = time.perf_counter()
        with self.tracing.span("classify", lane=lane.name.lower(), digits=len(prepared.crops)):
            prepared, logits = await self._classify(prepared, lane, user)
        took_s = time.perf_counter() - began
        self._metrics.stage("classify", lane, took_s)

        second = frame_opinions(prepared) if lane is Lane.CAMERA else UPLOAD_SECOND_OPINIONS
        hurried = lane is Lane.CAMERA and self.crowded(lane)
        if hurried:
            second = 0
            self._metrics.hurried()

        def finish() -> T:
            began = time.perf_counter()
            reading = self._reader.finish(
                prepared,
                logits,
                classify_ms=took_s * 1e3,
                second_opinions=second,
                thorough=lane is Lane.UPLOAD,
                chains=lane is Lane.CAMERA and not hurried,
            )
            finished = time.perf_counter()
            formed = form(replace(reading, hurried=True) if hurried else reading)
            self._metrics.stage("finish", lane, finished - began)
            self._metrics.stage("encode", lane, time.perf_counter() - finished)
            return formed

        here = quick and lane is Lane.INK and len(logits) <= FINISH_HERE_CROPS
        with self.tracing.span("finish", lane=lane.name.lower()):
            return finish() if here else await self.apart(lane, finish)

    async def _classify(self, prepared: Prepared, lane: Lane, user: User) -> tuple[Prepared, Logits]:
        """As `Reader.classify`, with the crops of others in the same batches."""
        logits = await self._recogniser.classify(prepared.crops, lane=lane, user=user)
        if doubted := self._reader.doubted(prepared, logits):
            prepared = await self.apart(lane, partial(self._reader.cut, prepared, doubted))
            more = await self._recogniser.classify(prepared.crops[len(logits) :], lane=lane, user=user)
            logits = np.concatenate([logits, more])
        return prepared, logits

    def look(self, prepared: Prepared, box: Box) -> tuple[Line, ...]:
        """One place of a camera's frame, read with more time. Call it where frames are finished."""
        began = time.perf_counter()
        lines = self._reader.look(prepared, box)
        self._metrics.stage("look", Lane.CAMERA, time.perf_counter() - began)  # of what "encode" consists of
        return lines

    async def explain(self, crop: bytes, *, user: User) -> dict[str, object]:
        """Why a glyph's crop (784 bytes) was read as it was."""
        picture = np.frombuffer(crop, np.uint8).reshape(28, 28)
        async with self._turns[Lane.CAMERA].turn(Lane.CAMERA, user):
            return await self.apart(Lane.CAMERA, lambda: self._reader.explain(picture).to_json())

    async def apart(self, lane: Lane, work: Callable[[], T]) -> T:
        """Run `work` on the threads of `lane`."""
        return await self._threads[lane].run(work)

    def _prepare(self, source: Source, lane: Lane) -> Prepared:
        began = time.perf_counter()
        prepared = self._reader.prepare(source)
        self._metrics.stage("prepare", lane, time.perf_counter() - began)
        for stage, took_ms in prepared.timings_ms.items():  # what preparing consists of: decode, segment
            self._metrics.stage(stage, lane, took_ms / 1e3)
        return prepared

    async def _warm_up(self) -> None:
        """The first call of everything is slow; nobody should be the one to wait for it."""
        slant = Ink.from_points([[(10, 10), (10, 90), (30, 90)]], width=100, height=100)
        paper: NDArray[np.uint8] = np.full((120, 160), 255, np.uint8)
        paper[30:90, 40:50] = 0
        await self.apart(Lane.INK, partial(self._reader.read, slant))
        await self.apart(Lane.CAMERA, partial(self._reader.read, Photo(paper)))
        if self._recogniser.ready:  # else its machines are away: begin without them, and say so on /readyz
            with suppress(Unavailable):
                await self._recogniser.classify(np.zeros((64, 28, 28), np.uint8), lane=Lane.INK, user=None)
        self._warm = True

    async def _close(self) -> None:
        self._warm = False
        await self._recogniser.close()
        for threads in self._threads.values():
            await threads.close(CLOSE_S)


def _itself(reading: Reading) -> Reading:
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
