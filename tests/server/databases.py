"""An empty database for one test, on whichever database server the tests run against."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine


@asynccontextmanager
async def fresh_database(server_url: str | None, folder: Path) -> AsyncIterator[str]:
    """The address of a database without tables: an SQLite file in `folder`, or one on the server at `server_url`."""
    if server_url is None:
        yield f"sqlite+aiosqlite:///{folder / 'numeral.sqlite3'}"
        return
    name = f"numeral_test_{secrets.token_hex(6)}"
    await _run(server_url, f"CREATE DATABASE {name}")
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        await _run(server_url, f"DROP DATABASE {name}")


async def _run(server_url: str, statement: str) -> None:
    engine = create_async_engine(server_url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()
