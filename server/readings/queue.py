"""The durable queue of uploads: rows of the readings' table, taken one by one, page after page.

A reading is claimed by changing its status, so that two workers never read the same one. What a stopped or killed
server left half-read is put back at the next start and goes on after its last finished page.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, update

from server.db.engine import Database
from server.readings.models import ReadPage, StoredReading
from server.readings.schemas import Problem, Summary
from server.readings.store import WAITING, summary

MAX_ATTEMPTS = 3
GAVE_UP = Problem(
    code="reading.gave_up",
    message="Reading this file failed several times.",
    hint="Try to save it in another format. If that does not help, tell whoever runs the server.",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A reading that this worker has to read. `done` are the pages that need not be read again."""

    id: int
    public_id: str
    user_id: int
    kind: str
    picture: str
    pages: int
    attempt: int
    done: frozenset[int]


@dataclass(frozen=True, slots=True)
class PageResult:
    """What one page ended with: a reading (its JSON, digits, weakest digit, glyphs' crops) or an error."""

    page: int
    reading: str | None = None
    text: str = ""
    confidence: float | None = None
    crops: bytes | None = None
    error: Problem | None = None


class ReadingQueue:
    """What workers ask of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last_user = 0

    async def put_back(self) -> int:
        """At the start: queue again what was being read when the server stopped."""
        async with self._database.writing() as session:
            result = await session.execute(
                update(StoredReading).where(StoredReading.status == "reading").values(status="queued")
            )
            return int(getattr(result, "rowcount", 0))

    async def claim(self) -> Claim | None:
        """The next reading, users taking turns; None when nothing waits."""
        while (candidate := await self._candidate()) is not None:
            if (claim := await self._take(candidate)) is not None:
                return claim
        return None

    async def _candidate(self) -> int | None:
        async with self._database.reading() as session:
            found = await session.scalar(_next(StoredReading.user_id > self._last_user))
            return found or await session.scalar(_next(StoredReading.user_id <= self._last_user))

    async def _take(self, reading_id: int) -> Claim | None:
        """None when another worker was faster."""
        async with self._database.writing() as session:
            row = await session.get(StoredReading, reading_id, with_for_update=True)
            if row is None or row.status != "queued":
                return None
            row.status, row.attempts = "reading", row.attempts + 1
            self._last_user = row.user_id
            done = frozenset(await session.scalars(select(ReadPage.page).where(ReadPage.reading_id == row.id)))
            picture = row.picture or ""
            return Claim(row.id, row.public_id, row.user_id, row.kind, picture, row.pages, row.attempts, done)

    async def waiting(self) -> int:
        """How many readings are queued or being read."""
        query = select(func.count()).where(StoredReading.status.in_(WAITING))
        async with self._database.reading() as session:
            return await session.scalar(query) or 0

    async def release(self, claim: Claim) -> None:
        """Put a reading back that was not finished; it does not count as an attempt."""
        async with self._database.writing() as session:
            await session.execute(
                update(StoredReading)
                .where(StoredReading.id == claim.id, StoredReading.status == "reading")
                .values(status="queued", attempts=claim.attempt - 1)
            )

    async def page_done(self, claim: Claim, result: PageResult) -> Summary | None:
        """Keep a page's result. None when the reading was cancelled or deleted meanwhile: stop then."""
        async with self._database.writing() as session:
            row = await session.get(StoredReading, claim.id, with_for_update=True)
            if row is None or row.status != "reading":
                return None
            if await session.get(ReadPage, (claim.id, result.page)) is not None:
                return summary(row)  # kept already; only the answer of the database was lost
            session.add(
                ReadPage(
                    reading_id=claim.id,
                    page=result.page,
                    reading=result.reading,
                    error=result.error and result.error.model_dump(),
                    crops=result.crops,
                )
            )
            row.pages_done += 1
            row.attempts = 1  # it gets on: only attempts without a page done count against it
            row.text = "\n".join(part for part in (row.text, result.text) if part)
            known = [value for value in (row.confidence, result.confidence) if value is not None]
            row.confidence = min(known, default=None)
            return summary(row)

    async def finish(self, claim: Claim, error: Problem | None = None) -> Summary | None:
        """End a reading: done, or failed with `error`. None when it was cancelled or deleted meanwhile."""
        async with self._database.writing() as session:
            row = await session.get(StoredReading, claim.id, with_for_update=True)
            if row is None or row.status != "reading":
                return None
            row.status = "done" if error is None else "failed"
            row.error = None if error is None else error.model_dump()
            return summary(row)


def _next(whose: ColumnElement[bool]) -> Select[int]:
    query = select(StoredReading.id).where(StoredReading.status == "queued", whose)
    return query.order_by(StoredReading.user_id, StoredReading.id).limit(1)
