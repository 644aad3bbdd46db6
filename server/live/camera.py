"""Camera of one socket: one frame is being read, one waits, and the one that waits is the newest."""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog

from server.batching import Superseded
from server.errors import ServerError, Unexpected
from server.lanes import Lane
from server.live.errors import CameraOff
from server.live.tell import tell
from server.mailbox import Latest
from server.messages import CameraFrame, CameraReading, StableLine
from server.metrics import Metrics
from server.recognition import Recognition
from server.writer import SocketWriter
from vision import Photo, Stable, Tracker, VisionError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Arrival:
    frame: CameraFrame
    tracker: Tracker
    at: float


class LiveCamera:
    """Reads the newest frame and follows its lines from frame to frame."""

    def __init__(self, recognition: Recognition, writer: SocketWriter, user: int, metrics: Metrics) -> None:
        self._recognition = recognition
        self._writer = writer
        self._user = user
        self._metrics = metrics
        self._frames: Latest[_Arrival] = Latest()
        self._tracker: Tracker | None = None
        self._dropped_before = 0

    def start(self) -> None:
        """A new scene: nothing is known of its lines."""
        self._frames.clear()
        self._tracker = Tracker()
        self._dropped_before = self._frames.dropped

    def stop(self) -> None:
        """Forget the frame that waits; frames are refused from here on."""
        self._frames.clear()
        self._tracker = None

    def accept(self, frame: CameraFrame, arrived: float) -> None:
        """Take a frame, in place of one that still waits. Raises CameraOff."""
        if self._tracker is None:
            raise CameraOff
        before = self._frames.dropped
        self._frames.put(_Arrival(frame, self._tracker, arrived))
        if self._frames.dropped > before:
            self._metrics.dropped("frame_replaced")

    async def read(self) -> None:
        """Read for as long as the socket lives."""
        while True:
            await self._frames.arrived()
            try:
                await self._read_once()
            except Superseded:
                self._metrics.dropped("superseded")
            except (VisionError, ServerError) as error:
                tell(self._writer, error)
            except Exception:
                log.exception("live.frame_failed")
                tell(self._writer, Unexpected())

    async def _read_once(self) -> None:
        async with self._recognition.place(Lane.CAMERA, self._user) as prepare:
            arrival = self._frames.take_nowait()
            if arrival is None:
                return  # the camera was stopped while this waited
            prepared = await prepare(Photo(arrival.frame.jpeg))
        reading = await self._recognition.answer(prepared, lane=Lane.CAMERA, user=self._user)
        if arrival.tracker is not self._tracker:
            return  # stopped or started anew meanwhile: nobody waits for this
        stable = arrival.tracker.update(reading)
        took_s = time.perf_counter() - arrival.at
        self._metrics.answered(Lane.CAMERA, took_s)
        self._writer.send_newest(
            CameraReading(
                arrival.frame.number,
                arrival.frame.captured_ms,
                reading.to_json(),
                tuple(_stable(line) for line in stable),
                round(took_s * 1e3, 3),
                self._frames.dropped - self._dropped_before,
            )
        )


def _stable(line: Stable) -> StableLine:
    x, y, width, height = (line.box.x, line.box.y, line.box.width, line.box.height)
    box = (round(x, 1), round(y, 1), round(width, 1), round(height, 1))
    return StableLine(line.track, line.text, round(line.confidence, 4), line.locked, box)
