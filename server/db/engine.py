"""One database for the life of the server: short reading and writing transactions, nothing else."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from alembic.util import CommandError
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool, QueuePool
from sqlalchemy.util import await_only

from server.cannot_start import CannotStart
from server.db import migrate
from server.keys import DATABASE, SETTINGS

BUSY_TIMEOUT_MS = 5000
"""How long SQLite waits for a writer in another process (a command) before it gives up."""


WAIT_S = 5
"""How long a request waits for a connection. A machine that is gone without a word answers nothing at all."""

CONNECTIONS = 20
"""To a database server, of which half are kept open."""

ANSWER_S = 30
"""How long one statement may take, likewise."""

_WAITS: dict[str, dict[str, Any]] = {
    "asyncpg": {"timeout": WAIT_S, "command_timeout": ANSWER_S},
    "asyncmy": {"connect_timeout": WAIT_S, "read_timeout": ANSWER_S},
}


class DatabaseAway(ConnectionError):
    """Raised in place of what a driver raises while its server is down, starting, stopping or out of reach."""


class Database:
    """`reading()` and `writing()` are the only ways in."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine = _engine(url)
        # SQLite has one writer at a time. Waiting here is fair; waiting in SQLite is a sleep that grows.
        self._writer = asyncio.Lock() if self.is_sqlite else nullcontext()
        self._writing = self._engine.execution_options(begin="BEGIN IMMEDIATE")

    @classmethod
    @asynccontextmanager
    async def connect(cls, url: str) -> AsyncIterator[Self]:
        """The database at `url` as it is; closed on the way out. Raises CannotStart."""
        try:
            _make_folder(url)
            database = cls(url)
        except ModuleNotFoundError as error:
            raise CannotStart(f"This database needs a package: pip install {error.name}") from error
        except OSError as error:
            raise CannotStart(f"{error}. NUMERAL_DATA_DIR must be a folder that can be written to.") from error
        try:
            yield database
        finally:
            await database._engine.dispose()

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        """The same, its tables brought up to date first. Raises CannotStart."""
        async with cls.connect(url) as database:
            try:
                await database.migrate(migrate.upgrade)
            except (DBAPIError, CommandError, OSError) as error:
                raise CannotStart(_why(url, error)) from error
            yield database

    async def migrate(self, step: Callable[..., None], *arguments: str) -> None:
        """Run a step of `migrate` in one transaction. A large table may take its time."""
        if self.is_sqlite:
            async with self._writing.begin() as connection:
                await connection.run_sync(step, *arguments)
            return
        patient = create_async_engine(self._url, hide_parameters=True, poolclass=NullPool)
        with _away_told():
            async with patient.begin() as connection:
                await connection.run_sync(step, *arguments)

    async def revision(self) -> str | None:
        """The version of the tables; None before the first."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(migrate.current)

    def observe(self, queried: Callable[[str, float], None], failed: Callable[[], None]) -> None:
        """Tell each statement with its seconds, and each failure."""
        engine = self._engine.sync_engine

        def began(connection: Connection, *_: object) -> None:
            connection.info["began"] = time.perf_counter()

        def ended(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
            start = connection.info.pop("began", None)
            if start is not None:  # None: it began before anybody observed.
                queried(statement, time.perf_counter() - start)

        event.listen(engine, "before_cursor_execute", began)
        event.listen(engine, "after_cursor_execute", ended)
        event.listen(engine, "handle_error", lambda _: failed())

    @property
    def connections(self) -> tuple[int, int]:
        """Connections in use, and idle ones that are kept."""
        pool = self._engine.pool
        return (pool.checkedout(), pool.checkedin()) if isinstance(pool, QueuePool) else (0, 0)

    @property
    def is_sqlite(self) -> bool:
        """Whether all of it is one file on this machine."""
        return self._engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that is never committed. Each query sees what was committed before it. Raises DatabaseAway."""
        with _away_told():
            async with AsyncSession(self._engine, expire_on_commit=False) as session:
                yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session that commits when the block ends and rolls back when it raises. Keep it short.

        Raises DatabaseAway; whether a commit that was under way then went through, nobody knows.
        """
        with _away_told():
            async with (
                self._writer,
                AsyncSession(self._writing, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session

    async def check_writable(self) -> None:
        """Raises an SQLAlchemyError or OSError when the database cannot be written to now."""
        with _away_told():
            async with self._writer, self._writing.connect() as connection:
                await connection.execute(text("SELECT 1"))
                await connection.rollback()


async def database_ctx(app: web.Application) -> AsyncIterator[None]:
    """Own the database for as long as the server runs."""
    async with Database.open(app[SETTINGS].database) as database:
        app[DATABASE] = database
        yield


def _engine(url: str) -> AsyncEngine:
    # hide_parameters: what is stored must not turn up in tracebacks and so in logs.
    if not url.startswith("sqlite"):
        return create_async_engine(
            url,
            hide_parameters=True,
            # Rows that are locked one by one must not be locked in ranges, as MySQL does unless told otherwise.
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_size=CONNECTIONS // 2,
            max_overflow=CONNECTIONS - CONNECTIONS // 2,
            pool_timeout=WAIT_S,
            connect_args=_WAITS.get(make_url(url).get_driver_name(), {}),
        )
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def _away_told() -> Iterator[None]:
    cancelled_before = _cancelled()
    try:
        yield
    except Exception as error:
        if _cancelled() > cancelled_before:
            raise asyncio.CancelledError from error
        if isinstance(error, ConnectionError | TimeoutError | socket.gaierror):
            raise DatabaseAway(str(error) or type(error).__name__) from error
        # SQLAlchemy wraps what a driver raises in a statement, not what it raises while it connects.
        if type(error).__module__.partition(".")[0] in ("asyncpg", "asyncmy", "pymysql"):
            raise DatabaseAway(str(error)) from error
        raise
    # A driver that is cancelled in a statement may say that its connection is lost, or nothing at all; whoever goes on
    # after trouble with the database would then live for ever.
    if _cancelled() > cancelled_before:
        raise asyncio.CancelledError


def _cancelled() -> int:
    """How often the running task was asked to end."""
    task = asyncio.current_task()
    return 0 if task is None else task.cancelling()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin transactions late and by its own rules
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Raises sqlite3.OperationalError when others hold a new database for longer than BUSY_TIMEOUT_MS."""
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1e3
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # Of servers that open a new file together SQLite refuses some at once, whatever its timeout is.
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            await_only(asyncio.sleep(0.01))


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: one that reads first and writes later fails when another wrote between.
    # A reader begins nothing: each of its queries stands for itself, and a BEGIN would be three changes of thread more.
    if begin := connection.get_execution_options().get("begin"):
        connection.exec_driver_sql(begin)


def _why(url: str, error: Exception) -> str:
    shown = make_url(url).render_as_string(hide_password=True)
    cause = str(error.__cause__ or error).rstrip(".")
    newer = isinstance(error, CommandError)
    hint = "A newer Numeral has written it." if newer else "Is it running, and is the address right?"
    return f"The database {shown} cannot be used: {cause}. {hint}"


def _make_folder(url: str) -> None:
    path = make_url(url).database
    if url.startswith("sqlite") and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
