"""Limits on guessing and flooding, counted in the database so that a restart forgives nobody.

Three counts over one window: failures on an account from one place, failures on an account from everywhere,
and everything from one place. The first is the small one: who guesses at an account locks out themselves, not
its owner.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.models import TURNS, Attempt, Turn
from server.client import site_of
from server.db.base import CLOCK_SKEW, utc_now
from server.errors import TooManyRequests
from server.settings import Settings

Purpose = Literal["sign-in", "sign-up", "forgot", "reset"]


@dataclass(frozen=True, slots=True)
class Try:
    """One try: what for, at which account (see `account_of`), from which place."""

    purpose: Purpose
    account: str
    place: str


def account_of(user_id: int | None, typed: str = "") -> str:
    """What an account is counted under; one that does not exist is counted like one that does."""
    if user_id is not None:
        return f"user:{user_id}"
    return hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()


def try_from(purpose: Purpose, account: str, address: str) -> Try:
    """A try from the client at `address`."""
    return Try(purpose, account, site_of(address))


async def admit(session: AsyncSession, settings: Settings, attempt: Try) -> None:
    """Count `attempt` before its work is done, so that many at once gain nothing. Raises TooManyRequests."""
    await _take_turns(session, attempt.account, attempt.place)
    window = timedelta(minutes=settings.attempts_minutes)
    now = utc_now()
    counts = Attempt.at.between(now - window, now + CLOCK_SKEW)
    at_account = and_(Attempt.account == attempt.account, Attempt.purpose == attempt.purpose)
    limits: list[tuple[ColumnElement[bool], int]] = [
        (and_(at_account, Attempt.address == attempt.place), settings.attempts_here),
        (at_account, settings.attempts_account),
        (Attempt.address == attempt.place, settings.attempts_address),
    ]
    for which, limit in limits:
        free_at = await _full_until(session, and_(which, counts), limit)
        if free_at is not None:
            wait_s = (free_at + window - utc_now()).total_seconds()
            raise TooManyRequests(_sentence(wait_s), retry_after_s=wait_s)
    session.add(Attempt(purpose=attempt.purpose, account=attempt.account, address=attempt.place))


async def forgive(session: AsyncSession, attempt: Try) -> None:
    """Forget the failures before a success."""
    await session.execute(
        delete(Attempt).where(
            Attempt.purpose == attempt.purpose,
            Attempt.account == attempt.account,
            Attempt.address == attempt.place,
        )
    )


async def forget_old(session: AsyncSession, settings: Settings) -> None:
    """Delete what no longer counts."""
    since = utc_now() - timedelta(minutes=settings.attempts_minutes)
    await session.execute(delete(Attempt).where(Attempt.at <= since))


async def _take_turns(session: AsyncSession, *names: str) -> None:
    """Hold back other attempts with one of these names until this transaction ends, on all servers."""
    rows = {zlib.crc32(name.encode()) % TURNS for name in names}
    # In the order of their ids, so that no two attempts wait for each other.
    await session.execute(select(Turn.id).where(Turn.id.in_(rows)).order_by(Turn.id).with_for_update())


async def _full_until(session: AsyncSession, which: ColumnElement[bool], limit: int) -> datetime | None:
    """When the attempt was made that must age out before there is room; None when there is room."""
    if (await session.scalar(select(func.count()).where(which)) or 0) < limit:
        return None
    newest_first = select(Attempt.at).where(which).order_by(Attempt.at.desc())
    return await session.scalar(newest_first.offset(limit - 1).limit(1))


def _sentence(wait_s: float) -> str:
    minutes = max(1, round(wait_s / 60))
    return f"Too many attempts. Try again in {minutes} minute{'s' if minutes > 1 else ''}."
