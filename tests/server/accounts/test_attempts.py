"""Limits on guessing: small limits, real requests, and time moved by moving what was counted."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from sqlalchemy import func, select, update

from server.accounts.attempts import account_of, admit, forget_old, try_from
from server.accounts.models import Attempt
from server.db.base import utc_now
from server.errors import TooManyRequests
from server.keys import DATABASE
from tests.server.accounts_at import post, sign_in, sign_up
from tests.server.running import HTML, Running, Start, connected


async def test_after_too_many_failures_even_the_right_password_waits(start: Start) -> None:
    """The page says for how long, programs read Retry-After."""
    server = await start(attempts_here=3)
    async with connected(server) as client:
        await sign_up(client, "ada")
        await post(client, "/sign-out")
        statuses = [(await sign_in(client, "ada", "wrong")).status for _ in range(4)]
        assert statuses == [401, 401, 401, 429]
        response = await sign_in(client, "ada")
        assert response.status == 429
        assert 0 < int(response.headers["Retry-After"]) <= 15 * 60
        assert "Too many attempts. Try again in 15 minutes." in await response.text()


async def test_many_guesses_at_once_gain_nothing(start: Start) -> None:
    """Attempts are counted before the password is looked at, not after."""
    server = await start(attempts_here=3)
    async with connected(server) as client:
        await sign_up(client, "ada")
    async with connected(server) as guesser:
        responses = await asyncio.gather(*(sign_in(guesser, "ada", f"guess {n}") for n in range(10)))
    assert sorted(response.status for response in responses) == [401] * 3 + [429] * 7


async def test_name_and_address_are_one_account(start: Start) -> None:
    """Guessing under two names does not double the guesses."""
    server = await start(attempts_here=2)
    async with connected(server) as client:
        await sign_up(client, "ada")
        for login in ("ada", "ada@example.org"):
            assert (await sign_in(client, login, "wrong")).status == 401
        assert (await sign_in(client, "ADA", "wrong")).status == 429


async def test_accounts_that_do_not_exist_are_counted_alike(start: Start) -> None:
    """Otherwise the limit itself would tell who has an account."""
    server = await start(attempts_here=2)
    async with connected(server) as client:
        statuses = [(await sign_in(client, "nobody", "wrong")).status for _ in range(3)]
    assert statuses == [401, 401, 429]


async def test_a_guesser_elsewhere_does_not_lock_the_owner_out(start: Start) -> None:
    """The small limit counts one account from one place; the owner sits in another."""
    server = await start(attempts_here=2, trusted_proxies="127.0.0.1")
    async with connected(server) as client:
        await sign_up(client, "ada")
    async with connected(server, X_Forwarded_For="203.0.113.9") as guesser:
        assert [(await sign_in(guesser, "ada", "wrong")).status for _ in range(3)] == [401, 401, 429]
    async with connected(server, X_Forwarded_For="198.51.100.4") as owner:
        assert (await sign_in(owner, "ada")).status == 303


async def test_guesses_from_many_places_meet_the_limit_of_the_account(start: Start) -> None:
    """A thousand machines with few guesses each are still too many guesses."""
    server = await start(attempts_here=2, attempts_account=4, trusted_proxies="127.0.0.1")
    statuses = []
    for place in range(5):
        async with connected(server, X_Forwarded_For=f"203.0.113.{place}") as guesser:
            statuses.append((await sign_in(guesser, "ada", "wrong")).status)
    assert statuses == [401] * 4 + [429]


async def test_one_place_cannot_try_many_accounts(start: Start) -> None:
    """One password tried on everybody is guessing too; the networks of a home are one place."""
    server = await start(attempts_address=3, trusted_proxies="127.0.0.1")
    statuses = []
    for host in range(4):
        async with connected(server, X_Forwarded_For=f"2001:db8:1:2::{host:x}") as guesser:
            statuses.append((await sign_in(guesser, f"user{host}", "wrong")).status)
    assert statuses == [401] * 3 + [429]


async def test_a_success_clears_the_failures_before_it(start: Start) -> None:
    """A person who found the right password is not punished at the next slip."""
    server = await start(attempts_here=2)
    async with connected(server) as client:
        await sign_up(client, "ada")
        for _ in range(3):
            assert (await sign_in(client, "ada", "wrong")).status == 401
            assert (await sign_in(client, "ada")).status == 303


async def test_attempts_stop_counting_when_they_are_old(server: Running) -> None:
    """The window slides; the wait that is told is the wait there is."""
    database, settings = server.app[DATABASE], server.settings.model_copy(update={"attempts_here": 1})
    attempt = try_from("sign-in", account_of(7), "203.0.113.9")
    async with database.writing() as session:
        await admit(session, settings, attempt)
    async with database.writing() as session:
        await session.execute(update(Attempt).values(at=utc_now() - timedelta(minutes=10)))
    with pytest.raises(TooManyRequests) as refused:
        async with database.writing() as session:
            await admit(session, settings, attempt)
    assert refused.value.retry_after_s == pytest.approx(5 * 60, abs=30)
    async with database.writing() as session:
        await session.execute(update(Attempt).values(at=utc_now() - timedelta(minutes=16)))
    async with database.writing() as session:
        await admit(session, settings, attempt)
        await forget_old(session, settings)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Attempt)) == 1


async def test_making_accounts_is_limited_by_place(start: Start) -> None:
    """Each costs a hash; nobody makes them by the thousand."""
    server = await start(attempts_address=2)
    statuses = []
    for name in ("ada", "bob", "eve"):
        async with connected(server) as client:
            form = {
                "username": name,
                "email": f"{name}@example.org",
                "password": "a good one",
                "confirmation": "a good one",
            }
            statuses.append((await post(client, "/sign-up", **form)).status)
    assert statuses == [303, 303, 429]


async def test_programs_read_when_to_come_back(start: Start) -> None:
    """In JSON with Retry-After."""
    server = await start(attempts_here=1)
    async with connected(server) as client:
        await sign_in(client, "ada", "wrong")
        async with client.post("/sign-in", data={"login": "ada", "password": "wrong"}) as response:
            assert response.status == 429
            assert int(response.headers["Retry-After"]) > 0
            assert (await response.json())["error"]["code"] == "request.too_many"


async def test_the_way_in_stays_open_for_who_was_not_limited(signed_in: ClientSession) -> None:
    """Forms that were sent well many times do not fill any count."""
    for _ in range(12):
        assert (await sign_in(signed_in, "ada")).status == 303
    async with signed_in.get("/account", headers=HTML) as response:
        assert response.status == 200
