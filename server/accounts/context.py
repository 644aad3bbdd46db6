"""What accounts need while the server runs: password threads, the watch over sessions, tidying up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from server.accounts import attempts, reset_links, sessions
from server.accounts.models import Session
from server.accounts.passwords import Passwords
from server.accounts.session_ends import SessionEnds
from server.db.base import utc_now
from server.db.engine import Database
from server.keys import DATABASE, PASSWORDS, SESSION_ENDS, SETTINGS
from server.settings import Settings

log = structlog.get_logger()

TIDY_EVERY_S = 600


async def accounts_ctx(app: web.Application) -> AsyncIterator[None]:
    """Own the password threads and the two tasks."""
    app[SESSION_ENDS] = ends = SessionEnds(app[DATABASE])
    async with Passwords.open() as passwords, asyncio.TaskGroup() as tasks:
        app[PASSWORDS] = passwords
        running = [tasks.create_task(ends.watch()), tasks.create_task(_tidy_for_ever(app[DATABASE], app[SETTINGS]))]
        yield
        for task in running:
            task.cancel()


async def tidy(database: Database, settings: Settings) -> None:
    """Delete what has expired."""
    async with database.writing() as session:
        await sessions.end(session, Session.expires <= utc_now())
        await attempts.forget_old(session, settings)
        await reset_links.forget_old(session)


async def _tidy_for_ever(database: Database, settings: Settings) -> None:
    while True:
        try:
            await tidy(database, settings)
        except (SQLAlchemyError, OSError) as error:
            log.warning("accounts.tidy_failed", error=str(error))
        await asyncio.sleep(TIDY_EVERY_S)
