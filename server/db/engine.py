"""One database for the life of the server: short reading and writing transactions, nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from alembic.util import CommandError
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from server.cannot_start import CannotStart
from server.db import migrate
from server.keys import DATABASE, SETTINGS

BUSY_TIMEOUT_MS = 5000
"""How long SQLite waits for a writer in another process (a command) before it gives up."""


class Database:
    """`reading()` and `writing()` are the only ways in."""

    def __init__(self, url: str) -> None:
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
        """Run a step of `migrate` in one transaction."""
        async with self._writing.begin() as connection:
            await connection.run_sync(step, *arguments)

    async def revision(self) -> str | None:
        """The version of the tables; None before the first."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(migrate.current)

    @property
    def is_sqlite(self) -> bool:
        """Whether all of it is one file on this machine."""
        return self._engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one state of the database from its first query on; it is never committed."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session that commits when the block ends and rolls back when it raises. Keep it short."""
        async with (
            self._writer,
            AsyncSession(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    async def check_writable(self) -> None:
        """Raises an SQLAlchemyError or OSError when the database cannot be written to now."""
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
        return create_async_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=10)
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin transactions late and by its own rules
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: one that reads first and writes later fails when another wrote between.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


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
