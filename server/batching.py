"""One classifier for everybody: it takes whatever gathered while its last batch ran.

There is no wait timer. A lone pen is served at once; under load the batches grow by themselves, because more
gathers while the classifier is busy. Digits are counted, not requests, and a batch is of one lane: mixing
thirty camera digits into a pen's batch would hold up the pen. A job larger than a batch is cut into slices,
between which more urgent lanes go first.

    RecognitionFailed     the classifier raised; its batch is lost, the next one is not
    Superseded            live work that gave way because its lane was full
    Closing               the server is stopping
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import structlog

from server.errors import Unavailable
from server.jobs import Crops, Job, Logits, Slice
from server.lanes import EVERY_LANE, Lane, Lanes, User
from server.threads import Threads

Classify = Callable[[Crops], Logits]

CLASSES = 11
CLOSE_S = 2.0
INK_ONLY = frozenset({Lane.INK})

log = structlog.get_logger(__name__)


class RecognitionFailed(Unavailable):
    """Raised to every caller whose crops were in the batch at which the classifier failed."""

    code = "recognition.failed"
    sentence = "The digits could not be read."
    hint = "Try again; if it stays, tell whoever runs the server."


class Superseded(Unavailable):
    """Raised to live callers whose lane was full: newer input takes their place."""

    code = "recognition.superseded"
    sentence = "The server has more to read than it can; this was left out."
    hint = "Go on: what comes next is read when there is room."


class Closing(Unavailable):
    """Raised once the server is stopping."""

    code = "server.closing"
    sentence = "The server is stopping."
    hint = "Try again in a moment."


@dataclass(frozen=True, slots=True)
class BatchSizes:
    """Digits per batch of ink and of everything else, the fewest that are worth sharing between threads, and
    digits that may wait in a lane (784 bytes a digit).

    Past 64 the network's rate does not grow on a CPU, and from 4 on it hardly does: pictures come in slices, so
    that whoever is more urgent waits less, and threads that are idle share what there is.
    """

    batch: int = 64
    slice: int = 32
    share: int = 4
    waiting: int = 8192


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """What happened to one batch, for the metrics. `waited_s` is that of the job that waited longest."""

    lane: Lane
    digits: int
    jobs: int
    waited_s: float
    classify_s: float
    failed: bool


class Batcher:
    """Runs `classify` in `threads` threads of its own; `close` ends them. Used from one event loop."""

    def __init__(
        self,
        classify: Classify,
        *,
        threads: int = 1,
        sizes: BatchSizes | None = None,
        on_batch: Callable[[BatchRecord], None] = lambda record: None,
    ) -> None:
        self._classify = classify
        self._sizes = sizes or BatchSizes()
        self._on_batch = on_batch
        self._loop = asyncio.get_running_loop()
        self._threads = Threads(threads, "classify")
        self._idle = threads
        # A thread is always left to ink, or a pen would wait for a slice of somebody's picture.
        self._patient_threads = max(1, threads - 1)
        self._patient = 0
        self._lanes: Lanes[Job] = Lanes(turn=self._sizes.slice)
        self._waiting = dict.fromkeys(Lane, 0)
        self._scheduled = 0
        self._closing = False
        self._upload_room = asyncio.Event()
        self._running: dict[int, list[Slice]] = {}

    @property
    def ready(self) -> bool:
        """Whether it takes work."""
        return not self._closing

    @property
    def waiting(self) -> dict[Lane, int]:
        """Digits that wait in each lane, not counting what is being classified."""
        return dict(self._waiting)

    async def classify(self, crops: Crops, *, lane: Lane, user: User = None) -> Logits:
        """The (N, 11) logits of (N, 28, 28) crops, in their order.

        Raises Closing; RecognitionFailed; and, in live lanes only, Superseded. Uploads wait while their lane
        is full. When the caller is cancelled, what was not begun is not classified.
        """
        if not len(crops):
            return np.empty((0, CLASSES), np.float32)
        if lane is not Lane.UPLOAD:
            self._give_way(lane, len(crops))
        else:
            await self._room(lane, len(crops))
        if self._closing:
            raise Closing
        job = Job(crops, lane, user, self._loop.create_future())
        self._lanes.add(lane, user, job)
        self._waiting[lane] += len(crops)
        if self._idle and not self._scheduled:
            self._schedule()
        try:
            return await job.answer
        finally:
            self._withdraw(job)

    def at_once(self, crops: Crops) -> Logits:
        """The logits of a few crops of ink, on the event loop: a batch like any other, in whose place nobody waits.

        Raises RecognitionFailed.
        """
        _, took_s, outcome = self._timed([crops])
        failed = isinstance(outcome, Exception)
        self._on_batch(BatchRecord(Lane.INK, len(crops), 1, 0.0, took_s, failed))
        if isinstance(outcome, Exception):
            raise _failure(outcome)
        return outcome

    async def close(self) -> None:
        """Refuse new work, fail what waits, and return when the running batches have ended.

        A batch that does not end is left behind, and its callers fail too.
        """
        self._closing = True
        for _, _, job in self._lanes:
            job.fail(Closing())
            self._withdraw(job)
        self._upload_room.set()
        if not await self._threads.close(CLOSE_S):
            for part in itertools.chain.from_iterable(self._running.values()):
                part.job.fail(Closing())

    def _give_way(self, lane: Lane, count: int) -> None:
        while self._is_full(lane, count) and (heaviest := self._lanes.heaviest(lane)):
            job = heaviest[1]
            job.fail(Superseded())
            self._withdraw(job)

    async def _room(self, lane: Lane, count: int) -> None:
        while not self._closing and self._is_full(lane, count):
            self._upload_room.clear()
            await self._upload_room.wait()

    def _is_full(self, lane: Lane, count: int) -> bool:
        # One job may be larger than the whole bound: it is let in when it would be alone.
        return self._waiting[lane] > 0 and self._waiting[lane] + count > self._sizes.waiting

    def _withdraw(self, job: Job) -> None:
        if self._lanes.remove(job.lane, job.user, job):
            self._less_waiting(job.lane, len(job.crops) - job.taken)

    def _less_waiting(self, lane: Lane, digits: int) -> None:
        self._waiting[lane] -= digits
        if lane is Lane.UPLOAD:
            self._upload_room.set()

    def _schedule(self) -> None:
        # One turn of the loop later, everybody who was woken by the last batch has asked again.
        self._scheduled += 1
        self._loop.call_soon(self._dispatch)

    def _dispatch(self) -> None:
        self._scheduled -= 1
        if self._scheduled:
            return  # another batch has ended meanwhile: its callers are about to ask again
        while self._idle and any(self._waiting.values()) and (slices := self._form()):
            self._idle -= 1
            self._patient += slices[0].job.lane is not Lane.INK
            self._running[id(slices)] = slices
            running = self._threads.run(partial(self._work, slices))
            running.add_done_callback(partial(self._finish, slices))

    def _form(self) -> list[Slice]:
        allowed = EVERY_LANE if self._patient < self._patient_threads else INK_ONLY
        lane = self._lanes.choose(allowed)
        if lane is None:
            return []
        room = self._room_for(lane)
        slices: list[Slice] = []
        while room and (head := self._lanes.head(lane)):
            slices.append(taken := self._cut(head[1], room))
            room -= taken.stop - taken.start
        digits = sum(slice.stop - slice.start for slice in slices)
        self._less_waiting(lane, digits)
        self._lanes.served(lane, digits)
        return slices

    def _room_for(self, lane: Lane) -> int:
        """As much as a batch may hold, but no more than this thread's share of what waits."""
        if lane is Lane.INK:
            most, threads = self._sizes.batch, self._idle
        else:
            most, threads = self._sizes.slice, min(self._idle, self._patient_threads - self._patient)
        share = -(-self._waiting[lane] // threads)
        return min(most, max(share, self._sizes.share))

    def _cut(self, job: Job, room: int) -> Slice:
        start = job.taken
        job.taken = min(len(job.crops), start + room)
        self._lanes.rotate(job.lane)
        if job.taken == len(job.crops):
            self._lanes.remove(job.lane, job.user, job)
        return Slice(job, start, job.taken)

    def _work(self, slices: list[Slice]) -> tuple[float, float, Logits | Exception]:
        """In a thread: see `_timed`."""
        return self._timed([part.job.crops[part.start : part.stop] for part in slices])

    def _timed(self, parts: list[Crops]) -> tuple[float, float, Logits | Exception]:
        """When it began, how long it took, and the logits of all parts or what went wrong."""
        began = time.perf_counter()
        outcome: Logits | Exception
        try:
            crops = parts[0] if len(parts) == 1 else np.concatenate(parts)
            outcome = self._classify(crops)
            if len(outcome) != len(crops):
                raise ValueError(f"{len(crops)} crops came back as {len(outcome)} answers")
        except Exception as error:
            log.exception("recognition.classifier_failed", digits=sum(map(len, parts)))
            outcome = error
        return began, time.perf_counter() - began, outcome

    def _finish(self, slices: list[Slice], running: asyncio.Future[tuple[float, float, Logits | Exception]]) -> None:
        del self._running[id(slices)]
        began, took_s, outcome = running.result()
        lane = slices[0].job.lane
        self._idle += 1
        self._patient -= lane is not Lane.INK
        at = 0
        for part in slices:
            count = part.stop - part.start
            if isinstance(outcome, Exception):
                part.job.fail(_failure(outcome))
            else:
                part.job.put(part.start, outcome[at : at + count])
            at += count
        waited_s = began - min(part.job.since for part in slices)
        failed = isinstance(outcome, Exception)
        self._on_batch(BatchRecord(lane, at, len(slices), waited_s, took_s, failed))
        self._schedule()


def _failure(cause: Exception) -> RecognitionFailed:
    failure = RecognitionFailed()
    failure.__cause__ = cause
    return failure
