"""A semaphore that knows who is urgent."""

from __future__ import annotations

import asyncio

from server.lanes import Lane
from server.turns import Turns


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_places_go_to_the_most_urgent() -> None:
    """A pen that comes last goes before the frames that wait."""
    turns = Turns(1)
    order: list[str] = []
    leave = asyncio.Event()

    async def work(name: str, lane: Lane) -> None:
        async with turns.turn(lane, name):
            order.append(name)
            await leave.wait()

    tasks = [asyncio.create_task(work(n, lane)) for n, lane in
             (("first", Lane.CAMERA), ("frame", Lane.CAMERA), ("pen", Lane.INK))]  # fmt: skip
    await settle()
    assert order == ["first"]
    leave.set()
    await asyncio.gather(*tasks)
    assert order == ["first", "pen", "frame"]


async def test_who_is_cancelled_while_waiting_leaves_the_line() -> None:
    """A place that nobody takes would be lost for ever."""
    turns = Turns(1)
    async with turns.turn(Lane.INK, 1):
        waiting = asyncio.create_task(turns._acquire(Lane.INK, 2))
        await settle()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(10), turns.turn(Lane.CAMERA, 3):
        pass


async def test_who_is_cancelled_in_the_moment_of_its_turn_passes_it_on() -> None:
    """The place was given and the caller was gone before it woke."""
    turns = Turns(1)
    await turns._acquire(Lane.INK, 1)
    waiting = asyncio.create_task(turns._acquire(Lane.INK, 2))
    await settle()
    turns._release()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(10), turns.turn(Lane.UPLOAD, 3):
        pass


async def test_whether_anybody_waits_is_told() -> None:
    """Cameras send less then."""
    turns = Turns(1)
    async with turns.turn(Lane.CAMERA, 1):
        assert turns.waiting == 0
        waiting = asyncio.create_task(turns._acquire(Lane.CAMERA, 2))
        await settle()
        assert turns.waiting == 1
    await waiting
    assert turns.waiting == 0
