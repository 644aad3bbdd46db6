"""The recogniser's home on other machines, as a web process sees it.

Calls go out in the order of the lanes, so many at a time. What the cluster answers is carried through: when it has
enough to do, live input gives way to newer input and uploads wait; when a replica or a node dies under a call, the
call is made once more. When the whole deployment is away, uploads wait until it is back, pens and cameras are told
every few seconds, and what they show then is read as soon as it returns.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import numpy as np
import structlog

from server.batching import BatchRecord, Closing, RecognitionFailed, Superseded
from server.beside import beside
from server.cluster import wire
from server.cluster.calls import Busy, Lost, Misread, Proxies
from server.jobs import Crops, Logits
from server.lanes import Lane, User
from server.metrics import Metrics
from server.recogniser import RecogniserAway
from server.turns import Turns

log = structlog.get_logger(__name__)


LIVE_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Patience:
    """Bounds of one web process: calls at a time, digits that wait in a lane, and seconds."""

    calls: int = 32
    waiting: int = 8192
    live_s: float = 0.8
    """For one call of a live lane; a replica that is slower than that has been lost."""
    upload_s: float = 30.0
    away_s: float = 4.0
    """What live input waits for a deployment that is away before its user is told."""
    pause_s: float = 0.1
    """What live input waits when the cluster has enough to do: its newest is read after it."""
    look_within_s: float = 0.4
    look_s: float = 0.5
    """Between two looks at the deployment."""
    upload_attempts: int = 5


class Remote:
    """A `Recogniser`. Open it with `Remote.open`."""

    def __init__(self, proxies: Proxies, metrics: Metrics, patience: Patience) -> None:
        self._proxies = proxies
        self._metrics = metrics
        self._patience = patience
        self._turns = Turns(patience.calls)
        self._waiting = dict.fromkeys(Lane, 0)
        self._upload_room = asyncio.Event()
        self._here = asyncio.Event()
        self._looking = asyncio.Lock()
        self._answered_at = float("-inf")
        self._closed = asyncio.Event()
        self.misread: Misread | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, proxies: Proxies, metrics: Metrics, patience: Patience | None = None) -> AsyncIterator[Remote]:
        """Looks once, and then again and again. Whether the deployment is there says `ready`."""
        remote = cls(proxies, metrics, patience or Patience())
        await remote._look()
        async with beside(remote._watch(), "recogniser-watch"):
            try:
                yield remote
            finally:
                await remote.close()

    @property
    def ready(self) -> bool:
        """Whether the deployment answered the last time, with the right weights."""
        return self._here.is_set() and not self._closed.is_set()

    @property
    def waiting(self) -> dict[Lane, int]:
        """Digits that wait for their call."""
        return dict(self._waiting)

    def at_once(self, crops: Crops) -> Logits | None:
        """See `Recogniser.at_once`: never, for another machine."""
        return None

    async def classify(self, crops: Crops, *, lane: Lane, user: User = None) -> Logits:
        """See `Recogniser.classify`; also raises RecogniserAway in live lanes."""
        if not len(crops):
            return np.empty((0, wire.CLASSES), np.float32)
        slices = [crops[start : start + wire.MAX_CROPS] for start in range(0, len(crops), wire.MAX_CROPS)]
        parts = [await self._slice(part, lane, user) for part in slices]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    async def close(self) -> None:
        """Refuse new work, and let those who wait go."""
        self._closed.set()
        self._here.set()
        self._upload_room.set()

    async def _slice(self, crops: Crops, lane: Lane, user: User) -> Logits:
        began = time.perf_counter()
        await self._room(lane, len(crops))
        self._waiting[lane] += len(crops)
        waits = True
        try:
            async with self._turns.turn(lane, user):
                self._less_waiting(lane, len(crops))
                waits = False
                return await self._read(crops, lane, time.perf_counter() - began)
        finally:
            if waits:
                self._less_waiting(lane, len(crops))

    async def _room(self, lane: Lane, count: int) -> None:
        while self._waiting[lane] and self._waiting[lane] + count > self._patience.waiting:
            if lane is not Lane.UPLOAD:
                raise Superseded
            self._upload_room.clear()
            await self._upload_room.wait()
            self._check_open()

    def _less_waiting(self, lane: Lane, digits: int) -> None:
        self._waiting[lane] -= digits
        if lane is Lane.UPLOAD:
            self._upload_room.set()

    async def _read(self, crops: Crops, lane: Lane, waited_s: float) -> Logits:
        """Raises Closing, RecognitionFailed; in live lanes Superseded or RecogniserAway."""
        live = lane is not Lane.UPLOAD
        within_s = self._patience.live_s if live else self._patience.upload_s
        attempts = LIVE_ATTEMPTS if live else self._patience.upload_attempts
        cause: Exception | None = None
        while True:
            await self._until_here(live)
            if not attempts:
                raise RecognitionFailed from cause
            began = time.perf_counter()
            try:
                logits = await self._proxies.read(crops, within_s, again=cause is not None)
            except Busy as busy:
                await self._step_back(busy, live)
            except (Lost, Misread) as error:
                self._record(lane, len(crops), waited_s, began, failed=True)
                log.warning("recogniser.call_lost", reason=str(error), lane=lane.name)
                attempts, cause = attempts - 1, error
                if not live or not attempts:
                    await self._look()  # whether it was this call, or everything is away
            else:
                self._record(lane, len(crops), waited_s, began, failed=False)
                self._answered_at = time.monotonic()
                return logits

    async def _until_here(self, live: bool) -> None:
        self._check_open()
        if self._here.is_set():
            return
        try:
            async with asyncio.timeout(self._patience.away_s if live else None):
                await self._here.wait()
        except TimeoutError:
            raise RecogniserAway(retry_after_s=self._patience.away_s) from None
        self._check_open()
        if live:
            raise Superseded  # what waited is old: the newest is read now

    async def _step_back(self, busy: Busy, live: bool) -> None:
        if live:
            await asyncio.sleep(self._patience.pause_s)
            raise Superseded
        with suppress(TimeoutError):
            async with asyncio.timeout(busy.retry_after_s):
                await self._closed.wait()

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise Closing

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._patience.look_s)
            await self._look()

    async def _look(self) -> None:
        async with self._looking:
            asked_at = time.monotonic()
            try:
                about = await self._proxies.about(self._patience.look_within_s)
            except Busy:
                self._found()
            except (Lost, Misread) as error:
                self.misread = error if isinstance(error, Misread) else None
                # Under load a look may be slower than it has time for, while calls are answered.
                if self._answered_at < asked_at or self.misread:
                    self._missed(error)
            else:
                self.misread = None
                self._found(str(about.get("device", "")))

    def _found(self, device: str = "") -> None:
        if not self._here.is_set():
            log.info("recogniser.here", device=device)
            self._here.set()

    def _missed(self, error: Exception) -> None:
        if self._closed.is_set():
            return
        if self._here.is_set():
            log.error("recogniser.away", reason=str(error))
        self._here.clear()

    def _record(self, lane: Lane, digits: int, waited_s: float, began: float, *, failed: bool) -> None:
        self._metrics.on_batch(BatchRecord(lane, digits, 1, waited_s, time.perf_counter() - began, failed))
