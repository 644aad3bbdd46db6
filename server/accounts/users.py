"""Users: made, found by name or e-mail, told from impostors, given new passwords."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts import rules
from server.accounts.models import ResetLink, User
from server.accounts.passwords import Passwords, is_outdated
from server.db.engine import Database
from server.errors import InvalidForm, SignInFailed


async def create(database: Database, passwords: Passwords, name: str, email: str, password: str) -> User:
    """A new account of values that `rules.check_new_account` passed. Raises InvalidForm when taken."""
    name, email = rules.clean_name(name), rules.clean_email(email)
    await _require_free(database, name, email)  # before the costly hash
    user = User(
        name=name,
        name_key=rules.key(name),
        email=email,
        email_key=rules.key(email),
        password_hash=await passwords.hash(password),
    )
    try:
        async with database.writing() as session:
            session.add(user)
    except IntegrityError:  # someone else was faster
        await _require_free(database, name, email)
        raise
    return user


async def find(database: Database, login: str) -> User | None:
    """Who signs in by this name or e-mail address. No name has an @, so nobody can pose as an address."""
    key = rules.key(login)
    async with database.reading() as session:
        return await session.scalar(select(User).where(or_(User.name_key == key, User.email_key == key)))


async def authenticate(passwords: Passwords, user: User | None, password: str) -> User:
    """`user`, if the password is theirs. Raises SignInFailed, after the same work whatever was wrong."""
    matches = await passwords.verify(user.password_hash if user else None, password)
    if user is None or not matches or user.disabled:
        raise SignInFailed
    return user


async def renew_hash(database: Database, passwords: Passwords, user: User, password: str) -> None:
    """Hash the password that was just right again, if the kept hash has the costs of an older version."""
    if is_outdated(user.password_hash):
        renewed = await passwords.hash(password)
        async with database.writing() as session:
            same = (User.id == user.id, User.password_hash == user.password_hash)
            await session.execute(update(User).where(*same).values(password_hash=renewed))


async def set_password(session: AsyncSession, user_id: int, password_hash: str) -> None:
    """The new password; links for another one are void from now on. Ending sessions is the caller's part."""
    await session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
    await session.execute(delete(ResetLink).where(ResetLink.user_id == user_id))


async def _require_free(database: Database, name: str, email: str) -> None:
    async with database.reading() as session:
        by_name = await session.scalar(select(User.id).where(User.name_key == rules.key(name)))
        by_email = await session.scalar(select(User.id).where(User.email_key == rules.key(email)))
    problems = {}
    if by_name is not None:
        problems["username"] = "This user name is taken. Choose another."
    if by_email is not None:
        problems["email"] = "There is an account with this address already. Sign in, or reset its password."
    if problems:
        raise InvalidForm(problems)
