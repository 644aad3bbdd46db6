"""Password hashing: off the loop, bounded, the same work for accounts that do not exist."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from argon2 import PasswordHasher, extract_parameters

from server.accounts import passwords as module
from server.accounts.passwords import Passwords, is_outdated
from server.errors import Unavailable


async def test_only_the_right_password_matches() -> None:
    """And the same letters typed in another way are the same password."""
    async with Passwords.open() as passwords:
        kept = await passwords.hash("café ﬁnance 8")
        assert await passwords.verify(kept, "café ﬁnance 8")
        assert await passwords.verify(kept, "cafe\u0301 finance 8")
        assert not await passwords.verify(kept, "cafe finance 8")
        assert not await passwords.verify("not a hash", "anything")


async def test_the_costs_are_what_owasp_asks_for() -> None:
    """argon2id, 19 MiB, two passes, one lane, and a salt of its own for each."""
    async with Passwords.open() as passwords:
        first, second = await passwords.hash("the same"), await passwords.hash("the same")
    assert first.startswith("$argon2id$")
    parameters = extract_parameters(first)
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)
    assert first != second


async def test_an_account_that_does_not_exist_costs_the_same_work() -> None:
    """Measured as processor time of the hashing thread, the medians are alike within a third."""
    async with Passwords.open(threads=1) as passwords:
        kept = await passwords.hash("right")
        cost_s: dict[str | None, list[float]] = {kept: [], None: []}
        for _ in range(5):
            for hashed, spent in cost_s.items():
                before = await passwords._run(time.thread_time)
                assert not await passwords.verify(hashed, "wrong")
                spent.append(await passwords._run(time.thread_time) - before)
    someone, nobody = (sorted(spent)[2] for spent in cost_s.values())
    assert nobody == pytest.approx(someone, rel=1 / 3)


async def test_too_many_at_once_are_told_to_come_back() -> None:
    """Better soon an answer than late a page."""
    async with Passwords.open(threads=1, max_waiting=2) as passwords:
        results = await asyncio.gather(*(passwords.hash("x") for _ in range(4)), return_exceptions=True)
        refused = [result for result in results if isinstance(result, Unavailable)]
        assert len(refused) == 2
        assert refused[0].retry_after_s
        assert await passwords.hash("there is room again")


async def test_hashing_leaves_the_event_loop_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hash is made on threads of its own: also the one that stands for accounts that do not exist."""
    threads: list[str] = []

    class Noted(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            threads.append(threading.current_thread().name)
            return super().hash(password, salt=salt)

    monkeypatch.setattr(module, "HASHER", Noted(time_cost=1, memory_cost=8, parallelism=1))
    async with Passwords.open(threads=1) as passwords:
        assert not await passwords.verify(None, "anything")
        await passwords.hash("a password")
    assert len(threads) == 2
    assert all(name.startswith("argon2") for name in threads)


def test_a_hash_with_other_costs_is_outdated() -> None:
    """It is made anew at the next sign-in, when the password is known."""
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))
    assert not is_outdated(module.HASHER.hash("x"))
