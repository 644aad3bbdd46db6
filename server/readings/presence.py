"""Which processes read from the queue, and who of them has died: its readings go back to the queue.

No clock decides. A living process makes its count of beats grow; whoever sees another's count stand still for so many
looks in a row, by its own steady timer, takes that one for dead. A clock that jumps, or that differs between two
machines, frees nobody's reading and holds up none. While the database is away nobody can beat, and nobody looks.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.tokens import new_public_id
from server.db.engine import Database
from server.readings.models import StoredReading, Worker

LOOKS = 5
"""So many looks without a beat in between, and a worker counts as dead. It looks as often as it beats."""


@dataclass(slots=True)
class _Seen:
    """What was last seen of another worker, and how many times in a row."""

    beats: int
    looks: int = 0


class Presence:
    """This process among those that read. `id` marks its readings; it gets a new one when others took it for dead."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: dict[str, _Seen] = {}
        self.id = new_public_id()

    async def join(self) -> None:
        """Be known. An SQLite file has one server: what is there was left behind by one that was killed."""
        async with self._database.writing() as session:
            if self._database.is_sqlite:
                await session.execute(delete(Worker))
            session.add(Worker(id=self.id))
            await session.flush()
            await _put_back(session, _nobodys())

    async def beat(self, held: Collection[int]) -> None:
        """Show that this process lives, and put back what nobody reads. `held` are the readings in its hands."""
        try:
            await self._beat(held)
        except BaseException:
            self._seen.clear()  # the others may have been unable to beat as well
            raise

    async def leave(self) -> None:
        """Put back what is still in this process's hands, and be known no more."""
        async with self._database.writing() as session:
            await _put_back(session, StoredReading.claimed_by == self.id)
            await session.execute(delete(Worker).where(Worker.id == self.id))

    async def _beat(self, held: Collection[int]) -> None:
        async with self._database.writing() as session:
            mine = update(Worker).where(Worker.id == self.id).values(beats=Worker.beats + 1)
            if not getattr(await session.execute(mine), "rowcount", 0):
                # Stopped for so long that others took over: what it still reads is no longer its own.
                self.id = new_public_id()
                session.add(Worker(id=self.id))
                await session.flush()
            if dead := self._look(
                {row.id: row.beats for row in await session.execute(select(Worker.id, Worker.beats))}
            ):
                await session.execute(delete(Worker).where(Worker.id.in_(dead)))
            # A claim whose commit went through while its answer was lost is this worker's, but in nobody's hands.
            dropped = (StoredReading.claimed_by == self.id) & StoredReading.id.not_in(list(held))
            await _put_back(session, or_(dropped, _nobodys()))

    def _look(self, beats: dict[str, int]) -> list[str]:
        """Those whose beats have stood still for too long."""
        seen, self._seen = self._seen, {}
        for worker, count in beats.items():
            before = seen.get(worker)
            still = before is not None and before.beats == count and worker != self.id
            self._seen[worker] = _Seen(count, before.looks + 1 if still and before is not None else 0)
        return [worker for worker, found in self._seen.items() if found.looks >= LOOKS]


def _nobodys() -> ColumnElement[bool]:
    return or_(StoredReading.claimed_by.is_(None), StoredReading.claimed_by.not_in(select(Worker.id)))


async def _put_back(session: AsyncSession, which: ColumnElement[bool]) -> None:
    left = update(StoredReading).where(StoredReading.status == "reading", which)
    # Most of the time there is none; asking first keeps an idle server from locking what others write.
    if await session.scalar(select(func.count()).where(StoredReading.status == "reading", which)):
        await session.execute(left.values(status="queued", claimed_by=None), {"synchronize_session": False})
