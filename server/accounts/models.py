"""The tables of accounts. Secrets are kept as hashes only: a copy of the database signs nobody in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, Key, UtcDateTime, utc_now

NAME_LENGTH = 32
EMAIL_LENGTH = 254
ADDRESS_LENGTH = 45
TURNS = 64

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""SQLite would give the id of the newest deleted row to the next one: an ended session would live again."""


class User(Base):
    """A person. `name` and `email` are as they typed them; the keys are what must be unique."""

    __tablename__ = "users"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name_key: Mapped[str] = mapped_column(Key(NAME_LENGTH * 3), unique=True)
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    email_key: Mapped[str] = mapped_column(Key(EMAIL_LENGTH * 2), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    disabled: Mapped[bool] = mapped_column(default=False)


class Session(Base):
    """One browser that is signed in, until `expires`. `public_id` names it in the list of sessions."""

    __tablename__ = "sessions"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(Key(64), unique=True)
    public_id: Mapped[str] = mapped_column(Key(22), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    remember: Mapped[bool]
    device: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    last_seen: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Attempt(Base):
    """One try at something that can be guessed or flooded: it counts until it is older than the window.

    `account` is the hash of what was typed as the account, whether there is such an account or not.
    """

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "account", "at"), Index(None, "address", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(Key(16))
    account: Mapped[str] = mapped_column(Key(64))
    address: Mapped[str] = mapped_column(Key(ADDRESS_LENGTH))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Turn(Base):
    """TURNS rows that mean nothing but what may be locked: whoever counts and then writes takes turns on one.

    SQLite has one writer at a time anyway; elsewhere two transactions would both count before either writes.
    """

    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class ResetLink(Base):
    """A link that sets a new password once, until `expires`."""

    __tablename__ = "reset_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(Key(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
