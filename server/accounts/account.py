"""The account page: my sessions, my password."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy import ColumnElement

from server.accounts import attempts, rules, sessions, users
from server.accounts.attempts import account_of, try_from
from server.accounts.forms import Form, form_on, see
from server.accounts.models import Session, User
from server.client import client_address
from server.errors import InvalidForm, NotFound, SessionRequired, SignInFailed
from server.keys import DATABASE, PASSWORDS, SESSION_ENDS, SETTINGS, TEMPLATES

NOTICES = {
    "password": "Your new password is set. All your other sessions have ended.",
    "ended": "The session has ended.",
    "others": "All your other sessions have ended.",
}


async def account_context(request: web.Request) -> dict[str, Any]:
    """The living sessions, the last used first, and what was just done."""
    me = await sessions.require_session(request)
    async with request.app[DATABASE].reading() as session:
        rows = await sessions.of_user(session, me.user_id)
    return {
        "sessions": [_shown(row, current=row.id == me.session_id) for row in rows],
        "notice": NOTICES.get(request.query.get("done", ""), ""),
    }


async def account_page(request: web.Request) -> web.StreamResponse:
    """Sessions and the form for a new password."""
    return request.app[TEMPLATES].render(request, "account", await account_context(request))


@form_on("account", account_context)
async def change_password(request: web.Request, form: Form) -> web.StreamResponse:
    """Set a new password for who knows the old one; every other session ends."""
    me = await sessions.require_session(request)
    password = form.get("password", "")
    rules.check_new_password(me.name, me.email, password, form.get("confirmation", ""))
    await _require_password(request, me, form.get("current", ""))
    hashed = await request.app[PASSWORDS].hash(password)
    others = (Session.user_id == me.user_id, Session.id != me.session_id)
    async with request.app[DATABASE].writing() as session:
        await users.set_password(session, me.user_id, hashed)
        ended = await sessions.end(session, *others)
    request.app[SESSION_ENDS].ended(ended)
    return see("/account?done=password")


async def password_address(request: web.Request) -> web.StreamResponse:
    """Where a refused form leaves the browser: who opens that address again gets the page."""
    return see("/account")


async def end_session(request: web.Request) -> web.StreamResponse:
    """End one of my sessions. Raises NotFound for another person's, as for one that never was."""
    me = await sessions.require_session(request)
    public_id = request.match_info["id"]
    if not await _end(request, Session.user_id == me.user_id, Session.public_id == public_id):
        raise NotFound("There is no such session. It may have ended already.")
    if public_id != me.public_id:
        return see("/account?done=ended")
    response = see("/sign-in?done=signed-out")
    sessions.drop_cookie(response, request.app[SETTINGS])
    return response


async def end_others(request: web.Request) -> web.StreamResponse:
    """End all my sessions but this one."""
    me = await sessions.require_session(request)
    await _end(request, Session.user_id == me.user_id, Session.id != me.session_id)
    return see("/account?done=others")


async def _end(request: web.Request, *which: ColumnElement[bool]) -> int:
    async with request.app[DATABASE].writing() as session:
        ended = await sessions.end(session, *which)
    request.app[SESSION_ENDS].ended(ended)
    return len(ended)


async def _require_password(request: web.Request, me: sessions.SignedIn, current: str) -> None:
    """Raises InvalidForm or TooManyRequests: whoever finds an open browser must not guess at will either."""
    attempt = try_from("sign-in", account_of(me.user_id), client_address(request))
    database = request.app[DATABASE]
    async with database.writing() as session:
        await attempts.admit(session, request.app[SETTINGS], attempt)
        user = await session.get(User, me.user_id)
    if user is None:
        raise SessionRequired
    try:
        await users.authenticate(request.app[PASSWORDS], user, current)
    except SignInFailed:
        raise InvalidForm({"current": "This is not your password."}) from None
    async with database.writing() as session:
        await attempts.forgive(session, attempt)


def _shown(row: Session, *, current: bool) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "device": row.device,
        "address": row.address,
        "created": _iso(row.created),
        "last_seen": _iso(row.last_seen),
        "current": current,
    }


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


ROUTES = [
    web.get("/account", account_page),
    web.get("/account/password", password_address),
    web.post("/account/password", change_password),
    web.post("/account/sessions/end-others", end_others),
    web.post("/account/sessions/{id}/end", end_session),
]
