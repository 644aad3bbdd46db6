"""Argon2id off the event loop: few threads, a bounded queue, the same work for accounts that do not exist."""

from __future__ import annotations

import asyncio
import os
import unicodedata
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Self, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.accounts.tokens import new_token
from server.errors import Unavailable

T = TypeVar("T")

MAX_WAITING = 64
"""Passwords that may wait for a thread; more would wait for longer than people do."""

# OWASP's first choice for argon2id: about 20 to 40 ms and 19 MiB for each password.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Passwords:
    """Hashes and checks passwords on `threads` threads of its own."""

    def __init__(self, threads: int, max_waiting: int = MAX_WAITING) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._max_waiting = max_waiting
        self._waiting = 0
        self._nobodys_hash = self._pool.submit(HASHER.hash, new_token())

    @classmethod
    @asynccontextmanager
    async def open(cls, threads: int | None = None, max_waiting: int = MAX_WAITING) -> AsyncIterator[Self]:
        """By default half of the cores, at most four: people who draw must not feel people who sign in."""
        passwords = cls(threads or min(4, max(1, (os.cpu_count() or 1) // 2)), max_waiting)
        try:
            yield passwords
        finally:
            passwords._pool.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: str) -> str:
        """The text to keep for `password`. Raises Unavailable when too many wait."""
        return await self._run(lambda: HASHER.hash(normalise(password)))

    async def verify(self, kept: str | None, password: str) -> bool:
        """Whether `kept` is of `password`; None (no such account) takes as long and is False.

        Raises Unavailable when too many wait.
        """
        matches = await self._run(lambda: _matches(kept or self._nobodys_hash.result(), password))
        return matches and kept is not None

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= self._max_waiting:
            raise Unavailable("Too many people are signing in at this moment.", retry_after_s=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1


def normalise(password: str) -> str:
    """One form of the same letters, whatever keyboard typed them (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def is_outdated(kept: str) -> bool:
    """Whether `kept` was made with other costs than today's."""
    return HASHER.check_needs_rehash(kept)


def _matches(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, normalise(password))
    except (VerificationError, InvalidHashError):
        return False
