"""Tells a user's sockets here how far their readings have come, also those that another server reads.

What is read in this process is told at once. What is read elsewhere is found by asking the database, which an SQLite
file with its one server is spared: for what is under way, and for what came after the newest reading that the last
question knew of, since a short reading begins and ends between two questions. Their numbers tell what came after, not
their times: readings are numbered one after the other at all servers, and servers' clocks differ.
"""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from server.live.hub import Hub
from server.messages import ReadingProgress
from server.readings.schemas import Summary
from server.readings.store import WAITING, ReadingStore

log = structlog.get_logger()

ASK_EVERY_S = 0.5

State = tuple[str, int]
"""Status and pages done: what changes is news."""


class News:
    """`told` is called for each step that this process makes; `watch` finds those of others."""

    def __init__(self, store: ReadingStore, hub: Hub) -> None:
        self._store = store
        self._hub = hub
        self._known: dict[str, State] = {}
        self._newest = 0
        self._ended_here: set[str] = set()

    def told(self, user_id: int, summary: Summary) -> None:
        """Tell all sockets of the user in this process."""
        self._known[summary.id] = (summary.status, summary.pages_done)
        if summary.status not in WAITING:
            del self._known[summary.id]
            self._ended_here.add(summary.id)
        self._hub.publish(user_id, ReadingProgress(summary.model_dump(mode="json")), about=summary.id)

    async def begin(self) -> None:
        """What there is already is not news."""
        self._newest = await self._store.newest()

    async def watch(self) -> None:
        """Ask again and again, after `begin`; runs until it is cancelled."""
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            try:
                await self.ask()
            except (SQLAlchemyError, OSError) as error:
                log.warning("readings.news_failed", error=str(error))

    async def ask(self) -> None:
        """Look for steps that others have made, in readings of users who have a socket here."""
        users = self._hub.users()
        known, told = self._known if users else {}, self._ended_here
        self._ended_here = set()
        newest = await self._store.newest()
        now = await self._store.under_way(users, or_after=self._newest) if users else {}
        changed = [
            public_id
            for public_id, state in now.items()
            if known.get(public_id, ("queued", 0)) != state and public_id not in told
        ]
        ended = [public_id for public_id in known if public_id not in now]
        self._known = {public_id: state for public_id, state in now.items() if state[0] in WAITING}
        self._newest = newest
        for user_id, summary in await self._store.summaries(changed + ended):
            self.told(user_id, summary)
