"""Ink of one socket: messages change the drawing, the newest drawing is read, readings go back."""

from __future__ import annotations

import time
from functools import partial

import structlog
from msgspec import Raw

from server.batching import Superseded
from server.desk import AtHand
from server.errors import ServerError, Unexpected
from server.lanes import Lane
from server.live.drawing import Drawing
from server.live.errors import NoSuchGlyph
from server.live.tell import tell
from server.live.under_format import with_format
from server.mailbox import Latest
from server.messages import InkExplain, InkExplanation, InkMessage, InkReading
from server.metrics import Metrics
from server.recogniser import RecogniserAway
from server.recognition import Recognition
from server.wire import reading_json
from server.writer import SocketWriter
from vision import Format, Reading, VisionError

log = structlog.get_logger()


class LiveInk:
    """Reads one drawing again whenever it has changed; while it is being read, changes gather."""

    def __init__(
        self, drawing: Drawing, recognition: Recognition, writer: SocketWriter, user: int, metrics: Metrics
    ) -> None:
        self.drawing = drawing
        self._recognition = recognition
        self._writer = writer
        self._user = user
        self._metrics = metrics
        self._changed: Latest[float] = Latest()
        self._questions: Latest[InkExplain] = Latest()
        self._last: Reading | None = None
        self._format: Format | None = None
        if drawing.acked:
            self._changed.put(time.perf_counter())

    def accept(self, message: InkMessage, arrived: float) -> None:
        """Apply a message. Raises what `Drawing.apply` raises."""
        if self.drawing.apply(message):
            self._changed.put(arrived)

    def set_format(self, chosen: Format | None) -> None:
        """Judge lines under it from here on; ink that was read is read again."""
        if chosen != self._format:
            self._format = chosen
            if self._last is not None:
                self._changed.put(time.perf_counter())

    def ask(self, question: InkExplain) -> None:
        """Explain a glyph; a newer question replaces one that was not begun."""
        self._questions.put(question)

    async def read(self) -> None:
        """Read for as long as the socket lives."""
        while True:
            await self._changed.arrived()
            try:
                with self._recognition.tracing.span("ink", user=self._user):
                    await self._read_once()
            except Superseded:
                self._metrics.dropped("superseded")
                self._changed.put(time.perf_counter())  # the newest ink is still to be read
            except RecogniserAway as error:
                tell(self._writer, error)
                self._changed.put(time.perf_counter())  # it is read as soon as somebody can
            except (VisionError, ServerError) as error:
                tell(self._writer, error)
            except Exception:
                log.exception("live.ink_failed")
                tell(self._writer, Unexpected())

    async def _read_once(self) -> None:
        async with self._recognition.place(Lane.INK, self._user, here=self.drawing.is_small) as prepare:
            arrived = self._changed.take_nowait()
            seq = self.drawing.acked
            held = await prepare(self.drawing.ink())
        chosen = self._format
        self._last, json = await self._recognition.answer(
            held, partial(_formed, chosen=chosen), lane=Lane.INK, user=self._user, quick=chosen is None
        )
        took_s = time.perf_counter() - (arrived or time.perf_counter())
        self._metrics.answered(Lane.INK, took_s)
        self._writer.send_newest(InkReading(seq, json, round(took_s * 1e3, 3)))

    async def explain(self) -> None:
        """Answer questions for as long as the socket lives."""
        while True:
            question = await self._questions.take()
            try:
                explanation = await self._recognition.explain(self._crop(question), user=self._user)
            except (NoSuchGlyph, ServerError) as error:
                tell(self._writer, error)
            else:
                self._writer.send(InkExplanation(question.id, explanation))

    def _crop(self, question: InkExplain) -> bytes:
        try:
            assert self._last is not None
            return self._last.lines[question.line].glyphs[question.glyph].crop
        except (AssertionError, IndexError) as error:
            raise NoSuchGlyph(f"There is no glyph {question.glyph} on line {question.line}.") from error


def _formed(reading: Reading, at_hand: AtHand, chosen: Format | None) -> tuple[Reading, Raw]:
    judged = with_format(reading, chosen)
    return judged, reading_json(judged)
