"""Camera of one socket: newest frame first, and never more than two of them on their way.

While the network looks at one frame the next is prepared, which about doubles what one camera gets; the frame to
prepare is chosen when there is a thread for it, so that it is the newest.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from structlog.contextvars import bind_contextvars

from server.batching import Superseded
from server.desk import Forgotten
from server.desks import Held, Scene
from server.errors import ServerError, Unexpected
from server.lanes import Lane
from server.live.credit import Credit
from server.live.errors import CameraOff, NoCredit
from server.live.frame_answer import FrameAnswer
from server.live.tell import tell
from server.mailbox import Latest
from server.messages import CameraCredit, CameraFrame, CameraReading, CameraStart
from server.metrics import Metrics
from server.recognition import Recognition
from server.writer import SocketWriter
from vision import Format, Photo, VisionError

log = structlog.get_logger()

UNDER_WAY = 2


@dataclass(frozen=True, slots=True)
class _Arrival:
    frame: CameraFrame
    scene: Scene
    credit: Credit | None
    at: float


class LiveCamera:
    """Reads the newest frame and follows its lines from frame to frame. Run both `prepare` and `answer`."""

    def __init__(self, recognition: Recognition, writer: SocketWriter, user: int, metrics: Metrics) -> None:
        self._recognition = recognition
        self._writer = writer
        self._user = user
        self._metrics = metrics
        self._frames: Latest[_Arrival] = Latest()
        self._under_way = asyncio.Semaphore(UNDER_WAY)
        self._prepared: asyncio.Queue[tuple[_Arrival, Held]] = asyncio.Queue(UNDER_WAY)
        self._scene: Scene | None = None
        self._last_scene: Scene | None = None
        self._dropped_before = 0
        self._credit: Credit | None = None
        self._scene_id = 0
        self._format: Format | None = None

    def start(self, message: CameraStart) -> None:
        """A new scene: nothing is known of its lines."""
        self._frames.clear()
        self._last_scene = self._scene = self._recognition.scene(after=self._last_scene)
        self._dropped_before = self._frames.dropped
        self._scene_id, self._credit = message.id, Credit() if message.credit else None
        self._grant()

    def stop(self) -> None:
        """Forget the frame that waits; frames are refused from here on."""
        self._frames.clear()
        self._scene = self._credit = None

    def set_format(self, chosen: Format | None) -> None:
        """Judge lines under it from the next frame on."""
        self._format = chosen

    def accept(self, frame: CameraFrame, arrived: float) -> None:
        """Take a frame, in place of one that still waits. Raises CameraOff or NoCredit."""
        if self._scene is None:
            raise CameraOff
        self._spend()
        before = self._frames.dropped
        self._frames.put(_Arrival(frame, self._scene, self._credit, arrived))
        if self._frames.dropped > before:
            self._metrics.dropped("frame_replaced")
            if self._credit is not None:
                self._credit.replace()

    def refused(self) -> None:
        """A frame came that was none: its credit is given back."""
        with suppress(NoCredit):
            if self._credit is not None:
                self._credit.spend()
                self._settle(self._credit)

    async def prepare(self) -> None:
        """Take and prepare frames for as long as the socket lives."""
        while True:
            await self._frames.arrived()
            await self._under_way.acquire()
            async with self._troubles_told():
                with self._recognition.tracing.span("frame.prepare", user=self._user):
                    is_under_way = await self._prepare_newest()
                if not is_under_way:
                    self._under_way.release()

    async def answer(self) -> None:
        """Read what is prepared, in the order of the frames, for as long as the socket lives."""
        while True:
            arrival, held = await self._prepared.get()
            bind_contextvars(frame=arrival.frame.number)
            async with self._troubles_told():
                try:
                    with self._recognition.tracing.span("frame", user=self._user, frame=arrival.frame.number):
                        await self._answer(arrival, held)
                finally:
                    self._settle(arrival.credit)
                self._under_way.release()
            del arrival, held  # or this frame would stay until the next one comes

    async def _prepare_newest(self) -> bool:
        async with self._recognition.place(Lane.CAMERA, self._user, scene=self._last_scene) as prepare:
            arrival = self._frames.take_nowait()
            if arrival is None:
                return False  # the camera was stopped while this waited
            bind_contextvars(frame=arrival.frame.number)  # every line that this loop logs names its frame
            try:
                held = await prepare(Photo(arrival.frame.jpeg), arrival.scene)
            except BaseException:
                self._settle(arrival.credit)
                raise
        self._prepared.put_nowait((arrival, held))
        return True

    async def _answer(self, arrival: _Arrival, held: Held) -> None:
        if arrival.scene is not self._scene:
            return  # stopped or started anew meanwhile: nobody waits for this
        form = FrameAnswer(arrival.scene.number, self._format)
        reading, stable = await self._recognition.answer(held, form, lane=Lane.CAMERA, user=self._user)
        took_s = time.perf_counter() - arrival.at
        self._metrics.answered(Lane.CAMERA, took_s)
        log.debug("live.frame", ms=round(took_s * 1e3, 1))
        frame, dropped = arrival.frame, self._frames.dropped - self._dropped_before
        if arrival.scene is self._scene:
            self._writer.send_newest(
                CameraReading(frame.number, frame.captured_ms, reading, stable, round(took_s * 1e3, 3), dropped)
            )

    def _spend(self) -> None:
        try:
            if self._credit is not None:
                self._credit.spend()
        except NoCredit:
            self._metrics.dropped("no_credit")
            raise

    def _settle(self, credit: Credit | None) -> None:
        """A frame is done with; of an earlier scene nobody asks any more."""
        if credit is not None and credit is self._credit:
            credit.settle()
            self._grant()

    def _grant(self) -> None:
        if self._credit is not None and self._credit.grant(busy=self._scene is not None and self._scene.crowded):
            self._writer.send_newest(CameraCredit(self._scene_id, self._credit.granted))

    @asynccontextmanager
    async def _troubles_told(self) -> AsyncIterator[None]:
        """What goes wrong with a frame is told, and makes way for the next."""
        try:
            yield
            return
        except Superseded:
            self._metrics.dropped("superseded")
        except Forgotten:
            self._metrics.dropped("forgotten")
        except (VisionError, ServerError) as error:
            tell(self._writer, error)
        except Exception:
            log.exception("live.frame_failed")
            tell(self._writer, Unexpected())
        self._under_way.release()
