"""Several servers on one queue: a living one keeps its readings, a dead one's are taken over once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from server.accounts.models import User
from server.db.engine import Database
from server.readings.bounds import Bounds, Load
from server.readings.page_answer import PageResult
from server.readings.presence import LOOKS
from server.readings.queue import Claim, ReadingQueue, Step
from server.readings.store import NewReading, ReadingStore

PLENTY = Load(1000, 1_000_000)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with one user and a reading of two pages that waits; no server."""
    async with Database.open(database_url) as opened:
        async with opened.writing() as session:
            session.add(User(name="ada", name_key="ada", email="ada", email_key="ada", password_hash=""))
        await store_of(opened).add([NewReading("r", 1, "a.tiff", "tiff", 2, 100, "picture")])
        yield opened


def store_of(database: Database) -> ReadingStore:
    return ReadingStore(database, Bounds(of_one=PLENTY, of_all=PLENTY))


async def two_servers(database: Database) -> tuple[ReadingQueue, ReadingQueue]:
    """Both are known; on SQLite, which has one server, the later one has pushed the first one out and it came back."""
    first, second = ReadingQueue(database), ReadingQueue(database)
    for queue in (first, second):
        await queue.join()
    for queue in (first, second):
        await queue.beat()
    return first, second


async def claimed(queue: ReadingQueue) -> Claim:
    """The reading, which must wait."""
    claim = await queue.claim()
    assert claim is not None
    return claim


async def looked(queue: ReadingQueue, times: int = LOOKS + 1) -> None:
    """Time goes by for one server."""
    for _ in range(times):
        await queue.beat()


async def test_a_dead_server_s_reading_goes_on_after_its_last_page(database: Database) -> None:
    """By whoever sees it stand still; what is done is not done again."""
    dead, alive = await two_servers(database)
    claim = await claimed(dead)
    await dead.keep([Step(claim, PageResult(0, reading="{}", text="12"))])
    await looked(alive)
    again = await claimed(alive)
    assert (again.public_id, again.done) == ("r", frozenset({0}))
    (ended,) = await alive.keep([Step(again, PageResult(1, reading="{}", text="34"), ended=True)])
    assert ended is not None
    assert (ended.status, ended.text, ended.pages_done) == ("done", "12\n34", 2)


async def test_who_was_only_stopped_for_long_finds_that_its_reading_is_another_s(database: Database) -> None:
    """Its late results are not kept, it lets go of nobody else's reading, and it goes on with the next."""
    stopped, alive = await two_servers(database)
    late = await claimed(stopped)
    await looked(alive)
    again = await claimed(alive)
    assert await stopped.keep([Step(late, PageResult(0, reading="{}", text="99"), ended=True)]) == [None]
    await stopped.release(late)
    await stopped.beat()
    (kept,) = await alive.keep([Step(again, PageResult(0, reading="{}", text="12"))])
    assert kept is not None
    assert (kept.status, kept.text) == ("reading", "12")
    await store_of(database).add([NewReading("next", 1, "b.jpg", "jpeg", 1, 100, "picture")])
    assert (await claimed(stopped)).public_id == "next"


async def test_who_lives_keeps_what_it_reads(database: Database) -> None:
    """However often the others look."""
    busy, idle = await two_servers(database)
    await claimed(busy)
    for _ in range(3):
        await looked(idle, LOOKS - 1)
        await busy.beat()
    assert await idle.claim() is None


async def test_a_reading_is_taken_over_by_one(database: Database) -> None:
    """Two who see the same death do not both get it."""
    dead, second = await two_servers(database)
    third = ReadingQueue(database)
    await third.beat()
    await dead.beat()
    await claimed(dead)
    for _ in range(LOOKS + 1):
        await second.beat()
        await third.beat()
    claims = [await queue.claim() for queue in (second, third, second)]
    assert sum(claim is not None for claim in claims) == 1


async def test_nobody_dies_of_a_database_that_was_away(database: Database) -> None:
    """While it was, nobody could give a sign: looks before that do not count."""
    first, second = await two_servers(database)
    await claimed(first)
    await looked(second, LOOKS - 1)
    async with database.writing() as session:
        await session.execute(text("ALTER TABLE workers RENAME TO away"))
    with pytest.raises(Exception, match="workers"):
        await second.beat()
    async with database.writing() as session:
        await session.execute(text("ALTER TABLE away RENAME TO workers"))
    await looked(second, LOOKS)
    assert await second.claim() is None


async def test_a_claim_that_nobody_knows_of_is_put_back(database: Database) -> None:
    """The commit went through, its answer was lost: the reading must not wait until the server stops."""
    queue = ReadingQueue(database)
    await queue.join()
    lost = await claimed(queue)
    queue.let_go(lost)
    await queue.beat()
    assert (await claimed(queue)).public_id == lost.public_id


async def test_who_leaves_puts_everything_back(database: Database) -> None:
    """At once, not when it would be missed."""
    leaving, staying = await two_servers(database)
    await claimed(leaving)
    await leaving.leave()
    assert (await claimed(staying)).public_id == "r"
