"""Users of every kind: each draws, films or uploads until it is told to stop, and keeps book.

A pen or a film with a rate keeps to it, whatever the server does, as a person does; with rate 0 it goes on as soon
as it is answered, which finds what the server can do.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from server.bench.live_socket import LiveSocket, Word, now_ms
from server.bench.material import Drawing
from server.bench.site import Site
from server.bench.tally import Tally

LAST_ANSWER_S = 10.0
"""How long the last input may be waited for before it counts as lost."""

FRAMES_UNANSWERED = 2


class Clock:
    """When measuring begins and when sending ends; set by whoever runs the users."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.measuring = False

    async def beats(self, per_s: float, phase: float) -> AsyncIterator[int]:
        """0, 1, 2, … at that rate until the end, the first after `phase` of a period; late ones are not made up for."""
        loop = asyncio.get_running_loop()
        due = loop.time() + phase / per_s
        for number in itertools.count():
            late = loop.time() - due
            if late < 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(-late):
                        await self.stop.wait()
            else:
                due += late  # this one is late: the next is due a whole period from now
            if self.stop.is_set():
                return
            yield number
            due += 1 / per_s


class Pen:
    """Draws one recorded ink again and again, a message at a time."""

    def __init__(self, socket: LiveSocket, ink: Drawing, tally: Tally, clock: Clock) -> None:
        self._socket = socket
        self._ink = ink
        self._tally = tally
        self._clock = clock
        self._waiting: deque[tuple[int, float]] = deque()
        self._shown = asyncio.Event()

    async def draw(self, per_s: float, phase: float = 0.0) -> None:
        """Until the clock stops, and then until the last message is answered."""
        listening = asyncio.create_task(self._listen())
        try:
            await self._socket.ink("canvas", width=self._ink.width, height=self._ink.height, pen_px=self._ink.pen_px)
            if per_s:
                async for number in self._clock.beats(per_s, phase):
                    await self._move(number)
            else:
                for number in itertools.count():
                    if self._clock.stop.is_set():
                        break
                    await self._move(number)
                    await self._all_shown(listening)
            await self._all_shown(listening)
        except ConnectionClosed as end:
            self._tally.errors[f"closed {end.rcvd.code if end.rcvd else 1006}"] += 1
        finally:
            self._tally.lost += len(self._waiting)
            listening.cancel()

    async def _move(self, number: int) -> None:
        messages = self._ink.messages
        if number and number % len(messages) == 0:
            await self._socket.ink("clear")
        # Known before it is sent: the answer may be here before sending returns.
        self._waiting.append((self._socket.seq + 1, now_ms()))
        self._shown.clear()
        self._tally.sent += 1
        await self._socket.ink("points", **messages[number % len(messages)])

    async def _all_shown(self, listening: asyncio.Task[None]) -> None:
        if listening.done():
            await listening  # raises what ended it
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_ANSWER_S):
                await self._shown.wait()

    async def _listen(self) -> None:
        while True:
            word = await self._socket.next("ink.reading", "error", "bye")
            if word.type == "ink.reading":
                self._show(word)
            else:
                self._tally.errors[word.code or word.type] += 1

    def _show(self, word: Word) -> None:
        now = now_ms()
        assert word.seq is not None
        newest = None
        while self._waiting and self._waiting[0][0] <= word.seq:
            newest = self._waiting.popleft()[1]
            if self._clock.measuring:
                self._tally.stale_ms.append(now - newest)
        if newest is not None and self._clock.measuring:
            self._tally.answer_ms.append(now - newest)
            self._tally.answered += 1
            self._tally.digits += word.digits
        if not self._waiting:
            self._shown.set()


class Film:
    """Plays pictures to the camera's side of a socket."""

    def __init__(self, socket: LiveSocket, frames: Sequence[bytes], tally: Tally, clock: Clock) -> None:
        self._socket = socket
        self._frames = frames
        self._tally = tally
        self._clock = clock
        self._sent = 0
        self._answered = -1
        self._dropped = 0
        self._shown_ms: float | None = None
        self._progress = asyncio.Event()

    async def play(self, per_s: float, phase: float = 0.0) -> None:
        """Until the clock stops, and then until the last frame is answered."""
        listening = asyncio.create_task(self._listen())
        try:
            await self._socket.send("camera.start", id=1)
            if per_s:
                async for _ in self._clock.beats(per_s, phase):
                    await self._show()
            else:
                while not self._clock.stop.is_set():
                    await self._until(self._sent - FRAMES_UNANSWERED, listening)
                    await self._show()
            await self._until(self._sent - 1, listening)
        except ConnectionClosed as end:
            self._tally.errors[f"closed {end.rcvd.code if end.rcvd else 1006}"] += 1
        finally:
            # A frame that was replaced by a newer one is not lost; only the newest must be answered.
            self._tally.lost += self._answered < self._sent - 1
            self._tally.dropped += self._dropped
            listening.cancel()

    async def _show(self) -> None:
        self._sent += 1
        self._tally.sent += 1
        await self._socket.frame(self._sent - 1, self._frames[self._sent % len(self._frames)])

    async def _until(self, number: int, listening: asyncio.Task[None]) -> None:
        """Wait until this frame or a newer one is answered."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_ANSWER_S):
                while self._answered < number:
                    if listening.done():
                        await listening
                    self._progress.clear()
                    await self._progress.wait()

    async def _listen(self) -> None:
        try:
            while True:
                word = await self._socket.next("camera.reading", "error", "bye")
                if word.type != "camera.reading":
                    self._tally.errors[word.code or word.type] += 1
                    continue
                now = now_ms()
                if self._clock.measuring:
                    self._tally.answer_ms.append(now - word.captured_ms)
                    self._tally.answered += 1
                    self._tally.digits += word.digits
                    if self._shown_ms is not None:
                        self._tally.stale_ms.append(now - self._shown_ms)
                self._answered, self._dropped, self._shown_ms = word.frame, word.dropped, word.captured_ms
                self._progress.set()
        finally:
            self._progress.set()


class Uploader:
    """Posts pages, and watches what becomes of them."""

    def __init__(self, site: Site, page: bytes, tally: Tally, clock: Clock, posted: dict[str, float]) -> None:
        """`posted` takes when each accepted upload was posted, by its id."""
        self._site = site
        self._page = page
        self._tally = tally
        self._clock = clock
        self._posted = posted

    async def post(self, most: int | None = None) -> None:
        """One page after the other until the clock stops or `most` are accepted; what is refused is sent again."""
        accepted = 0
        while not self._clock.stop.is_set() and (most is None or accepted < most):
            began = now_ms()
            answer = await self._site.posted(self._page)
            self._tally.sent += 1
            if answer.status == 202:
                self._posted[answer.json()["readings"][0]["id"]] = began
                accepted += 1
                continue
            self._tally.refused += answer.status in (429, 503, 507)
            self._tally.errors[f"status {answer.status}"] += 1
            if answer.status not in (429, 503, 507):
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(float(answer.headers.get("Retry-After", "1"))):
                    await self._clock.stop.wait()
