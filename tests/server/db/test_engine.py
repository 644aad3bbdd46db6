"""The database: writers that wait for each other, readers that wait for nobody, times that mean one moment."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError, StatementError

from server.accounts.models import Attempt, Session, User
from server.cannot_start import CannotStart
from server.db.base import utc_now
from server.db.engine import Database


def attempt(account: str = "someone", at: datetime | None = None) -> Attempt:
    """A row without relations."""
    return Attempt(purpose="sign-in", account=account, address="203.0.113.9", at=at or utc_now())


async def count(database: Database) -> int:
    """How many attempts are kept."""
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Attempt)) or 0


async def test_a_block_that_raises_changes_nothing(database_url: str) -> None:
    """All of it or nothing."""
    async with Database.open(database_url) as database:
        with pytest.raises(RuntimeError):
            async with database.writing() as session:
                session.add(attempt())
                await session.flush()
                raise RuntimeError
        assert await count(database) == 0


async def test_many_writers_at_once_all_succeed(database_url: str) -> None:
    """Each reads and then writes: the pattern that fails with "database is locked" elsewhere."""

    async def read_and_write(database: Database, number: int) -> None:
        async with database.writing() as session:
            before = await session.scalar(select(func.count()).select_from(Attempt))
            await asyncio.sleep(0)
            session.add(attempt(f"{number}:{before}"))

    async with Database.open(database_url) as database, Database.open(database_url) as other_process:
        await asyncio.gather(*(read_and_write((database, other_process)[n % 2], n) for n in range(40)))
        assert await count(database) == 40


async def test_readers_do_not_wait_for_a_writer(database_url: str) -> None:
    """They see the state before it, until it commits."""
    async with Database.open(database_url) as database:
        async with database.writing() as session:
            session.add(attempt())
            await session.flush()
            assert await count(database) == 0
        assert await count(database) == 1


async def test_times_come_back_as_the_same_moment(database_url: str) -> None:
    """To the microsecond, in UTC, whatever zone they were given in, on every database."""
    moment = datetime(2026, 3, 29, 2, 30, 0, 123456, timezone(timedelta(hours=2)))
    async with Database.open(database_url) as database:
        async with database.writing() as session:
            session.add(attempt(at=moment))
        async with database.reading() as session:
            [kept] = (await session.scalars(select(Attempt.at))).all()
            assert await session.scalar(select(Attempt.id).where(Attempt.at < moment + timedelta(microseconds=1)))
            assert not await session.scalar(select(Attempt.id).where(Attempt.at < moment))
    assert kept == moment
    assert kept.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(database_url: str) -> None:
    """Nobody could say which moment it means."""
    async with Database.open(database_url) as database:
        with pytest.raises(StatementError, match="without a zone"):
            async with database.writing() as session:
                session.add(attempt(at=datetime(2026, 1, 1)))


async def test_keys_are_told_apart_to_the_byte(database_url: str) -> None:
    """`José` and `Jose` are two people, on MySQL too."""
    async with Database.open(database_url) as database:
        async with database.writing() as session:
            session.add_all([attempt("jose"), attempt("josé"), attempt("JOSE")])
        async with database.reading() as session:
            found = await session.scalars(select(Attempt.account).where(Attempt.account == "jose"))
            assert found.all() == ["jose"]


async def test_what_belongs_to_a_user_goes_with_them(database_url: str) -> None:
    """And nothing can belong to nobody."""
    async with Database.open(database_url) as database:
        async with database.writing() as session:
            user = User(name="ada", name_key="ada", email="a@b.c", email_key="a@b.c", password_hash="x")  # noqa: S106
            session.add(user)
            await session.flush()
            session.add(living_session(user.id))
        with pytest.raises(IntegrityError):
            async with database.writing() as session:
                session.add(living_session(user.id + 1))
        async with database.writing() as session:
            await session.execute(delete(User))
        async with database.reading() as session:
            assert (await session.scalars(select(Session))).all() == []


async def test_sqlite_is_set_up_for_many_readers_and_one_writer(tmp_path_url: str) -> None:
    """What the figures in the design rest on."""
    async with Database.open(tmp_path_url) as database, database.reading() as session:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1), ("busy_timeout", 5000)):
            assert await session.scalar(text(f"PRAGMA {pragma}")) == value


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite+aiosqlite:////dev/null/numeral.sqlite3", "must be a folder that can be written to"),
        ("sqlite+aiosqlite:////", "cannot be used"),
        ("postgresql+pg8000://user:secret@127.0.0.1:1/numeral", "pip install pg8000"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_told(url: str, why: str) -> None:
    """In a sentence that says what to do, without the password."""
    with pytest.raises(CannotStart, match=why) as told:
        async with Database.open(url):
            pass
    assert "secret" not in str(told.value)
    # The driver's thread still answers a call that nobody waits for: not to a loop that has closed meanwhile.
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 5)


async def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    """Going back to an older program must not harm what the newer one wrote."""
    async with Database.open(database_url) as database, database.writing() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CannotStart, match="A newer Numeral has written it"):
        async with Database.open(database_url):
            pass


async def test_being_writable_is_asked_and_told(database_url: str) -> None:
    """What the readiness check rests on."""
    async with Database.open(database_url) as database:
        await database.check_writable()
        assert await count(database) == 0


def living_session(user_id: int) -> Session:
    """A session of this user."""
    return Session(
        token_hash=f"hash {user_id}",
        public_id=f"id {user_id}",
        user_id=user_id,
        remember=False,
        device="",
        address="",
        expires=utc_now() + timedelta(hours=1),
    )


@pytest.mark.parametrize("told", [OperationalError("SELECT", None, OSError("Lost connection")), None])
async def test_a_task_that_is_cancelled_in_a_statement_ends(database_url: str, told: Exception | None) -> None:
    """Drivers tell a lost connection instead, or nothing; a loop that goes on after trouble would keep the server."""

    async def for_ever(database: Database, begun: asyncio.Event) -> None:
        while True:
            try:
                async with database.reading():
                    try:
                        begun.set()
                        await asyncio.sleep(60)
                    except asyncio.CancelledError:
                        if told is not None:
                            raise told from None
                await asyncio.sleep(60)
            except (SQLAlchemyError, OSError):
                await asyncio.sleep(60)

    async with Database.open(database_url) as database:
        task = asyncio.create_task(for_ever(database, begun := asyncio.Event()))
        await begun.wait()
        task.cancel()
        async with asyncio.timeout(5):
            await asyncio.wait([task])
        assert task.cancelled()
