"""At most so many at a time, in the order of the lanes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.lanes import Lane, Lanes, User

CAMERA_TURN = 1.0


class Turns:
    """A semaphore that knows who is urgent: `places` holders, the rest wait in their lanes."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: Lanes[asyncio.Future[None]] = Lanes(turn=CAMERA_TURN)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(1 for _ in self._waiting)

    @asynccontextmanager
    async def turn(self, lane: Lane, user: User) -> AsyncIterator[None]:
        """Hold a place inside the block. A caller that is cancelled while it waits leaves the line."""
        await self._acquire(lane, user)
        try:
            yield
        finally:
            self._release()

    async def _acquire(self, lane: Lane, user: User) -> None:
        if self._free:
            self._free -= 1
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.add(lane, user, place)
        try:
            await place
        except asyncio.CancelledError:
            # Given the place and cancelled in the same moment: pass it on.
            if not self._waiting.remove(lane, user, place) and not place.cancelled():
                self._release()
            raise

    def _release(self) -> None:
        while (lane := self._waiting.choose()) is not None:
            place = self._waiting.pop(lane)
            self._waiting.served(lane, 1)
            if place is not None and not place.done():
                place.set_result(None)
                return
        self._free += 1
