"""Threads that serve the event loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from server.threads import Threads


async def test_results_and_exceptions_come_back() -> None:
    """Whichever it is."""
    threads = Threads(1, "test")

    def fail() -> None:
        raise ValueError("no")

    assert await threads.run(lambda: 7) == 7
    with pytest.raises(ValueError, match="no"):
        await threads.run(fail)
    assert await threads.close(10)


async def test_they_work_side_by_side() -> None:
    """Two threads meet at a barrier that one alone could not pass."""
    threads = Threads(2, "test")
    barrier = threading.Barrier(2, timeout=30)
    await asyncio.gather(threads.run(barrier.wait), threads.run(barrier.wait))
    assert await threads.close(10)


async def test_cancelled_work_is_not_begun() -> None:
    """Nobody waits for it any more."""
    threads = Threads(1, "test")
    gate, done = threading.Event(), []
    first = threads.run(lambda: gate.wait(30))
    second = threads.run(lambda: done.append(2))
    second.cancel()
    gate.set()
    assert await first
    assert await threads.close(10)
    assert not done


async def test_closing_does_not_wait_for_ever() -> None:
    """A page that takes a minute must not hold up the server's exit."""
    threads = Threads(1, "test")
    gate = threading.Event()
    stuck = threads.run(lambda: gate.wait(30))
    assert not await threads.close(0.01)
    gate.set()
    assert await stuck
