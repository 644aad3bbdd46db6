"""Migrations: they make what the models say, forward and back, once, also when two servers start together."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any
from unittest.mock import Mock

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.util import greenlet_spawn

from server.db import migrate
from server.db.engine import Database, _write_ahead
from server.db.tables import Base


def differences(connection: Connection) -> list[Any]:
    """What a migration would still have to do, as Alembic sees it."""
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_the_migrations_make_the_tables_of_the_models(database_url: str) -> None:
    """A model that is changed without a migration fails here."""
    async with Database.open(database_url) as database, database.writing() as session:
        connection = await session.connection()
        assert await connection.run_sync(differences) == []


async def test_each_migration_goes_back(database_url: str) -> None:
    """To nothing, and forward again to the same."""
    async with Database.open(database_url) as database:
        await database.migrate(migrate.downgrade, "base")
        assert await database.revision() is None
        async with database.writing() as session:
            connection = await session.connection()
            assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["alembic_version"]
        await database.migrate(migrate.upgrade)
        assert await database.revision() == migrate.newest()
        async with database.writing() as session:
            connection = await session.connection()
            assert await connection.run_sync(differences) == []


async def test_servers_that_start_together_migrate_once(database_url: str) -> None:
    """They take turns, and the later ones find nothing to do."""

    async def start() -> str | None:
        async with Database.open(database_url) as database:
            return await database.revision()

    assert await asyncio.gather(*(start() for _ in range(4))) == [migrate.newest()] * 4


async def test_a_new_file_that_another_server_opens_too_is_tried_again() -> None:
    """SQLite refuses the change to write-ahead at once, without its timeout; other troubles are raised."""
    cursor = Mock()
    cursor.execute.side_effect = [sqlite3.OperationalError("database is locked")] * 3 + [None]
    await greenlet_spawn(_write_ahead, cursor)
    assert cursor.execute.call_count == 4
    cursor.execute.side_effect = sqlite3.OperationalError("disk I/O error")
    with pytest.raises(sqlite3.OperationalError, match="I/O"):
        await greenlet_spawn(_write_ahead, cursor)


async def test_a_migration_that_fails_leaves_what_was(tmp_path_url: str) -> None:
    """On SQLite and PostgreSQL, where tables can be changed in a transaction."""

    def half_way(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise RuntimeError

    async with Database.open(tmp_path_url) as database:
        results = await asyncio.gather(database.migrate(half_way), return_exceptions=True)
        assert isinstance(results[0], RuntimeError)
        async with database.writing() as session:
            connection = await session.connection()
            assert "half" not in await connection.run_sync(lambda sync: inspect(sync).get_table_names())
