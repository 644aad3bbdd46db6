"""Sessions: who sends this request, starting, ending.

The cookie holds 256 random bits, the database their hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.device import device_name
from server.accounts.models import Session, User
from server.accounts.tokens import hash_token, new_public_id, new_token
from server.client import client_address
from server.db.base import CLOCK_SKEW, utc_now
from server.errors import SessionRequired
from server.keys import DATABASE, RENEWED, SETTINGS, SIGNED_IN
from server.settings import Settings

RENEW_EVERY = timedelta(minutes=1)
"""A session in use is written to at most this often."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a request, and the session that says so."""

    session_id: int
    public_id: str
    user_id: int
    name: str
    email: str
    remember: bool
    last_seen: datetime


async def signed_in(request: web.Request) -> SignedIn | None:
    """Who is signed in; asked of the database once a request, so that an ended session is refused at once."""
    if SIGNED_IN not in request:
        token = request.cookies.get(cookie_name(request.app[SETTINGS]))
        request[SIGNED_IN] = await _find(request, token) if token else None
    return request[SIGNED_IN]


async def require_session(request: web.Request) -> SignedIn:
    """Who is signed in. Raises SessionRequired: a page leads to the sign-in form, the API answers 401."""
    found = await signed_in(request)
    if found is None:
        raise SessionRequired
    return found


async def touch(app: web.Application, found: SignedIn) -> None:
    """Note that the session is in use. Long-lived sockets call this while their user is active."""
    now = utc_now()
    renewal = (
        update(Session)
        # The condition makes it one write for many calls, and none for a session that has just ended.
        .where(Session.id == found.session_id, ~Session.last_seen.between(*_recent(now)), Session.expires > now)
        .values(last_seen=now, expires=now + lifetime(app[SETTINGS], found.remember))
    )
    async with app[DATABASE].writing() as session:
        await session.execute(renewal)


@web.middleware
async def renewals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the browser its remembered cookie again when the session behind it was prolonged."""
    response = await handler(request)
    if RENEWED in request and not response.prepared and cookie_name(request.app[SETTINGS]) not in response.cookies:
        set_cookie(response, request.app[SETTINGS], request[RENEWED], remember=True)
    return response


async def start(session: AsyncSession, request: web.Request, user_id: int, *, remember: bool) -> str:
    """Add a session for this browser and return its token, which is known nowhere else."""
    token, now = new_token(), utc_now()
    session.add(
        Session(
            token_hash=hash_token(token),
            public_id=new_public_id(),
            user_id=user_id,
            remember=remember,
            device=device_name(request.headers.get("User-Agent", "")),
            address=client_address(request),
            created=now,
            last_seen=now,
            expires=now + lifetime(request.app[SETTINGS], remember),
        )
    )
    return token


async def end(session: AsyncSession, *which: ColumnElement[bool]) -> Sequence[int]:
    """Delete the sessions that meet all conditions; returns their ids for `SessionEnds.ended`."""
    ids = (await session.scalars(select(Session.id).where(*which))).all()
    await session.execute(delete(Session).where(Session.id.in_(ids)))
    return ids


async def of_user(session: AsyncSession, user_id: int) -> Sequence[Session]:
    """The living sessions of a user, the last used first."""
    living = select(Session).where(Session.user_id == user_id, Session.expires > utc_now())
    return (await session.scalars(living.order_by(Session.last_seen.desc(), Session.id.desc()))).all()


def lifetime(settings: Settings, remember: bool) -> timedelta:
    """How long a session lives without being used."""
    return timedelta(days=settings.remember_days) if remember else timedelta(hours=settings.session_hours)


def cookie_name(settings: Settings) -> str:
    """Over https the name itself makes browsers insist on Secure, on the whole path and on this very host."""
    return "__Host-numeral_session" if settings.secure else "numeral_session"


def set_cookie(response: web.StreamResponse, settings: Settings, token: str, *, remember: bool) -> None:
    """Hand the token to the browser: until it is closed, or for as long as the session may live."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(lifetime(settings, True).total_seconds()) if remember else None,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(response: web.StreamResponse, settings: Settings) -> None:
    """Take it back."""
    response.del_cookie(cookie_name(settings), path="/", secure=settings.secure, httponly=True, samesite="Lax")


def _recent(now: datetime) -> tuple[datetime, datetime]:
    return now - RENEW_EVERY, now + CLOCK_SKEW  # a session seen later than that was seen before the clock was set back


_KNOWN = (
    # The fields of SignedIn. Asked with every request, so it is put together once.
    select(Session.id, Session.public_id, User.id, User.name, User.email, Session.remember, Session.last_seen)
    .join(User, User.id == Session.user_id)
    .where(Session.token_hash == bindparam("hash"), Session.expires > bindparam("now"), User.disabled.is_(False))
)


async def _find(request: web.Request, token: str) -> SignedIn | None:
    async with request.app[DATABASE].reading() as session:
        row = (await session.execute(_KNOWN, {"hash": hash_token(token), "now": utc_now()})).one_or_none()
    if row is None:
        return None
    found = SignedIn(*row)
    earliest, latest = _recent(utc_now())
    if not earliest <= found.last_seen <= latest:
        await touch(request.app, found)
        if found.remember:
            request[RENEWED] = token
    return found
