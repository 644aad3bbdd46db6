"""How fast a client may talk, and how often it may be wrong."""

from __future__ import annotations

import time
from collections.abc import Callable

BURST_S = 2.0
STRIKES = 60
STRIKES_PER_S = 3.0


class Pace:
    """A token bucket: `take` says how long to wait before the next message is read."""

    def __init__(self, per_s: float, burst: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """`per_s` for ever, `burst` at once: two seconds' worth unless given."""
        self._per_s = per_s
        self._clock = clock
        self._full = self._tokens = per_s * BURST_S if burst is None else burst
        self._at = clock()

    def take(self) -> float:
        """Count one message; 0 while it is within the pace, else the seconds until it would be."""
        now = self._clock()
        self._tokens = min(self._full, self._tokens + (now - self._at) * self._per_s) - 1
        self._at = now
        return max(0.0, -self._tokens / self._per_s)


def strikes() -> Pace:
    """Mistakes fade: only a client that makes nothing else runs out of them."""
    return Pace(STRIKES_PER_S, STRIKES)
