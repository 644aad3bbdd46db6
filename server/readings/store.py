"""Everything that is asked of the readings' tables. Each call is one short transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from server.accounts.models import Turn
from server.db.engine import Database
from server.readings.bounds import Bounds, Load
from server.readings.errors import NoSuchReading
from server.readings.models import ReadPage, StoredReading
from server.readings.schemas import ListQuery, Problem, Summary

WAITING = ("queued", "reading")


@dataclass(frozen=True, slots=True)
class NewReading:
    """An upload that was taken in."""

    public_id: str
    user_id: int
    name: str
    kind: str
    pages: int
    bytes: int
    picture: str


class ReadingStore:
    """Readings as their users see them: nobody finds another's."""

    def __init__(self, database: Database, bounds: Bounds) -> None:
        self._database = database
        self._bounds = bounds

    async def add(self, new: Sequence[NewReading]) -> list[Summary]:
        """Queue uploads of one user: all of them or, when it fails, none. Raises QueueFull or ServerFull."""
        rows = [
            StoredReading(
                public_id=one.public_id,
                user_id=one.user_id,
                name=one.name,
                kind=one.kind,
                pages=one.pages,
                bytes=one.bytes,
                picture=one.picture,
            )
            for one in new
        ]
        if not rows:
            return []
        async with self._database.writing() as session:
            # Uploads are counted and queued one after the other, on all servers: together they could pass the bound.
            await session.execute(select(Turn.id).where(Turn.id == 0).with_for_update())
            more = Load(len(new), sum(one.bytes for one in new))
            self._bounds.check(*await _waiting(session, new[0].user_id), more)
            session.add_all(rows)
        return [summary(row) for row in rows]

    async def check_room(self, user_id: int, more: Load) -> None:
        """Raises QueueFull or ServerFull when `more` would not be taken now."""
        async with self._database.reading() as session:
            self._bounds.check(*await _waiting(session, user_id), more)

    async def find(self, user_id: int, public_id: str) -> StoredReading:
        """One reading. Raises NoSuchReading."""
        async with self._database.reading() as session:
            return await _find(session, user_id, public_id)

    async def pages(self, reading_id: int) -> Sequence[ReadPage]:
        """What was read so far, in the order of the pages."""
        query = select(ReadPage).where(ReadPage.reading_id == reading_id).order_by(ReadPage.page)
        async with self._database.reading() as session:
            return (await session.scalars(query)).all()

    async def page(self, reading_id: int, page: int) -> ReadPage | None:
        """One page with its crops."""
        query = select(ReadPage).where(ReadPage.reading_id == reading_id, ReadPage.page == page)
        async with self._database.reading() as session:
            return await session.scalar(query.options(undefer(ReadPage.crops)))

    async def listing(self, user_id: int, asked: ListQuery) -> Sequence[Row[Any]]:
        """The newest readings that match, for `summary`; one more than asked for when there are more."""
        # Plain columns: a hundred objects of the mapper take half as long again, on the event loop.
        query = select(*StoredReading.__table__.columns).where(StoredReading.user_id == user_id)
        async with self._database.reading() as session:
            if asked.before is not None:
                query = query.where(StoredReading.id < (await _find(session, user_id, asked.before)).id)
            query = _matching(query, asked.search).order_by(StoredReading.id.desc()).limit(asked.limit + 1)
            return (await session.execute(query)).all()

    async def newest(self) -> int:
        """The highest number of a reading, 0 when there is none. A later one has a higher number, whoever adds it."""
        async with self._database.reading() as session:
            return await session.scalar(select(func.max(StoredReading.id))) or 0

    async def under_way(self, users: Sequence[int], *, or_after: int) -> dict[str, tuple[str, int]]:
        """Status and pages done of the readings of these users that wait, are being read or are newer than a number."""
        query = select(StoredReading.public_id, StoredReading.status, StoredReading.pages_done)
        told = or_(StoredReading.status.in_(WAITING), StoredReading.id > or_after)
        query = query.where(StoredReading.user_id.in_(users), told)
        async with self._database.reading() as session:
            return {row.public_id: (row.status, row.pages_done) for row in await session.execute(query)}

    async def summaries(self, public_ids: Sequence[str]) -> list[tuple[int, Summary]]:
        """Of these readings, each with its user; those that are gone are left out."""
        if not public_ids:
            return []
        query = select(StoredReading).where(StoredReading.public_id.in_(public_ids))
        async with self._database.reading() as session:
            return [(row.user_id, summary(row)) for row in await session.scalars(query)]

    async def cancel(self, user_id: int, public_id: str) -> StoredReading:
        """Stop a reading that waits or is being read; one that has ended stays as it is."""
        async with self._database.writing() as session:
            row = await _find(session, user_id, public_id, to_change=True)
            if row.status in WAITING:
                row.status = "cancelled"
            return row

    async def delete(self, user_id: int, public_id: str) -> StoredReading:
        """Delete a reading and what was read; its picture is the caller's to remove."""
        async with self._database.writing() as session:
            row = await _find(session, user_id, public_id)
            await session.execute(delete(ReadPage).where(ReadPage.reading_id == row.id))
            await session.execute(delete(StoredReading).where(StoredReading.id == row.id))
            return row

    async def forget_picture(self, reading_id: int) -> None:
        """Note that the picture is gone, and forget the pieces of it that the network saw."""
        async with self._database.writing() as session:
            await session.execute(update(StoredReading).where(StoredReading.id == reading_id).values(picture=None))
            await session.execute(update(ReadPage).where(ReadPage.reading_id == reading_id).values(crops=None))

    async def delete_older_than(self, moment: datetime, limit: int = 200) -> list[str | None]:
        """Delete some readings made before `moment` that are not being read; returns their pictures."""
        old = select(StoredReading.id, StoredReading.picture).where(
            StoredReading.created < moment, StoredReading.status.not_in(WAITING)
        )
        async with self._database.writing() as session:
            rows = (await session.execute(old.limit(limit))).all()
            ids = [row.id for row in rows]
            await session.execute(delete(ReadPage).where(ReadPage.reading_id.in_(ids)))
            await session.execute(delete(StoredReading).where(StoredReading.id.in_(ids)))
        return [row.picture for row in rows]

    async def pictures(self) -> set[str]:
        """The pictures of all readings."""
        async with self._database.reading() as session:
            found = await session.scalars(select(StoredReading.picture).where(StoredReading.picture.is_not(None)))
            return {picture for picture in found if picture is not None}


_MINE = StoredReading.user_id == bindparam("user")
_LOADS = (
    # Asked with every upload, so it is put together once.
    select(
        func.count(case((_MINE, 1))),
        func.sum(case((_MINE, StoredReading.bytes), else_=0)),
        func.count(),
        func.sum(StoredReading.bytes),
    ).where(StoredReading.status.in_(WAITING))
)


async def _waiting(session: AsyncSession, user_id: int) -> tuple[Load, Load]:
    """What waits or is being read: of this user, and of all."""
    row = (await session.execute(_LOADS, {"user": user_id})).one()
    return Load(row[0], int(row[1] or 0)), Load(row[2], int(row[3] or 0))


async def _find(session: AsyncSession, user_id: int, public_id: str, *, to_change: bool = False) -> StoredReading:
    query = select(StoredReading).where(StoredReading.user_id == user_id, StoredReading.public_id == public_id)
    row = await session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise NoSuchReading
    return row


def _matching(query: Select[StoredReading], search: str) -> Select[StoredReading]:
    """Spaces, dots and commas inside a number do not count; anything with a letter is looked for in the name."""
    search = search.strip()
    if not search:
        return query
    digits = "".join(character for character in search if character in "0123456789")
    in_name = StoredReading.name.icontains(search, autoescape=True)
    if not digits or any(character.isalpha() for character in search):
        return query.where(in_name)
    return query.where(or_(StoredReading.text.contains(digits), in_name))


def summary(row: StoredReading | Row[Any]) -> Summary:
    """A row as the API and the socket show it."""
    return Summary.model_validate(
        {
            "id": row.public_id,
            "name": row.name,
            "kind": row.kind,
            "status": row.status,
            "pages": row.pages,
            "pages_done": row.pages_done,
            "created": row.created,
            "text": row.text,
            "confidence": row.confidence,
            "verdict": row.verdict,
            "numbers": row.numbers,
            "to_check": row.to_check,
            "bytes": row.bytes,
            "has_image": row.picture is not None,
            "error": Problem.model_validate(row.error) if row.error else None,
        }
    )
