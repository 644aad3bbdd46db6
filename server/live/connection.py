"""One live socket from its handshake to its end: what comes in is parsed, put in its place, and answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import WSMessage, WSMsgType, web

from server import VERSION
from server.formats import format_named
from server.live.camera import LiveCamera
from server.live.canvases import Canvases
from server.live.errors import HelloFirst, TooFast, WrongFormat, WrongVersion
from server.live.hub import Hub
from server.live.ink import LiveInk
from server.live.pace import BURST_S, Pace, strikes
from server.live.tell import tell
from server.messages import (
    PROTOCOL_VERSION,
    Bye,
    CameraFrame,
    CameraStart,
    CameraStop,
    ClientMessage,
    Hello,
    InkCanvas,
    InkClear,
    InkExplain,
    InkPoints,
    InkUndo,
    LiveLimits,
    Ping,
    Pong,
    ServerMessage,
    SetFormat,
    Welcome,
)
from server.metrics import Metrics
from server.recognition import Recognition
from server.wire import BadFrame, FrameTooLarge, MessageError, parse, parse_frame
from server.writer import PeerStalled, SocketWriter

log = structlog.get_logger()

CLOSE_CODES = {"session_ended": 4401, "idle": 4408, "replaced": 4409, "restarting": 1012, "flooding": 1008}
BUG_CODE = 1011
FAREWELL_S = 0.5
"""How long a goodbye may take to be sent; the socket is closed then all the same."""

IDLE_HEARTBEATS = 9
"""Browsers let a hidden page's timers run once a minute only; it is still there."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every connection of the server shares."""

    hub: Hub
    canvases: Canvases
    recognition: Recognition
    metrics: Metrics
    limits: LiveLimits
    heartbeat_s: float


class Connection:
    """Runs one socket. Other parts of the server may `publish` to it or ask it to `leave`."""

    def __init__(
        self, ws: web.WebSocketResponse, around: Surroundings, user: int, touch: Callable[[], Awaitable[None]]
    ) -> None:
        """`touch` notes that the user's session is in use."""
        self.user = user
        self.canvas: str | None = None
        self.gone = asyncio.Event()
        self._ws = ws
        self._around = around
        self._touch = touch
        self._writer = SocketWriter(lambda text: ws.send_frame(text, WSMsgType.TEXT), on_sent=around.metrics.sent)
        self._camera = LiveCamera(around.recognition, self._writer, user, around.metrics)
        self._ink: LiveInk | None = None
        self._tasks = asyncio.TaskGroup()
        self._loops: list[asyncio.Task[None]] = []
        self._pace = Pace(around.limits.messages_per_s)
        self._strikes = strikes()
        self._hurried_at = -BURST_S
        self._heard_at = time.monotonic()
        self._leaving = asyncio.Event()
        self._bye = Bye("", None)

    async def run(self, session_ended: asyncio.Event) -> None:
        """Serve until either side ends it. Bugs are logged and close the socket with 1011."""
        with self._around.hub.register(self):
            try:
                async with self._tasks:
                    await self._serve(session_ended)
            except* (PeerStalled, ConnectionError) as gone:
                log.info("live.peer_gone", user=self.user, reason=str(gone.exceptions[0]))
            except* Exception:
                log.exception("live.failed", user=self.user)
                await self._ws.close(code=BUG_CODE, drain=False)
            finally:
                self._put_away()
                self._around.metrics.dropped("reading_replaced", self._writer.replaced)
                self.gone.set()
        await self._ws.close(drain=False)

    def publish(self, message: ServerMessage, *, about: str) -> None:
        """Send what is not an answer to this client; newer words about the same thing replace unsent ones."""
        if self._ink is not None:
            self._writer.send_newest(message, about=about)

    def leave(self, reason: str, *, reconnect_after_ms: int | None = None) -> None:
        """Say goodbye and close; the first reason counts."""
        if not self._leaving.is_set():
            self._bye = Bye(reason, reconnect_after_ms)
            self._leaving.set()

    async def _serve(self, session_ended: asyncio.Event) -> None:
        start = self._tasks.create_task
        writing = start(self._writer.run())
        parting = start(self._part(writing))
        helpers = [start(self._end_with(session_ended)), start(self._watch()), writing]
        await self._receive()
        if self._leaving.is_set():
            await parting
        # The loops that the hello started end with the rest.
        for task in (*helpers, parting, *self._loops):
            task.cancel()

    async def _receive(self) -> None:
        async for message in self._ws:
            arrived = time.perf_counter()
            self._heard_at = time.monotonic()
            try:
                self._take(message, arrived)
            except MessageError as error:
                self._complain(error)
            if wait_s := self._pace.take():
                self._hurry()
                await asyncio.sleep(wait_s)

    def _take(self, message: WSMessage, arrived: float) -> None:
        if message.type is WSMsgType.TEXT:
            self._dispatch(parse(message.data, self._around.limits), arrived)
        elif message.type is WSMsgType.BINARY:
            self._dispatch(parse_frame(message.data, self._around.limits), arrived)

    def _dispatch(self, message: ClientMessage, arrived: float) -> None:
        if isinstance(message, Hello):
            self._hello(message)
            return
        if self._ink is None:
            raise HelloFirst
        match message:
            case InkPoints() | InkCanvas() | InkUndo() | InkClear():
                self._ink.accept(message, arrived)
            case CameraFrame():
                self._camera.accept(message, arrived)
            case Ping():
                self._writer.send(Pong(message.id, message.sent_ms))
            case InkExplain():
                self._ink.ask(message)
            case CameraStart():
                self._camera.start(message)
            case CameraStop():
                self._camera.stop()
            case SetFormat(format=name):
                chosen = format_named(name, WrongFormat)
                self._ink.set_format(chosen)
                self._camera.set_format(chosen)

    def _hello(self, hello: Hello) -> None:
        if self._ink is not None:
            raise HelloFirst("There was a hello already.")
        if hello.version != PROTOCOL_VERSION:
            raise WrongVersion(f"Version {hello.version} of the protocol is not spoken here.")
        around = self._around
        if other := around.hub.with_canvas(self.user, hello.canvas):
            other._put_away()
            other.leave("replaced")
        drawing = around.canvases.take(self.user, hello.canvas, hello.drawing)
        self.canvas = hello.canvas
        self._ink = ink = LiveInk(drawing, around.recognition, self._writer, self.user, around.metrics)
        self._writer.send(
            Welcome(
                PROTOCOL_VERSION, VERSION, hello.canvas, drawing.acked, around.limits, around.heartbeat_s, drawing.id
            )
        )
        for loop in (ink.read(), ink.explain(), self._camera.prepare(), self._camera.answer()):
            self._loops.append(self._tasks.create_task(loop))

    def _complain(self, error: MessageError) -> None:
        self._around.metrics.message_error(error.code)
        tell(self._writer, error)
        if isinstance(error, FrameTooLarge | BadFrame):
            self._camera.refused()
        if error.seq is not None and self._ink is not None:
            self._ink.drawing.skip(error.seq)
        if self._strikes.take():
            self.leave("flooding")

    def _hurry(self) -> None:
        if time.monotonic() - self._hurried_at >= BURST_S:
            per_s = self._around.limits.messages_per_s
            tell(self._writer, TooFast(f"More than {per_s} messages a second are read more slowly."))
            self._around.metrics.message_error(TooFast.code)
        self._hurried_at = time.monotonic()

    def _put_away(self) -> None:
        ink, canvas, self._ink, self.canvas = self._ink, self.canvas, None, None
        # What was drawn by someone who has signed out is nobody's any more.
        if ink is not None and canvas is not None and self._bye.reason != "session_ended":
            self._around.canvases.keep(self.user, canvas, ink.drawing)

    async def _part(self, writing: asyncio.Task[None]) -> None:
        await self._leaving.wait()
        self._writer.send(self._bye)
        self._writer.end()
        await asyncio.wait([writing], timeout=FAREWELL_S)
        reason = self._bye.reason
        await self._ws.close(code=CLOSE_CODES[reason], message=reason.encode(), drain=False)

    async def _end_with(self, session_ended: asyncio.Event) -> None:
        await session_ended.wait()
        self.leave("session_ended")

    async def _watch(self) -> None:
        idle_s = self._around.heartbeat_s * IDLE_HEARTBEATS
        touched_at = time.monotonic()
        while True:
            await asyncio.sleep(self._around.heartbeat_s)
            self._writer.check()
            if time.monotonic() - self._heard_at > idle_s:
                self.leave("idle")
            elif self._heard_at > touched_at:
                touched_at = self._heard_at
                await self._touch()
