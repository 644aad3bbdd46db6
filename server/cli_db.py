"""`numeral db`: the database's tables and their versions. Serving brings them up to date by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from server.db import migrate
from server.db.engine import Database
from server.settings_io import load

db_app = typer.Typer(help="Look after the database.", no_args_is_help=True)

DataDir = Annotated[Path | None, typer.Option(help="Data folder, as given to `numeral serve`.")]


@db_app.command()
def upgrade(data_dir: DataDir = None) -> None:
    """Bring the tables up to this version. Starting the server does the same."""

    async def work() -> None:
        async with Database.open(load(data_dir=data_dir).database) as database:
            print(await database.revision())

    asyncio.run(work())


@db_app.command()
def current(data_dir: DataDir = None) -> None:
    """Print the version that the tables are at, and the one that this program works with."""

    async def work() -> None:
        async with Database.connect(load(data_dir=data_dir).database) as database:
            print(f"{await database.revision() or 'none'} (this program works with {migrate.newest()})")

    asyncio.run(work())


@db_app.command()
def downgrade(
    revision: Annotated[str, typer.Argument(help="Version to go back to.")], data_dir: DataDir = None
) -> None:
    """Take the tables back to an earlier version: newer tables are lost. Stop the server first."""

    async def work() -> None:
        async with Database.connect(load(data_dir=data_dir).database) as database:
            await database.migrate(migrate.downgrade, revision)
            print(await database.revision() or "none")

    asyncio.run(work())
