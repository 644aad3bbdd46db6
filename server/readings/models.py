"""The tables of uploads and what was read in them. The rows with status `queued` are the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts.models import NEVER_AGAIN
from server.db.base import Base, Key, LongBytes, LongText, UtcDateTime, utc_now
from vision import Verdict

NAME_LENGTH = 255


class StoredReading(Base):
    """One uploaded file or ink and how far it has come.

    `text` is what was read on all pages so far, `picture` its name in the storage (None: not kept, or deleted when
    its time was over), `attempts` how often reading it was begun: a file that takes the server down with it must
    not be tried for ever. `numbers` and `to_check` are None for what was begun before they were counted. `claimed_by`
    is the worker that reads it, while its status is `reading`.
    """

    __tablename__ = "readings"
    __table_args__ = (
        Index(None, "user_id", "id"),
        Index(None, "status", "user_id", "id"),
        Index(None, "created"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Key(22), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    kind: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(10), default="queued")
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    pages: Mapped[int]
    pages_done: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(LongText, default="")
    confidence: Mapped[float | None]
    verdict: Mapped[Verdict | None] = mapped_column(String(6))
    numbers: Mapped[int | None] = mapped_column(default=0)
    to_check: Mapped[int | None] = mapped_column(default=0)
    picture: Mapped[str | None] = mapped_column(Key(22))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(Key(22))


class Worker(Base):
    """A process that reads from the queue. `beats` grows for as long as it lives; nobody's clock is asked."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(Key(22), primary_key=True)
    beats: Mapped[int] = mapped_column(BigInteger, default=0)


class ReadPage(Base):
    """What was read on one page, from 0: the reading's JSON, or the error that it ended with.

    `crops` are the 784 bytes of every glyph that the network saw, in the order of the JSON, compressed; they are
    pieces of the picture and go when it goes.
    """

    __tablename__ = "read_pages"

    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reading: Mapped[str | None] = mapped_column(LongText)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    crops: Mapped[bytes | None] = mapped_column(LongBytes, deferred=True)
