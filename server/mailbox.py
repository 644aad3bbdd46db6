"""A box for one item: what is not taken in time is replaced by what is newer."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Holds the newest item for one taker: a fast source loses old items to a slow reader, never the newest."""

    def __init__(self) -> None:
        self._item: T | None = None
        self._arrived = asyncio.Event()
        self.dropped = 0
        """Items replaced before they were taken."""

    def put(self, item: T) -> None:
        """Leave `item`, in place of one that still lies there."""
        self.dropped += self._arrived.is_set()
        self._item = item
        self._arrived.set()

    async def arrived(self) -> None:
        """Wait until there is an item, and leave it: a newer one may still come before it is taken."""
        await self._arrived.wait()

    async def take(self) -> T:
        """Wait for an item and take it."""
        while (item := self.take_nowait()) is None:
            await self._arrived.wait()
        return item

    def take_nowait(self) -> T | None:
        """Take the item, if there is one."""
        item, self._item = self._item, None
        self._arrived.clear()
        return item

    def clear(self) -> None:
        """Forget what lies there; it counts as neither taken nor dropped."""
        self.take_nowait()
