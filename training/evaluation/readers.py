"""Whoever reads the tasks: Numeral by its whole road, in the same words as others."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from training.evaluation.task import OTHER, Found, Task
from vision import Line, Reader
from vision.alphabet import DIGITS, SEPARATORS


class Reads(Protocol):
    """A reader of tasks. name: as the tables show it."""

    name: str

    def read(self, task: Task, *, whole: bool) -> list[Found]:
        """Every line found; whole: the number must first be found in the picture."""
        ...

    def clock(self) -> float:
        """CPU seconds that it has used so far."""
        ...


class Numeral:
    """The product's own road from the source to its lines; it knows of no crop that it is one."""

    def __init__(self, reader: Reader) -> None:
        self.name = reader.checkpoint_name
        self._reader = reader
        self.clock: Callable[[], float] = time.process_time

    def read(self, task: Task, *, whole: bool) -> list[Found]:
        """See `Reads`."""
        return [found_line(line) for line in self._reader.read(task.source).lines]


def found_line(line: Line) -> Found:
    """A line of a reading; separators that are known as such stand in no label and are left out."""
    marks = [
        (sign if sign in DIGITS else OTHER, glyph.box)
        for sign, glyph in zip(line.structure, line.glyphs, strict=True)
        if sign not in SEPARATORS
    ]
    signs, boxes = "".join(sign for sign, _ in marks), [box for _, box in marks]
    centres = tuple((box.x + box.width / 2, box.y + box.height / 2) for box in boxes)
    return Found(signs, line.box, line.confidence, centres, line.verdict == "ignore")
