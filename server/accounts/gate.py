"""The way in and out: sign up, sign in, sign out."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from server.accounts import attempts, rules, sessions, users
from server.accounts.attempts import Try, account_of, try_from
from server.accounts.forms import Form, form_on, inside, see
from server.accounts.models import Session
from server.accounts.tokens import hash_token
from server.client import client_address
from server.errors import InvalidForm
from server.keys import DATABASE, PASSWORDS, SESSION_ENDS, SETTINGS, TEMPLATES

CLOSED = "New accounts are made by whoever runs this server. Ask them for one."

NOTICES = {"reset": "Your new password is set. Sign in with it.", "signed-out": "You are signed out."}
"""What happened before. The address names it only, so that nobody can put words on our pages."""


async def sign_up_page(request: web.Request) -> web.StreamResponse:
    """The form for a new account."""
    target = request.query.get("next", "")
    if await sessions.signed_in(request):
        return see(inside(target))
    closed = request.app[SETTINGS].registration == "closed"
    context: dict[str, Any] = {
        "form": {"next": inside(target)} if target else {},
        "errors": {"": CLOSED} if closed else {},
    }
    return request.app[TEMPLATES].render(request, "sign-up", context)


@form_on("sign-up")
async def sign_up(request: web.Request, form: Form) -> web.StreamResponse:
    """Make the account and sign its owner in."""
    if request.app[SETTINGS].registration == "closed":
        raise InvalidForm({"": CLOSED})
    name, email, password = form.get("username", ""), form.get("email", ""), form.get("password", "")
    rules.check_new_account(name, email, password, form.get("confirmation", ""))
    await _admit(request, try_from("sign-up", account_of(None, rules.key(name)), client_address(request)))
    user = await users.create(request.app[DATABASE], request.app[PASSWORDS], name, email, password)
    return await enter(request, user.id, form)


async def sign_in_page(request: web.Request) -> web.StreamResponse:
    """The form; who is signed in already goes straight to where they wanted."""
    target = request.query.get("next", "")
    if await sessions.signed_in(request):
        return see(inside(target))
    context: dict[str, Any] = {
        "form": {"next": inside(target)} if target else {},
        "notice": NOTICES.get(request.query.get("done", ""), ""),
    }
    return request.app[TEMPLATES].render(request, "sign-in", context)


@form_on("sign-in")
async def sign_in(request: web.Request, form: Form) -> web.StreamResponse:
    """Check the password and start a session with a new id."""
    login, password = form.get("login", ""), form.get("password", "")
    database, passwords = request.app[DATABASE], request.app[PASSWORDS]
    user = await users.find(database, login)
    account = account_of(user.id if user else None, rules.key(login))
    attempt = try_from("sign-in", account, client_address(request))
    await _admit(request, attempt)
    user = await users.authenticate(passwords, user, password)
    await users.renew_hash(database, passwords, user, password)
    return await enter(request, user.id, form, attempt)


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End this session, here and on its sockets."""
    await _end_current(request)
    response = see("/sign-in?done=signed-out")
    sessions.drop_cookie(response, request.app[SETTINGS])
    return response


async def enter(request: web.Request, user_id: int, form: Form, attempt: Try | None = None) -> web.StreamResponse:
    """Start a session for the user and go on to where they wanted; `attempt` is the one that succeeded."""
    remember = bool(form.get("remember"))
    await _end_current(request)
    async with request.app[DATABASE].writing() as session:
        token = await sessions.start(session, request, user_id, remember=remember)
        if attempt is not None:
            await attempts.forgive(session, attempt)
    response = see(inside(form.get("next", "")))
    sessions.set_cookie(response, request.app[SETTINGS], token, remember=remember)
    return response


async def _admit(request: web.Request, attempt: Try) -> None:
    async with request.app[DATABASE].writing() as session:
        await attempts.admit(session, request.app[SETTINGS], attempt)


async def _end_current(request: web.Request) -> None:
    token = request.cookies.get(sessions.cookie_name(request.app[SETTINGS]))
    if not token:
        return
    async with request.app[DATABASE].writing() as session:
        ended = await sessions.end(session, Session.token_hash == hash_token(token))
    request.app[SESSION_ENDS].ended(ended)


ROUTES = [
    web.get("/sign-up", sign_up_page),
    web.post("/sign-up", sign_up),
    web.get("/sign-in", sign_in_page),
    web.post("/sign-in", sign_in),
    web.post("/sign-out", sign_out),
]
