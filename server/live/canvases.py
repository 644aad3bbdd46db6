"""Drawings whose page is away: kept for a while, so that a short break of the line costs no stroke."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from server.live.drawing import Drawing
from vision import Limits

KEEP_S = 15 * 60.0
PER_USER = 16
TOTAL = 4096
TOTAL_BYTES = 64 * 1024 * 1024

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class CanvasLimits:
    """For how long drawings are kept, how many of one user and of all, and how many bytes of all."""

    keep_s: float = KEEP_S
    per_user: int = PER_USER
    total: int = TOTAL
    total_bytes: int = TOTAL_BYTES


class Canvases:
    """A shelf of drawings by user and canvas id; the one that lay there longest makes room."""

    def __init__(
        self,
        limits: Limits,
        bounds: CanvasLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._bounds = bounds or CanvasLimits()
        self._clock = clock
        self._shelf: OrderedDict[Key, tuple[float, Drawing]] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._shelf)

    def take(self, user: int, canvas: str, drawing: str = "") -> Drawing:
        """The user's drawing of that name, or a new one.

        `drawing` is the id of the one that the page spoke of last. Where several servers share the work, an older
        one may lie here, from before the page was elsewhere: its messages are numbered otherwise.
        """
        self._drop_old()
        kept = self._remove((user, canvas))
        if kept is None or (drawing and kept.id != drawing):
            return Drawing(self._limits)
        return kept

    def keep(self, user: int, canvas: str, drawing: Drawing) -> None:
        """Put a drawing away until its page comes back."""
        if not drawing.acked:
            return
        self._remove((user, canvas))
        self._shelf[user, canvas] = (self._clock(), drawing)
        self._bytes += drawing.bytes
        mine = [key for key in self._shelf if key[0] == user]
        if len(mine) > self._bounds.per_user:
            self._remove(mine[0])
        self._drop_old()

    def _drop_old(self) -> None:
        oldest = self._clock() - self._bounds.keep_s
        while self._shelf:
            key, (since, _) = next(iter(self._shelf.items()))
            full = len(self._shelf) > self._bounds.total or self._bytes > self._bounds.total_bytes
            if since >= oldest and not full:
                return
            self._remove(key)

    def _remove(self, key: Key) -> Drawing | None:
        since_and_drawing = self._shelf.pop(key, None)
        if since_and_drawing is None:
            return None
        self._bytes -= since_and_drawing[1].bytes
        return since_and_drawing[1]
