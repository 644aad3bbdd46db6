"""How much may wait to be read: in files and bytes, of one user and in all, over all servers on one database.

Whoever has nothing waiting is let in whatever the size: an upload that is larger than the bound would wait for ever.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.readings.errors import QueueFull, ServerFull
from server.settings import Settings

RETRY_S = 30.0


@dataclass(frozen=True, slots=True)
class Load:
    """What waits or is being read."""

    files: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that may wait, of one user and in all."""

    of_one: Load
    of_all: Load

    @classmethod
    def of(cls, settings: Settings) -> Bounds:
        """As the settings have it."""
        return cls(
            Load(settings.max_waiting_of_one, settings.max_waiting_bytes_of_one),
            Load(settings.max_waiting, settings.max_waiting_bytes),
        )

    def check(self, of_user: Load, of_all: Load, more: Load) -> None:
        """Raises QueueFull or ServerFull when `more` does not go beside what waits already."""
        if not _fits(of_user, more, self.of_one):
            raise QueueFull(retry_after_s=RETRY_S)
        if not _fits(of_all, more, self.of_all):
            raise ServerFull(retry_after_s=RETRY_S)


def _fits(waiting: Load, more: Load, bound: Load) -> bool:
    if not waiting.files:
        return True
    return waiting.files + more.files <= bound.files and waiting.bytes + more.bytes <= bound.bytes
