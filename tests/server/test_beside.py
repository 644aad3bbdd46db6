"""Work beside a block ends with it, and whoever is cancelled meanwhile is."""

from __future__ import annotations

import asyncio

import pytest

from server.beside import beside


async def test_it_is_cancelled_at_the_end_of_the_block_and_waited_for() -> None:
    """Nothing goes on behind the back of who closed it."""
    ended: list[bool] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    async with beside(work(), "work"):
        await asyncio.sleep(0)
    assert ended == [True]


async def test_what_it_raised_is_raised_at_the_end_of_the_block() -> None:
    """A failure of the work is somebody's to see."""

    async def work() -> None:
        raise ValueError("no device")

    with pytest.raises(ValueError, match="no device"):
        async with beside(work(), "work"):
            await asyncio.sleep(0)


async def test_who_is_cancelled_while_it_waits_for_the_end_is_cancelled() -> None:
    """A stop that comes just as a block ends is not lost."""
    ending, go_on = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ending.set()
            await go_on.wait()

    async def block() -> None:
        async with beside(work(), "work"):
            await asyncio.sleep(0)

    task = asyncio.create_task(block())
    await ending.wait()
    task.cancel()
    await asyncio.wait([task])
    go_on.set()
    assert task.cancelled()
