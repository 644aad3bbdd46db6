"""Links that set a new password: random, kept as a hash, good once and for a limited time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from yarl import URL

from server.accounts import sessions, users
from server.accounts.models import ResetLink, Session, User
from server.accounts.tokens import hash_token, new_token
from server.db.base import utc_now
from server.settings import Settings


async def make(session: AsyncSession, settings: Settings, user_id: int) -> str:
    """The token of a new link for this user; links made before stay good until one is used."""
    token, now = new_token(), utc_now()
    expires = now + timedelta(minutes=settings.reset_link_minutes)
    session.add(ResetLink(token_hash=hash_token(token), user_id=user_id, created=now, expires=expires))
    return token


def address(origin: str, token: str) -> str:
    """The link itself."""
    return str((URL(origin) / "reset-password").with_query(token=token))


async def owner(session: AsyncSession, token: str, *, lock: bool = False) -> User | None:
    """Whose password the link sets; None when it is unknown, used, too old, or of a disabled account.

    `lock`: of two requests with the same link, the second waits here until the first has used it up.
    """
    good = (
        ResetLink.token_hash == hash_token(token),
        ResetLink.expires > utc_now(),
        User.disabled.is_(False),
    )
    query = select(User).join(ResetLink, ResetLink.user_id == User.id).where(*good)
    return await session.scalar(query.with_for_update() if lock else query)


async def use(session: AsyncSession, token: str, password_hash: str) -> Sequence[int] | None:
    """Set the password, void all links and end all sessions of their owner.

    Returns the ids of the ended sessions; None when the link is no longer good.
    """
    user = await owner(session, token, lock=True)
    if user is None:
        return None
    await users.set_password(session, user.id, password_hash)
    return await sessions.end(session, Session.user_id == user.id)


async def forget_old(session: AsyncSession) -> None:
    """Delete what is no longer good."""
    await session.execute(delete(ResetLink).where(ResetLink.expires <= utc_now()))
