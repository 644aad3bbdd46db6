"""The one writer of a socket: bounded, newest reading wins, and a slow peer pays alone.

Handing everything to the transport would let memory grow for every page that stopped reading. Here control
messages (errors, answers) wait in line, at most a few; of readings only the newest of each kind waits; and a
peer that takes nothing for too long is closed.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

from server.messages import ServerMessage
from server.wire import encode

CONTROL_MESSAGES = 256
"""So many answers lie unread only when the peer has stopped reading."""
STALLED_S = 20.0


class PeerStalled(Exception):
    """Raised when the peer does not read what is sent; the socket is beyond help."""


class SocketWriter:
    """Puts messages into order and onto one socket; `run` is its only task."""

    def __init__(
        self,
        send_text: Callable[[bytes], Awaitable[None]],
        *,
        control_messages: int = CONTROL_MESSAGES,
        stalled_s: float = STALLED_S,
        clock: Callable[[], float] = time.monotonic,
        on_sent: Callable[[ServerMessage, float], None] = lambda message, waited_s: None,
    ) -> None:
        """`send_text` puts one text frame onto the socket and returns when there is room for more.

        `on_sent` hears of each message that was sent, and how long after it was made.
        """
        self._send_text = send_text
        self._on_sent = on_sent
        self._control: deque[tuple[ServerMessage, float]] = deque()
        self._newest: dict[str, tuple[ServerMessage, float]] = {}
        self._wake = asyncio.Event()
        self._control_messages = control_messages
        self._stalled_s = stalled_s
        self._clock = clock
        self._sending_since: float | None = None
        self._overrun = False
        self._ending = False
        self.replaced = 0
        """Readings that a newer one took the place of, unsent."""

    def send(self, message: ServerMessage) -> None:
        """Send `message` after those before it; every one of them arrives unless the peer is given up."""
        if len(self._control) >= self._control_messages:
            self._overrun = True
        else:
            self._control.append((message, self._clock()))
        self._wake.set()

    def send_newest(self, message: ServerMessage, *, about: str = "") -> None:
        """Send `message` when there is room, unless a newer one of its type (and `about`) comes first."""
        key = message.type + about
        self.replaced += self._newest.pop(key, None) is not None
        self._newest[key] = message, self._clock()
        self._wake.set()

    def end(self) -> None:
        """Let `run` return once all that waits is sent."""
        self._ending = True
        self._wake.set()

    def check(self) -> None:
        """Called now and then: raises PeerStalled when one message has been stuck for too long."""
        # A timeout around every message would cost a tenth of what a stroke costs the event loop.
        if self._sending_since is not None and self._clock() - self._sending_since > self._stalled_s:
            raise PeerStalled(f"nothing was read for {self._stalled_s} s")

    async def run(self) -> None:
        """Send until `end`. Raises PeerStalled, or what the socket raises when it is gone."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while (given := self._next()) is not None:
                message, since = given
                self._sending_since = self._clock()
                await self._send_text(encode(message))
                self._sending_since = None
                self._on_sent(message, self._clock() - since)
            if self._ending:
                return

    def _next(self) -> tuple[ServerMessage, float] | None:
        if self._overrun:
            raise PeerStalled(f"{self._control_messages} answers were not read")
        if self._control:
            return self._control.popleft()
        if self._newest:
            return self._newest.pop(next(iter(self._newest)))
        return None
