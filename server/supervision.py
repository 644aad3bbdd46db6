"""The process's own engine under supervision: one that has died is given up and opened anew.

A device may fall off the bus, a driver may hang. An engine is dead when several batches in a row have failed or when
one has not come back for very long. Its batcher is left behind with whatever it was doing, /readyz says so, and
another engine is opened and tried until one answers. Meanwhile uploads wait and are read then, those that were in the
failed batch too; pens and cameras are told, and what they show is read as soon as somebody can.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import numpy as np
import structlog

from server.batching import CLASSES, Batcher, BatchRecord, Classify, Closing, RecognitionFailed
from server.beside import beside
from server.jobs import Crops, Logits
from server.lanes import Lane, User
from server.recogniser import RecogniserAway
from server.threads import Threads

log = structlog.get_logger(__name__)

LONGEST_PAUSES = 16
"""The pause between two attempts grows up to so many times the first."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What a dead engine is told by, and how patient one is with the next.

    failures: batches in a row. hangs_s: seconds in one batch; the largest takes tens of milliseconds. away_s: what
    live input waits before its user is told. pause_s: between two attempts to open another, of which each may take
    opens_s. attempts: of an upload.
    """

    failures: int = 3
    hangs_s: float = 20.0
    away_s: float = 2.0
    pause_s: float = 1.0
    opens_s: float = 120.0
    attempts: int = 3


class Supervised:
    """A `Recogniser`. Open it with `Supervised.open`."""

    def __init__(
        self,
        classify: Classify,
        renew: Callable[[], None],
        at_once: Callable[[], int],
        threads: int,
        on_batch: Callable[[BatchRecord], None],
        on_renewed: Callable[[], None],
        signs: Signs,
    ) -> None:
        self._classify = classify
        self._renew = renew
        self._at_once = at_once
        self._threads = threads
        self._on_batch = on_batch
        self._on_renewed = on_renewed
        self._signs = signs
        self._failed_in_a_row = 0
        self._begun: dict[int, float] = {}
        self._numbers = itertools.count()
        self._here = asyncio.Event()
        self._dead = asyncio.Event()
        self._closed = False
        self._batcher = self._new_batcher()
        self._here.set()

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        classify: Classify,
        renew: Callable[[], None],
        *,
        at_once: Callable[[], int] = lambda: 0,
        threads: int = 1,
        on_batch: Callable[[BatchRecord], None] = lambda record: None,
        on_renewed: Callable[[], None] = lambda: None,
        signs: Signs | None = None,
    ) -> AsyncIterator[Supervised]:
        """classify: always asks the engine that is open now. renew: opens another in its place; may raise anything.
        at_once: how many crops the engine that is open now may be asked for on the event loop."""
        supervised = cls(classify, renew, at_once, threads, on_batch, on_renewed, signs or Signs())
        async with beside(supervised._watch(), "engine-watch"):
            try:
                yield supervised
            finally:
                await supervised.close()

    @property
    def ready(self) -> bool:
        """Whether there is a living engine."""
        return not self._dead.is_set() and not self._closed

    @property
    def waiting(self) -> dict[Lane, int]:
        """Digits that wait in each lane of the present batcher."""
        return self._batcher.waiting

    def at_once(self, crops: Crops) -> Logits | None:
        """See `Recogniser.at_once`. Failures count towards the engine's death; it cannot be told here that it hangs."""
        if not self.ready or not 0 < len(crops) <= self._at_once():
            return None
        return self._batcher.at_once(crops)

    async def classify(self, crops: Crops, *, lane: Lane, user: User = None) -> Logits:
        """See `Recogniser.classify`; also raises RecogniserAway in live lanes."""
        attempts = self._signs.attempts
        while True:
            await self._until_here(lane)
            batcher = self._batcher
            try:
                return await batcher.classify(crops, lane=lane, user=user)
            except (Closing, RecognitionFailed) as error:
                if self._closed:
                    raise Closing from error
                left_behind = batcher is not self._batcher or not self.ready
                if lane is not Lane.UPLOAD:
                    if left_behind:
                        raise RecogniserAway from error
                    raise
                attempts -= isinstance(error, RecognitionFailed) and not left_behind
                if attempts <= 0:
                    raise
                await asyncio.sleep(self._signs.pause_s / 10)

    async def close(self) -> None:
        """Refuse new work, and let those who wait go."""
        self._closed = True
        self._here.set()
        await self._batcher.close()

    async def _until_here(self, lane: Lane) -> None:
        if not self.ready and not self._closed:
            try:
                async with asyncio.timeout(None if lane is Lane.UPLOAD else self._signs.away_s):
                    await self._here.wait()
            except TimeoutError:
                raise RecogniserAway from None
        if self._closed:
            raise Closing

    def _new_batcher(self) -> Batcher:
        return Batcher(self._timed, threads=self._threads, on_batch=self._told)

    def _timed(self, crops: Crops) -> Logits:
        """In a thread of the batcher."""
        number = next(self._numbers)
        self._begun[number] = time.monotonic()
        try:
            return self._classify(crops)
        finally:
            self._begun.pop(number, None)

    def _told(self, record: BatchRecord) -> None:
        self._failed_in_a_row = self._failed_in_a_row + 1 if record.failed else 0
        if self._failed_in_a_row >= self._signs.failures:
            self._die("failed")
        self._on_batch(record)

    def _die(self, why: str) -> None:
        if not self._dead.is_set() and not self._closed:
            log.error("recognition.engine_dead", why=why)
            self._dead.set()
            self._here.clear()

    async def _watch(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._signs.hangs_s / 10):
                    await self._dead.wait()
            oldest = min(self._begun.copy().values(), default=time.monotonic())
            if time.monotonic() - oldest > self._signs.hangs_s:
                self._die("hangs")
            if self._dead.is_set():
                await self._replace()

    async def _replace(self) -> None:
        """Leave the batcher with its threads, which may never come back, and go on with another one."""
        leaving = asyncio.create_task(self._batcher.close())
        pause_s = self._signs.pause_s
        while not await self._opened():
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSES * self._signs.pause_s)
        self._begun.clear()
        self._failed_in_a_row = 0
        self._batcher = self._new_batcher()
        self._dead.clear()
        self._here.set()
        log.warning("recognition.engine_back")
        self._on_renewed()
        await leaving

    async def _opened(self) -> bool:
        """Whether another engine opens and answers, in the time for it; a driver may hang here too."""
        trial = Threads(1, "engine-trial")
        try:
            async with asyncio.timeout(self._signs.opens_s):
                answer = await trial.run(self._tried)
        except TimeoutError:
            log.error("recognition.engine_not_opened", error=f"not within {self._signs.opens_s:g} s")
            return False
        except Exception as error:  # whatever a device's driver may raise
            log.error("recognition.engine_not_opened", error=f"{type(error).__name__}: {error}")
            return False
        finally:
            await trial.close(0.0)
        return answer.shape == (1, CLASSES)

    def _tried(self) -> Logits:
        self._renew()
        return self._classify(np.zeros((1, 28, 28), np.uint8))
