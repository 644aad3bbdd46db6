"""Keeps what is read in batches: whatever gathered while the last transaction ran goes into the next one.

One reading that is read alone is kept at once; of many at the same time each costs a part of a commit. There is no
timer. Trouble with the database makes the log wait and try again: nothing that was read is lost. A page that the
database will not take as it is becomes a page with an error, and holds up no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from server.errors import Unexpected
from server.readings.errors import problem
from server.readings.page_answer import PageResult
from server.readings.queue import ReadingQueue, Step
from server.readings.schemas import Summary

log = structlog.get_logger()

MOST = 64
MOST_BYTES = 4 * 1024 * 1024
"""Steps, and bytes of them, in one transaction: MySQL takes no more than 16 MB at once unless told otherwise."""

WAIT_AFTER_TROUBLE_S = 1.0

T = TypeVar("T")


class ReadingLog:
    """`keep` is called by as many tasks as like; `run` writes until it is cancelled."""

    def __init__(self, queue: ReadingQueue) -> None:
        self._queue = queue
        self._waiting: asyncio.Queue[tuple[Step, asyncio.Future[Summary | None]]] = asyncio.Queue()
        # Not bounded here: each caller waits for its own step, so there are no more steps than callers.

    async def keep(self, step: Step) -> Summary | None:
        """Return when it is kept. None when the reading was cancelled, deleted or taken over: stop then."""
        kept: asyncio.Future[Summary | None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((step, kept))
        return await kept

    async def run(self) -> None:
        """Write for as long as there are callers."""
        while True:
            batch = [await self._waiting.get()]
            size = _bytes_of(batch[0][0])
            while len(batch) < MOST and size < MOST_BYTES and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
                size += _bytes_of(batch[-1][0])
            for (_, kept), result in zip(batch, await self._keep([step for step, _ in batch]), strict=True):
                if not kept.done():
                    kept.set_result(result)

    async def _keep(self, steps: Sequence[Step]) -> list[Summary | None]:
        try:
            return await insist(lambda: self._queue.keep(steps))
        except (DataError, IntegrityError):
            if len(steps) > 1:  # one of them: each for itself
                return [kept for step in steps for kept in await self._keep([step])]
            log.exception("readings.not_taken", reading=steps[0].claim.public_id)
            return await insist(lambda: self._queue.keep([_without_result(steps[0])]))


def _without_result(step: Step) -> Step:
    error = problem(Unexpected())
    page = step.page and PageResult(step.page.page, error=error)
    return replace(step, page=page, error=error if step.claim.pages == 1 else step.error)


def _bytes_of(step: Step) -> int:
    return 0 if step.page is None else len(step.page.reading or "") + len(step.page.crops or b"")


async def insist(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask the database or the storage until it answers: it may be away for a while, and nothing read may be lost."""
    while True:
        try:
            return await ask()
        except (DataError, IntegrityError):
            raise  # asking again would not help
        except (SQLAlchemyError, OSError):
            log.exception("readings.away")
            await asyncio.sleep(WAIT_AFTER_TROUBLE_S)
