"""Whoever reads the tasks: Numeral by its whole road, in the same words as others."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from training.evaluation.shadows import shaded
from training.evaluation.task import OTHER, Found, Pixels, Task
from vision import Box, Line, Photo, Reader
from vision.alphabet import DIGITS, SEPARATORS
from vision.level import levelled
from vision.ways_up import TURNS, turned, turned_back


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


class Turned:
    """A reader that is given every picture turned: which way it was held, nobody tells it."""

    def __init__(self, reader: Reads, degrees: int) -> None:
        """degrees: clockwise. Beside a picture that is held at an angle is the middle grey of its rim."""
        self.name = reader.name
        self.clock = reader.clock
        self._reader = reader
        self._degrees = degrees

    def read(self, task: Task, *, whole: bool) -> list[Found]:
        """See `Reads`. What was found, in the pixels of the picture as it was; of a strip too the number must first be
        found, since it does not lie as a strip does."""
        del whole
        picture = task.picture()
        held, back = self._held(picture)
        found = self._reader.read(_showing(task, held), whole=True)
        return [
            replace(one, box=back(one.box), centres=tuple(back(Box(x, y, 0, 0)).middle for x, y in one.centres))
            for one in found
        ]

    def _held(self, picture: Pixels) -> tuple[Pixels, Callable[[Box], Box]]:
        if self._degrees not in TURNS:
            held = levelled(picture, -self._degrees)
            return held.pixels, held.back
        height, width = picture.shape[:2]
        return turned(picture, self._degrees), lambda box: turned_back(box, self._degrees, width, height)


class Shaded:
    """A reader that is given every picture with a shadow across it."""

    def __init__(self, reader: Reads) -> None:
        self.name = reader.name
        self.clock = reader.clock
        self._reader = reader

    def read(self, task: Task, *, whole: bool) -> list[Found]:
        """See `Reads`."""
        return self._reader.read(_showing(task, shaded(task.picture(), task.name)), whole=whole)


def _showing(task: Task, picture: Pixels) -> Task:
    return replace(task, source=Photo(picture, "BGR" if picture.ndim == 3 else "RGB"))


def found_line(line: Line) -> Found:
    """A line of a reading; separators that are known as such stand in no label and are left out."""
    marks = [
        (sign if sign in DIGITS else OTHER, glyph.box)
        for sign, glyph in zip(line.structure, line.glyphs, strict=True)
        if sign not in SEPARATORS
    ]
    signs, boxes = "".join(sign for sign, _ in marks), [box for _, box in marks]
    centres = tuple(box.middle for box in boxes)
    return Found(signs, line.box, line.confidence, centres, line.verdict == "ignore")
