"""One labelled thing to read, and what a reader found in it: the same two records for us and for others."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.errors import DamagedData
from vision import Box, Ink, Photo
from vision.ink import draw

Pixels = NDArray[np.uint8]
OTHER = "."
"""Stands for a mark that is no digit, in `Found.signs`."""

NOTHING = "-"
"""Stands in a task's text for a place in which there is no number."""


@dataclass(frozen=True, slots=True)
class Task:
    """One picture or drawing with its label.

    text: as labelled: digits, letters of a plate, or the 81 cells of a sudoku. place: where it stands, in the
    source's pixels, when only there counts. corners: of a sudoku's grid, (4, 2), clockwise from the top left.
    doubtful: the label is flagged. part: a kind of task that is also counted by itself. group: the writer, or what
    else must not be parted; the name stands for it when empty.
    """

    name: str
    source: Photo | Ink
    text: str
    doubtful: bool = False
    place: Box | None = None
    corners: NDArray[np.float32] | None = field(default=None, compare=False)
    part: str = ""
    group: str = ""
    places: tuple[Box, ...] = ()

    @property
    def digits(self) -> str:
        """The digits of the label."""
        return digits_of(self.text)

    def picture(self) -> Pixels:
        """The source as (H, W) grey or (H, W, 3) BGR; a drawing as dark ink on white. Raises DamagedData."""
        if isinstance(self.source, Ink):
            return drawn(self.source)
        data = self.source.data
        if isinstance(data, np.ndarray):
            swap = data.ndim == 3 and self.source.colour_order == "RGB"
            return np.asarray(cv2.cvtColor(data, cv2.COLOR_RGB2BGR), np.uint8) if swap else data
        encoded = np.frombuffer(data if isinstance(data, bytes) else data.read_bytes(), np.uint8)
        picture = cv2.imdecode(encoded, cv2.IMREAD_COLOR) if encoded.size else None
        if picture is None:
            raise DamagedData(f"{self.name} is not a picture.")
        return np.asarray(picture, np.uint8)


@dataclass(frozen=True, slots=True)
class Found:
    """One line that a reader found.

    signs: a digit or "." for each mark, left to right; a reader that knows letters has them in their place.
    centres: x and y of each sign, in the source's pixels. confidence: 0..1 for the digits together.
    ignored: shown as what perhaps is no number.
    """

    signs: str
    box: Box
    confidence: float
    centres: tuple[tuple[float, float], ...] = ()
    ignored: bool = False

    @property
    def digits(self) -> str:
        """The digits of the line."""
        return digits_of(self.signs)


def drawn(ink: Ink) -> Pixels:
    """The canvas as (H, W) uint8, dark ink on white."""
    canvas = np.zeros((ink.height, ink.width), np.uint8)
    for stroke in ink.strokes:
        draw(canvas, stroke.points, stroke.pressures, ink.pen_px)
    return np.asarray(np.bitwise_not(canvas), np.uint8)


def digits_of(text: str) -> str:
    """The digits 0 to 9 of a text, in order."""
    return "".join(sign for sign in text if sign in "0123456789")


def spread(box: Box, count: int) -> tuple[tuple[float, float], ...]:
    """Where `count` signs of a line stand when only its box is known: evenly along it."""
    y = box.y + box.height / 2
    return tuple((box.x + (k + 0.5) * box.width / count, y) for k in range(count))


def photo_task(folder: Path, row: dict[str, str], *, doubtful: bool = False, place: Box | None = None) -> Task:
    """A whole picture of a folder's labels."""
    return Task(row["file"], Photo(folder / row["file"]), row["text"], doubtful, place)
