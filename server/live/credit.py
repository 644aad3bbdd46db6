"""How many camera frames a client may send: one only when there will be a place for it.

Without it a page fills the network's queues with pictures that are old when they arrive. Totals since the scene
began travel, not steps: the newest word is enough, and one that was replaced unsent is not missed.
"""

from __future__ import annotations

from server.live.errors import NoCredit

WINDOW = 2
"""Frames on their way while the server has time: one is read while the next is prepared."""

BUSY_WINDOW = 1
"""The same while others wait: nobody's second frame goes before somebody's first."""


class Credit:
    """The account of one scene."""

    def __init__(self) -> None:
        self._came = 0
        self._settled = 0
        self._replaced = 0
        self.granted = 0
        """Frames that the client may have sent since the scene began."""

    def spend(self) -> None:
        """A frame came. Raises NoCredit when it was one too many; it is not counted then."""
        if self._came >= self.granted:
            raise NoCredit(f"{self.granted} frames were allowed since camera.start, and all of them were sent.")
        self._came += 1

    def replace(self) -> None:
        """A frame took the place of the one that waited: no place is free by that, until it is done with itself."""
        self._replaced += 1

    def settle(self) -> None:
        """A frame is done with: answered, or refused."""
        self._settled += 1 + self._replaced
        self._replaced = 0

    def grant(self, *, busy: bool) -> bool:
        """Allow what there is room for; False when that is no more than before. One frame is always allowed."""
        allowed = self._settled + (BUSY_WINDOW if busy else WINDOW)
        more = allowed > self.granted
        self.granted = max(self.granted, allowed)
        return more
