"""Migrations by Alembic; they travel inside the package and run by themselves at start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

FOLDER = Path(__file__).parent / "migrations"

_LOCK = 0x4E554D45
"""Any number that nobody else on the same PostgreSQL server locks."""


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables up to `revision`; servers that start together take turns."""
    with _turn(connection):
        if current(connection) != newest() or revision != "head":
            command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the tables back to `revision` ("base": none), with what only newer tables hold lost."""
    with _turn(connection):
        command.downgrade(_config(connection), revision)


def current(connection: Connection) -> str | None:
    """The revision that the tables are at; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision that this version of the server works with."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _turn(connection: Connection) -> Iterator[None]:
    # SQLite needs nothing: the transaction that we are in holds its only write lock.
    match connection.dialect.name:
        case "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            yield
        case "mysql" | "mariadb":
            connection.execute(text(f"SELECT GET_LOCK('{_LOCK}', 60)"))
            try:
                yield
            finally:
                connection.execute(text(f"SELECT RELEASE_LOCK('{_LOCK}')"))
        case _:
            yield
