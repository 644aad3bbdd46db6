"""Reads uploads page by page, a few at a time, for as long as the server runs.

A page that cannot be read is kept with its error and the others go on. Trouble with the database or the disk makes
the worker wait and try again; nothing makes it end.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from server.batching import Closing, RecognitionFailed
from server.errors import Unexpected
from server.lanes import Lane
from server.metrics import Metrics
from server.readings.errors import problem
from server.readings.log import ReadingLog, insist
from server.readings.page_answer import PageAnswer, PageResult
from server.readings.presence import LOOKS
from server.readings.queue import GAVE_UP, MAX_ATTEMPTS, Claim, ReadingQueue, Step
from server.readings.schemas import Problem, Summary
from server.readings.sources import source_of
from server.readings.storage import Storage
from server.readings.store import ReadingStore
from server.recognition import Recognition
from vision import VisionError

log = structlog.get_logger()

LOOK_AGAIN_S = 5.0
"""Uploads of this process wake the worker at once; those of another are found by looking."""

STOP_S = 1.0

Told = Callable[[int, Summary], None]


class ReadingWorker:
    """Takes readings from the queue until it is stopped."""

    def __init__(
        self,
        queue: ReadingQueue,
        store: ReadingStore,
        storage: Storage,
        recognition: Recognition,
        metrics: Metrics,
        told: Told,
        *,
        keep_images: bool,
        takeover_s: float,
    ) -> None:
        """`told` hears of every step forward; with `keep_images` off a picture goes as soon as it is read.

        A process that gives no sign for `takeover_s` loses its readings to the others.
        """
        self._queue = queue
        self._log = ReadingLog(queue)
        self._store = store
        self._storage = storage
        self._recognition = recognition
        self._metrics = metrics
        self._told = told
        self._keep_images = keep_images
        self._beat_every_s = takeover_s / (LOOKS + 1)
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._pages: dict[str, asyncio.Task[PageResult]] = {}

    @property
    def alive(self) -> bool:
        """Whether every task still runs."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Read inside the block. On the way out pages that are nearly read are finished, others put back."""
        await self._queue.join()
        readers = [
            asyncio.create_task(self._work(), name=f"readings-{n}") for n in range(self._recognition.pages_at_once)
        ]
        others = [asyncio.create_task(self._log.run()), asyncio.create_task(self._live())]
        self._tasks = [*readers, *others]
        try:
            yield
        finally:
            self._stopping.set()
            self._wake.set()
            await asyncio.wait(readers, timeout=STOP_S)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            with suppress(SQLAlchemyError, OSError, TimeoutError):
                async with asyncio.timeout(STOP_S):
                    await self._queue.leave()

    def wake(self) -> None:
        """There is something new in the queue."""
        self._wake.set()

    def abandon(self, public_id: str) -> None:
        """A reading was cancelled or deleted: stop the page that is being read, if it is here."""
        if task := self._pages.get(public_id):
            task.cancel()

    async def _live(self) -> None:
        """Show other processes that this one lives, and take over from those that do not."""
        while True:
            await asyncio.sleep(self._beat_every_s)
            try:
                await self._queue.beat()
                self._metrics.upload_queue.set(await self._queue.waiting())
                self._metrics.process.upload_oldest.set(await self._queue.oldest_s())
            except (SQLAlchemyError, OSError) as error:
                log.warning("readings.beat_failed", error=str(error))

    async def _work(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            claim = await insist(self._queue.claim)
            if claim is not None:
                await self._read_or_release(claim)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._wake.wait()

    async def _read_or_release(self, claim: Claim) -> None:
        try:
            ended = await self._read(claim)
        except (asyncio.CancelledError, Closing):
            ended = False
            self._stopping.set()
        if ended:
            self._queue.let_go(claim)
        else:
            await self._queue.release(claim)

    async def _read(self, claim: Claim) -> bool:
        """Read what is missing; False when the server stops before the end."""
        if claim.attempt > MAX_ATTEMPTS:
            return await self._end(claim, GAVE_UP)
        original = await insist(lambda: asyncio.to_thread(self._storage.fetch, claim.picture))
        try:
            return await self._read_pages(claim, original)
        finally:
            await asyncio.shield(asyncio.to_thread(self._storage.give_back, original))

    async def _read_pages(self, claim: Claim, original: Path) -> bool:
        errors: list[Problem] = []
        missing = [page for page in range(claim.pages) if page not in claim.done]
        for page in missing:
            if self._stopping.is_set():
                return False
            result = await self._read_page(claim, original, page)
            if result is not None and result.error is not None:
                errors.append(result.error)
            # The last page and the end of the reading are one step, unless the picture has to go in between.
            last = page == missing[-1] and self._keep_images
            error = errors[0] if last and len(errors) == claim.pages else None
            kept = None if result is None else await self._log.keep(Step(claim, result, ended=last, error=error))
            if kept is None:
                self._metrics.upload_ended("cancelled")
                return True
            self._tell(claim, kept)
            if last:
                return True
        return await self._end(claim, errors[0] if len(errors) == claim.pages else None)

    async def _end(self, claim: Claim, error: Problem | None) -> bool:
        if not self._keep_images:
            await insist(lambda: self._store.forget_picture(claim.id))
            await asyncio.to_thread(self._storage.remove, claim.picture)
        ended = await self._log.keep(Step(claim, ended=True, error=error))
        if ended is not None:
            self._tell(claim, ended)
        return True

    def _tell(self, claim: Claim, progress: Summary) -> None:
        if progress.status in ("done", "failed"):
            self._metrics.upload_ended(progress.status)
        self._told(claim.user_id, progress)

    async def _read_page(self, claim: Claim, original: Path, page: int) -> PageResult | None:
        """None when the reading was abandoned."""
        task = asyncio.create_task(self._try_page(claim, original, page))
        self._pages[claim.public_id] = task
        try:
            return await task
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                task.cancel()
                raise
            return None
        finally:
            del self._pages[claim.public_id]

    async def _try_page(self, claim: Claim, original: Path, page: int) -> PageResult:
        try:
            source = await asyncio.to_thread(source_of, original, claim.kind, page)
            form = PageAnswer(page, self._keep_images)
            with self._recognition.tracing.span("page", reading=claim.public_id, page=page):
                return await self._recognition.read_as(form, source, lane=Lane.UPLOAD, user=claim.user_id)
        except Closing:
            raise
        except (VisionError, RecognitionFailed) as error:
            return PageResult(page, error=problem(error))
        except Exception:
            log.exception("readings.page_failed", reading=claim.public_id, page=page)
            return PageResult(page, error=problem(Unexpected()))
