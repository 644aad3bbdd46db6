"""Forgotten passwords: ask for a link, follow it, choose a new one."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from server.accounts import attempts, reset_links, rules, users
from server.accounts.attempts import account_of, try_from
from server.accounts.forms import Form, form_on, see
from server.client import client_address
from server.errors import InvalidForm
from server.keys import DATABASE, MAILER, PASSWORDS, SESSION_ENDS, SETTINGS, TEMPLATES
from server.mail import Mail

SPENT = "This link was used before or is too old. Ask for another one."


async def forgot_context(request: web.Request) -> dict[str, Any]:
    """Whether this server can send the link, and whether it was just asked to."""
    return {"mail_configured": request.app[MAILER] is not None, "sent": request.query.get("done") == "sent"}


async def forgot_page(request: web.Request) -> web.StreamResponse:
    """Asks for the account; without a mail server it says what to ask of whom."""
    return request.app[TEMPLATES].render(request, "forgot-password", await forgot_context(request))


@form_on("forgot-password", forgot_context)
async def forgot(request: web.Request, form: Form) -> web.StreamResponse:
    """Mail a link to the account's owner. The answer is the same when there is no such account."""
    login = form.get("login", "")
    rules.raise_for({"login": "" if login.strip() else "Enter your username or e-mail address."})
    mailer = request.app[MAILER]
    if mailer is None:
        return see("/forgot-password")
    settings, database = request.app[SETTINGS], request.app[DATABASE]
    user = await users.find(database, login)
    account = account_of(user.id if user else None, rules.key(login))
    async with database.writing() as session:
        await attempts.admit(session, settings, try_from("forgot", account, client_address(request)))
        token = None if user is None or user.disabled else await reset_links.make(session, settings, user.id)
    if user is not None and token is not None:
        link = reset_links.address(settings.public_url, token)
        mailer.post(_mail(user.name, user.email, link, settings.reset_link_minutes))
    return see("/forgot-password?done=sent")


async def reset_page(request: web.Request) -> web.StreamResponse:
    """The form behind the link; looking at it does not use the link up, so mail scanners may."""
    token = request.query.get("token", "")
    async with request.app[DATABASE].reading() as session:
        good = await reset_links.owner(session, token) is not None
    context = {"token": token if good else "", "errors": {} if good else {"": SPENT}}
    return request.app[TEMPLATES].render(request, "reset-password", context, status=200 if good else 410)


async def reset_context(request: web.Request) -> dict[str, Any]:
    """The form needs its token again when the new password is refused."""
    return {"token": (await request.post()).get("token", "")}


@form_on("reset-password", reset_context)
async def reset(request: web.Request, form: Form) -> web.StreamResponse:
    """Set the password and sign its owner out everywhere."""
    token, password = form.get("token", ""), form.get("password", "")
    database = request.app[DATABASE]
    async with database.reading() as session:
        user = await reset_links.owner(session, token)
    if user is None:
        raise InvalidForm({"": SPENT})
    rules.check_new_password(user.name, user.email, password, form.get("confirmation", ""))
    hashed = await request.app[PASSWORDS].hash(password)
    async with database.writing() as session:
        ended = await reset_links.use(session, token, hashed)
    if ended is None:
        raise InvalidForm({"": SPENT})
    request.app[SESSION_ENDS].ended(ended)
    return see("/sign-in?done=reset")


def _mail(name: str, email: str, link: str, minutes: float) -> Mail:
    text = (
        f"Hello {name},\n\n"
        "someone, probably you, asked Numeral for a new password for your account.\n"
        f"Choose it here within {minutes:g} minutes; the link works once:\n\n{link}\n\n"
        "If it was not you, do nothing: your password stays as it is.\n"
    )
    return Mail(to=email, subject="Your new password for Numeral", text=text)


ROUTES = [
    web.get("/forgot-password", forgot_page),
    web.post("/forgot-password", forgot),
    web.get("/reset-password", reset_page),
    web.post("/reset-password", reset),
]
