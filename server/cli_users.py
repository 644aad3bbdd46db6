"""`numeral user`: what whoever runs the server does for its users. Running servers notice within a second."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import delete, func, select, update

from server.accounts import reset_links, rules, sessions, users
from server.accounts.models import Session, User
from server.accounts.passwords import Passwords
from server.db.base import utc_now
from server.db.engine import Database
from server.errors import NotFound
from server.settings import Settings
from server.settings_io import load

user_app = typer.Typer(help="Make, list and look after users.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="User name or e-mail address.", metavar="NAME")]
DataDir = Annotated[Path | None, typer.Option(help="Data folder, as given to `numeral serve`.")]


@user_app.command()
def add(
    name: Annotated[str, typer.Argument(help="User name.")],
    email: Annotated[str, typer.Option(prompt="E-mail", help="E-mail address.")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read it from stdin.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Make an account, also where registration is closed."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask_password()
    rules.check_new_account(name, email, password, password)

    async def work(database: Database, settings: Settings) -> None:
        async with Passwords.open(threads=1) as passwords:
            user = await users.create(database, passwords, name, email, password)
        print(f"{user.name} can sign in now.")

    _with_database(work, data_dir)


@user_app.command("list")
def list_users(data_dir: DataDir = None) -> None:
    """Print users, one a line: name, e-mail, day of registration, open sessions, state."""

    async def work(database: Database, settings: Settings) -> None:
        living = select(func.count()).where(Session.user_id == User.id, Session.expires > utc_now())
        async with database.reading() as session:
            rows = await session.execute(select(User, living.scalar_subquery()).order_by(User.name_key))
            for user, count in rows:
                state = "disabled" if user.disabled else "active"
                print(user.name, user.email, f"{user.created:%Y-%m-%d}", count, state, sep="\t")

    _with_database(work, data_dir)


@user_app.command("reset-link")
def reset_link(name: Name, data_dir: DataDir = None) -> None:
    """Print a link with which NAME chooses a new password. It works once."""

    async def work(database: Database, settings: Settings) -> None:
        user = await _required(database, name)
        async with database.writing() as session:
            token = await reset_links.make(session, settings, user.id)
        print(reset_links.address(_origin(settings), token))
        print(f"Good once, for {settings.reset_link_minutes:g} minutes.", file=sys.stderr)

    _with_database(work, data_dir)


@user_app.command()
def disable(name: Name, data_dir: DataDir = None) -> None:
    """Sign NAME out everywhere and let them in no more, until `enable`."""
    _with_database(lambda database, _: _set_disabled(database, name, True), data_dir)


@user_app.command()
def enable(name: Name, data_dir: DataDir = None) -> None:
    """Let NAME in again."""
    _with_database(lambda database, _: _set_disabled(database, name, False), data_dir)


@user_app.command("delete")
def delete_user(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Delete NAME with all their readings. There is no way back."""
    if not yes:
        typer.confirm(f"Delete {name} and all their readings?", abort=True, err=True)

    async def work(database: Database, settings: Settings) -> None:
        user = await _required(database, name)
        async with database.writing() as session:
            await session.execute(delete(User).where(User.id == user.id))
        print(f"{user.name} is deleted.")

    _with_database(work, data_dir)


@user_app.command("end-sessions")
def end_sessions(name: Name, data_dir: DataDir = None) -> None:
    """Sign NAME out everywhere."""

    async def work(database: Database, settings: Settings) -> None:
        user = await _required(database, name)
        async with database.writing() as session:
            ended = await sessions.end(session, Session.user_id == user.id)
        print(f"Ended {len(ended)} session{'' if len(ended) == 1 else 's'}.")

    _with_database(work, data_dir)


def _with_database(work: Callable[[Database, Settings], Awaitable[None]], data_dir: Path | None) -> None:
    settings = load(data_dir=data_dir)

    async def run() -> None:
        async with Database.open(settings.database) as database:
            await work(database, settings)

    asyncio.run(run())


async def _required(database: Database, name: str) -> User:
    user = await users.find(database, name)
    if user is None:
        raise NotFound(f"There is no user {name!r}. `numeral user list` shows those there are.")
    return user


async def _set_disabled(database: Database, name: str, disabled: bool) -> None:
    user = await _required(database, name)
    async with database.writing() as session:
        await session.execute(update(User).where(User.id == user.id).values(disabled=disabled))
        if disabled:
            await sessions.end(session, Session.user_id == user.id)
    print(f"{user.name} is {'disabled' if disabled else 'enabled'}.")


def _ask_password() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _origin(settings: Settings) -> str:
    scheme = "http" if settings.https == "off" else "https"
    return settings.public_url or f"{scheme}://localhost:{settings.port}"
