"""All open sockets of this process, by user: to tell a user something, and to say goodbye to everyone."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from server.errors import TooManyRequests
from server.messages import ServerMessage
from server.metrics import Metrics

if TYPE_CHECKING:
    from server.live.connection import Connection

FAREWELL_S = 2.0
RECONNECT_MS = (500, 2500)
"""Spread out, so that a restarted server is not met by everyone in the same moment."""


class TooManySockets(TooManyRequests):
    """Raised before the handshake."""

    code = "live.too_many"
    sentence = "Numeral is open in too many tabs."
    hint = "Close some of them."


class Hub:
    """Knows every connection from its handshake to its end."""

    def __init__(self, metrics: Metrics, per_user: int) -> None:
        self._connections: defaultdict[int, set[Connection]] = defaultdict(set)
        self._metrics = metrics
        self._per_user = per_user
        self._stopping = False

    def check_room(self, user: int) -> None:
        """Raises TooManySockets when the user has as many as allowed."""
        if len(self.of_user(user)) >= self._per_user:
            raise TooManySockets(retry_after_s=10)

    @contextmanager
    def register(self, connection: Connection) -> Iterator[None]:
        """Keep `connection` on the list inside the block."""
        mine = self._connections[connection.user]
        mine.add(connection)
        self._metrics.sockets.inc()
        if self._stopping:
            self._restarting(connection)
        try:
            yield
        finally:
            self._metrics.sockets.dec()
            mine.discard(connection)
            if not mine:
                self._connections.pop(connection.user, None)

    def publish(self, user: int, message: ServerMessage, *, about: str) -> None:
        """Tell all sockets of a user; newer words about the same thing replace unsent ones."""
        for connection in self.of_user(user):
            connection.publish(message, about=about)

    def users(self) -> list[int]:
        """Who has a socket open here."""
        return list(self._connections)

    def of_user(self, user: int) -> list[Connection]:
        """The user's open connections."""
        return list(self._connections.get(user, ()))

    def with_canvas(self, user: int, canvas: str) -> Connection | None:
        """The user's open connection that has this canvas."""
        return next((connection for connection in self.of_user(user) if connection.canvas == canvas), None)

    async def close(self) -> None:
        """Tell everyone to come back in a moment, and wait until they have gone, or for two seconds."""
        self._stopping = True
        everyone = [connection for mine in self._connections.values() for connection in mine]
        for connection in everyone:
            self._restarting(connection)
        if everyone:
            gone = [asyncio.ensure_future(connection.gone.wait()) for connection in everyone]
            _, late = await asyncio.wait(gone, timeout=FAREWELL_S)
            for waiting in late:
                waiting.cancel()

    def _restarting(self, connection: Connection) -> None:
        after_ms = random.randint(*RECONNECT_MS)
        connection.leave("restarting", reconnect_after_ms=after_ms)
