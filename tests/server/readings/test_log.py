"""Keeping what is read: in batches, nothing lost, and a page that the database refuses holds up no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import DataError

from server.accounts.models import User
from server.db.engine import Database
from server.readings.bounds import Bounds, Load
from server.readings.log import ReadingLog
from server.readings.page_answer import PageResult
from server.readings.queue import Claim, ReadingQueue, Step
from server.readings.schemas import Summary
from server.readings.store import NewReading, ReadingStore

MANY = 12
PLENTY = Load(1000, 1_000_000)


class WatchedQueue(ReadingQueue):
    """Notes how many steps came together, and has a text that it refuses, as a database does with what is too long."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.batches: list[int] = []

    async def keep(self, steps: Sequence[Step]) -> list[Summary | None]:
        """As the queue does."""
        self.batches.append(len(steps))
        if any(step.page is not None and step.page.text == "refused" for step in steps):
            raise DataError("INSERT", None, Exception("too long"))
        return await super().keep(steps)


@pytest.fixture
async def queue(database_url: str) -> AsyncIterator[WatchedQueue]:
    """A queue with readings of one page that wait."""
    async with Database.open(database_url) as database:
        async with database.writing() as session:
            session.add(User(name="ada", name_key="ada", email="ada", email_key="ada", password_hash=""))
        new = [NewReading(f"r{n}", 1, "a.jpg", "jpeg", 1, 100, "picture") for n in range(MANY)]
        await ReadingStore(database, Bounds(of_one=PLENTY, of_all=PLENTY)).add(new)
        yield WatchedQueue(database)


async def claims_of(queue: ReadingQueue) -> list[Claim]:
    found = [await queue.claim() for _ in range(MANY)]
    return [claim for claim in found if claim is not None]


@asynccontextmanager
async def writing(queue: ReadingQueue) -> AsyncIterator[ReadingLog]:
    """A log that runs inside the block."""
    log = ReadingLog(queue)
    task = asyncio.create_task(log.run())
    try:
        yield log
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def ended(claim: Claim, text: str = "12") -> Step:
    return Step(claim, PageResult(0, reading="{}", text=text), ended=True)


async def test_what_gathers_is_kept_together(queue: WatchedQueue) -> None:
    """Many pages at the same time cost few transactions, and each caller hears of its own reading."""
    claims = await claims_of(queue)
    async with writing(queue) as log:
        kept = await asyncio.gather(*(log.keep(ended(claim, str(claim.id))) for claim in claims))
    assert [(one.id, one.text, one.status) for one in kept if one is not None] == [
        (claim.public_id, str(claim.id), "done") for claim in claims
    ]
    assert sum(queue.batches) == MANY
    assert len(queue.batches) < MANY


async def test_a_lone_page_does_not_wait_for_others(queue: WatchedQueue) -> None:
    """There is no timer."""
    claim = (await claims_of(queue))[0]
    async with writing(queue) as log:
        assert await log.keep(ended(claim)) is not None
    assert queue.batches == [1]


async def test_a_page_that_is_refused_fails_alone(queue: WatchedQueue) -> None:
    """It is reported failed; those that came with it are kept."""
    claims = await claims_of(queue)
    async with writing(queue) as log:
        texts = ["refused" if n == 3 else "12" for n in range(MANY)]
        kept = await asyncio.gather(*(log.keep(ended(*one)) for one in zip(claims, texts, strict=True)))
    states = [one.status for one in kept if one is not None]
    assert states == ["failed" if n == 3 else "done" for n in range(MANY)]
