"""The durable queue of uploads: rows of the readings' table, taken one by one, page after page.

A reading is claimed by a worker, which writes its name on it; several processes on one database never read the same
one, and what one of them left behind goes back to the queue (see `presence`) and on after its last page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.db.base import utc_now
from server.db.engine import Database
from server.readings.models import ReadPage, StoredReading
from server.readings.page_answer import PageResult
from server.readings.presence import Presence
from server.readings.schemas import Problem, Summary
from server.readings.store import WAITING, summary
from server.readings.verdicts import verdict_of

MAX_ATTEMPTS = 3
GAVE_UP = Problem(
    code="reading.gave_up",
    message="Reading this file failed several times.",
    hint="Try to save it in another format. If that does not help, tell whoever runs the server.",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A reading that the worker `by` has to read. `done` are the pages that need not be read again."""

    id: int
    public_id: str
    user_id: int
    kind: str
    picture: str
    pages: int
    attempt: int
    done: frozenset[int]
    by: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step forward of a claimed reading: a page that was read, its end (with an error when it failed), or both."""

    claim: Claim
    page: PageResult | None = None
    ended: bool = False
    error: Problem | None = None


class ReadingQueue:
    """What the workers of one process ask of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last_user = 0
        self._held: set[int] = set()
        self.presence = Presence(database)

    async def join(self) -> None:
        """At the start: be known to other processes, and put back what dead ones left."""
        await self.presence.join()

    async def beat(self) -> None:
        """Again and again: live, and put back what those left who do not."""
        await self.presence.beat(self._held)

    async def leave(self) -> None:
        """At the end: put everything back that is in the hands of this process."""
        await self.presence.leave()

    async def claim(self) -> Claim | None:
        """The next reading, users taking turns; None when nothing waits that is not being taken by another."""
        held: list[int] = []
        try:
            async with self._database.writing() as session:
                claim = await self._take_next(session)
                if claim is not None:
                    held.append(claim.id)
                    self._held.add(claim.id)  # before the commit: a beat must not find it in nobody's hands
        except BaseException:
            self._held.difference_update(held)
            raise
        if claim is not None:
            self._last_user = claim.user_id
        return claim

    async def _take_next(self, session: AsyncSession) -> Claim | None:
        row = await session.scalar(_next(StoredReading.user_id > self._last_user))
        row = row or await session.scalar(_next(StoredReading.user_id <= self._last_user))
        if row is None:
            return None
        row.status, row.attempts, row.claimed_by = "reading", row.attempts + 1, self.presence.id
        done = frozenset(await session.scalars(select(ReadPage.page).where(ReadPage.reading_id == row.id)))
        about = (row.id, row.public_id, row.user_id, row.kind, row.picture or "", row.pages, row.attempts)
        return Claim(*about, done, self.presence.id)

    async def waiting(self) -> int:
        """How many readings are queued or being read."""
        query = select(func.count()).where(StoredReading.status.in_(WAITING))
        async with self._database.reading() as session:
            return await session.scalar(query) or 0

    async def oldest_s(self) -> float:
        """For how long the oldest of them has been there; 0 when there is none."""
        query = select(func.min(StoredReading.created)).where(StoredReading.status.in_(WAITING))
        async with self._database.reading() as session:
            since = await session.scalar(query)
        return 0.0 if since is None else max(0.0, (utc_now() - since).total_seconds())

    def let_go(self, claim: Claim) -> None:
        """This process no longer reads it, however that ended."""
        self._held.discard(claim.id)

    async def release(self, claim: Claim) -> None:
        """Put a reading back that was not finished; it does not count as an attempt."""
        async with self._database.writing() as session:
            await session.execute(
                update(StoredReading)
                .where(StoredReading.id == claim.id, _is_of(claim))
                .values(status="queued", claimed_by=None, attempts=claim.attempt - 1)
            )
        self.let_go(claim)

    async def keep(self, steps: Sequence[Step]) -> list[Summary | None]:
        """Keep what some readings have come to, in one transaction with one insert for all pages.

        None for a reading that was cancelled, deleted or taken over by another worker meanwhile: stop then.
        """
        async with self._database.writing() as session:
            ids = sorted({step.claim.id for step in steps})
            query = select(StoredReading).where(StoredReading.id.in_(ids)).order_by(StoredReading.id)
            rows = {row.id: row for row in await session.scalars(query.with_for_update())}
            known = await _known(session, steps)
            pages: list[dict[str, object]] = []
            kept = [_take(rows.get(step.claim.id), step, known, pages) for step in steps]
            if pages:
                await session.execute(insert(ReadPage), pages)
            return kept


def _take(
    row: StoredReading | None, step: Step, known: set[tuple[int, int]], pages: list[dict[str, object]]
) -> Summary | None:
    if row is None or row.status != "reading" or row.claimed_by != step.claim.by:
        return None
    result = step.page
    # One that is known was kept before; only the answer of the database was lost.
    if result is not None and (row.id, result.page) not in known:
        known.add((row.id, result.page))
        pages.append(_page_values(row.id, result))
        row.pages_done += 1
        row.attempts = 1  # it gets on: only attempts without a page done count against it
        row.text = "\n".join(part for part in (row.text, result.text) if part)
        confidences = [value for value in (row.confidence, result.confidence) if value is not None]
        row.confidence = min(confidences, default=None)
        row.verdict = verdict_of({row.verdict, result.verdict})
        if row.numbers is not None and row.to_check is not None:
            row.numbers += result.numbers
            row.to_check += result.to_check
    if step.ended:
        row.status, row.claimed_by = "done" if step.error is None else "failed", None
        row.error = None if step.error is None else step.error.model_dump()
    return summary(row)


def _page_values(reading_id: int, result: PageResult) -> dict[str, object]:
    return {
        "reading_id": reading_id,
        "page": result.page,
        "reading": result.reading,
        "error": result.error and result.error.model_dump(),
        "crops": result.crops,
    }


async def _known(session: AsyncSession, steps: Iterable[Step]) -> set[tuple[int, int]]:
    asked = [(step.claim.id, step.page.page) for step in steps if step.page is not None]
    if not asked:
        return set()
    query = select(ReadPage.reading_id, ReadPage.page)
    query = query.where(tuple_(ReadPage.reading_id, ReadPage.page).in_(asked))
    return {(row.reading_id, row.page) for row in await session.execute(query)}


def _is_of(claim: Claim) -> ColumnElement[bool]:
    return (StoredReading.status == "reading") & (StoredReading.claimed_by == claim.by)


def _next(whose: ColumnElement[bool]) -> Select[StoredReading]:
    query = select(StoredReading).where(StoredReading.status == "queued", whose)
    query = query.order_by(StoredReading.user_id, StoredReading.id).limit(1)
    # Whoever is being taken by another process is passed over, not waited for.
    return query.with_for_update(skip_locked=True)
