"""Whether the clock on the wall can be believed: it must not have jumped for a while.

A clock that is suddenly a year ahead would make every reading old enough to be deleted, and every picture that is just
arriving old enough to be a stray. The machine's steady timer, which nobody sets, tells such a jump.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

log = structlog.get_logger()

JUMP_S = 60.0
STEADY_S = 24 * 3600.0
"""So long after a jump the clock is believed again: by then somebody has set it right, or it was right to jump."""


class SteadyClock:
    """Ask it now and then; between two questions the clock may have gone as far as the timer, and no further."""

    def __init__(self, wall: Callable[[], float] = time.time, timer: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._timer = wall, timer
        self._last = wall(), timer()
        self._doubted_until = float("-inf")

    def believed(self) -> bool:
        """Whether it has not jumped since the last question, nor in the day before."""
        wall, timer = self._wall(), self._timer()
        jump_s = (wall - self._last[0]) - (timer - self._last[1])
        self._last = wall, timer
        if abs(jump_s) > JUMP_S:
            log.warning("clock.jumped", by_s=round(jump_s))
            self._doubted_until = timer + STEADY_S
        return timer >= self._doubted_until
