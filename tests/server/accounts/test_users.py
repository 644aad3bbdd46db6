"""Users in the database: races for a name, and hashes that are renewed."""

from __future__ import annotations

import asyncio

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from server.accounts import users
from server.accounts.models import User
from server.errors import InvalidForm
from server.keys import DATABASE, PASSWORDS
from tests.server.accounts_at import PASSWORD, sign_in
from tests.server.running import Running, connected


async def test_one_of_many_who_want_the_same_name_gets_it(server: Running) -> None:
    """The database decides; the others are told that it is taken."""
    database, passwords = server.app[DATABASE], server.app[PASSWORDS]
    wanted = (users.create(database, passwords, "ada", f"{n}@example.org", PASSWORD) for n in range(5))
    results = await asyncio.gather(*wanted, return_exceptions=True)
    assert len([result for result in results if isinstance(result, User)]) == 1
    refused = [result for result in results if isinstance(result, InvalidForm)]
    assert [list(refusal.problems) for refusal in refused] == [["username"]] * 4


async def test_nobody_can_take_an_address_for_a_name(server: Running) -> None:
    """A name is found by name, an address by address; a clash of the two cannot be made."""
    database, passwords = server.app[DATABASE], server.app[PASSWORDS]
    made = await users.create(database, passwords, "ada", "ada@example.org", PASSWORD)
    for login in ("ada", "ADA ", "ada@example.org"):
        found = await users.find(database, login)
        assert found is not None
        assert found.id == made.id
    assert await users.find(database, "example.org") is None


async def test_a_sign_in_renews_a_hash_of_older_costs(server: Running) -> None:
    """The costs rise over the years; the next sign-in brings the account along."""
    database = server.app[DATABASE]
    await users.create(database, server.app[PASSWORDS], "ada", "ada@example.org", PASSWORD)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    async with database.writing() as session:
        await session.execute(update(User).values(password_hash=weak))
    async with connected(server) as client:
        assert (await sign_in(client, "ada")).status == 303
        async with database.reading() as session:
            renewed = (await session.scalars(select(User.password_hash))).one()
        assert "m=19456" in renewed
        assert (await sign_in(client, "ada")).status == 303


async def test_a_password_for_another_name_is_not_found(server: Running) -> None:
    """Two people with one password are still two."""
    database, passwords = server.app[DATABASE], server.app[PASSWORDS]
    ada = await users.create(database, passwords, "ada", "ada@example.org", PASSWORD)
    eve = await users.create(database, passwords, "eve", "eve@example.org", PASSWORD)
    assert (await users.authenticate(passwords, eve, PASSWORD)).id == eve.id
    assert ada.password_hash != eve.password_hash
    with pytest.raises(InvalidForm):
        await users.authenticate(passwords, None, PASSWORD)
