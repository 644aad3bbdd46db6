"""The ink of one canvas as the server holds it: strokes are the truth, and every message counts once."""

from __future__ import annotations

import math
import secrets

import numpy as np
from numpy.typing import NDArray

from server.live.errors import InkFull, InkGap, NoSuchStroke
from server.messages import InkCanvas, InkClear, InkMessage, InkPoints, InkUndo, Point
from vision import Ink, Limits, Stroke

POINT_BYTES = 16
STROKE_BYTES = 512
"""What a stroke costs beside its points."""


FEW_STROKES, FEW_POINTS = 4, 600
"""Of a small drawing: one digit, or two; preparing it takes a fifth to half of a millisecond."""


class GrowingStroke:
    """Points are only ever added, so a `Stroke` taken earlier stays as it was and shares the memory."""

    def __init__(self) -> None:
        self._rows: NDArray[np.float32] = np.empty((32, 4), np.float32)
        self._stroke: Stroke | None = None
        self.count = 0

    def extend(self, points: tuple[Point, ...]) -> None:
        """Add points at the end."""
        end = self.count + len(points)
        if end > len(self._rows):
            rows = np.empty((max(end, 2 * len(self._rows)), 4), np.float32)
            rows[: self.count] = self._rows[: self.count]
            self._rows = rows
        self._rows[self.count : end] = points
        self.count, self._stroke = end, None

    @property
    def stroke(self) -> Stroke:
        """The stroke so far; the same object until points are added, so that work on it can be kept."""
        if self._stroke is None:
            rows = self._rows[: self.count]
            self._stroke = Stroke(rows[:, :2], rows[:, 2], rows[:, 3])
        return self._stroke


class Drawing:
    """Applies ink messages in their order. `acked` is the last one that counts."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._strokes: list[GrowingStroke] = []
        self._points = 0
        self._canvas: InkCanvas | None = None
        self._told: type[InkGap | InkFull] | None = None
        self.acked = 0
        self.id = secrets.token_urlsafe(6)

    @property
    def bytes(self) -> int:
        """About how much memory the ink takes."""
        return self._points * POINT_BYTES + len(self._strokes) * STROKE_BYTES

    @property
    def is_small(self) -> bool:
        """Whether there is little enough ink that the way to a thread and back costs more than preparing it."""
        return len(self._strokes) <= FEW_STROKES and self._points <= FEW_POINTS

    def apply(self, message: InkMessage) -> bool:
        """Take a message; False when it is not news. Raises InkGap, InkFull or NoSuchStroke."""
        if self.acked and message.seq <= self.acked:
            return False
        if not self._follows(message):
            return self._tell(InkGap(f"The last ink message that counts is {self.acked}.", seq=self.acked))
        self.acked = message.seq
        if self._told is InkGap:
            self._told = None
        match message:
            case InkPoints():
                return self._add(message)
            case InkUndo():
                self._undo()
            case InkClear():
                self._clear()
            case InkCanvas():
                self._canvas = message
        return True

    def skip(self, seq: int) -> None:
        """Count a message that could not be read, so that those after it do not stand behind a gap for ever."""
        if self.acked and seq == self.acked + 1:
            self.acked = seq

    def ink(self) -> Ink:
        """All strokes as they are now."""
        strokes = tuple(growing.stroke for growing in self._strokes)
        if self._canvas is not None:
            return Ink(strokes, self._canvas.width, self._canvas.height, self._canvas.pen_px)
        # Nobody said how large the canvas is: it ends at the outermost points.
        far = np.array([stroke.points.max(axis=0) for stroke in strokes]).reshape(-1, 2).max(axis=0, initial=1)
        return Ink(strokes, math.ceil(far[0]), math.ceil(far[1]))

    def _follows(self, message: InkMessage) -> bool:
        if self.acked:
            return message.seq == self.acked + 1
        # An unknown canvas may begin anywhere: after a restart the page resends what came since its last clear.
        match message:
            case InkPoints(stroke=stroke):
                return stroke == 0
            case InkUndo():
                return message.seq == 1
        return True

    def _add(self, message: InkPoints) -> bool:
        if message.stroke > len(self._strokes):
            if self._told is InkFull:
                return False  # of a stroke that was left out
            raise NoSuchStroke(f"Stroke {message.stroke} of {len(self._strokes)}.", seq=message.seq)
        begins = message.stroke == len(self._strokes)
        points = self._points + len(message.points)
        if points > self._limits.points or (begins and len(self._strokes) >= self._limits.strokes):
            most = f"{self._limits.strokes} strokes and {self._limits.points} points"
            return self._tell(InkFull(f"A drawing has at most {most}.", seq=message.seq))
        if begins:
            self._strokes.append(GrowingStroke())
        self._strokes[message.stroke].extend(message.points)
        self._points = points
        return True

    def _undo(self) -> None:
        if self._strokes:
            self._points -= self._strokes.pop().count
        self._told = None

    def _clear(self) -> None:
        self._strokes.clear()
        self._points = 0
        self._told = None

    def _tell(self, error: InkGap | InkFull) -> bool:
        if self._told is type(error):
            return False
        self._told = type(error)
        raise error
