"""Tells open sockets within a second that their session has ended, whoever ended it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from server.accounts.models import Session, User
from server.db.base import utc_now
from server.db.engine import Database

log = structlog.get_logger()

CHECK_EVERY_S = 0.5
"""Ends in other processes (a command, another server) are found by asking the database this often."""

MAX_IN_ONE_QUERY = 500


class SessionEnds:
    """Who waits for the end of which session, in this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: defaultdict[int, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def subscribe(self, session_id: int) -> Iterator[asyncio.Event]:
        """An event that is set when the session ends; it stays set."""
        event = asyncio.Event()
        self._waiting[session_id].add(event)
        try:
            yield event
        finally:
            self._waiting[session_id].discard(event)
            if not self._waiting[session_id]:
                del self._waiting[session_id]

    def ended(self, session_ids: Iterable[int]) -> None:
        """Called by whoever ends sessions in this process: their sockets hear of it at once."""
        for session_id in session_ids:
            for event in self._waiting.get(session_id, ()):
                event.set()

    async def watch(self) -> None:
        """Ask the database again and again which sessions still live; runs until it is cancelled."""
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            try:
                await self.check()
            except (SQLAlchemyError, OSError) as error:
                # A database that is away for a moment must not throw everyone out.
                log.warning("session_ends.check_failed", error=str(error))

    async def check(self) -> None:
        """Find the sessions that somebody waits for and that are no more."""
        watched = list(self._waiting)
        for start in range(0, len(watched), MAX_IN_ONE_QUERY):
            some = set(watched[start : start + MAX_IN_ONE_QUERY])
            self.ended(some - await self._living(some))

    async def _living(self, session_ids: set[int]) -> set[int]:
        living = (
            select(Session.id)
            .join(User, User.id == Session.user_id)
            .where(Session.id.in_(session_ids), Session.expires > utc_now(), User.disabled.is_(False))
        )
        async with self._database.reading() as session:
            return set((await session.scalars(living)).all())
