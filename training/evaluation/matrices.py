"""Photographs of numbers in dots: needle prints, diodes, character displays, panels of discs; drawn from a seed.

Cash desks, buses, machines and scoreboards show their numbers so. The shapes are those of bitmap fonts that nothing was
trained on.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.errors import MissingData
from training.evaluation.panels import DIODES, FINE, Colours, Kind, Rng, liquid_crystal, lit, photographed, reduced
from training.evaluation.printed_pages import FOLDER
from training.evaluation.task import Task
from vision import Photo
from vision.checkpoint import Checkpoint

PACKAGE = "xfonts-base"
FACES = {"5x8": 8, "6x9": 9, "6x10": 10, "6x12": 12, "7x13": 13, "7x13B": 13, "8x13": 13, "9x15": 15}
"""Fonts of the package (of Debian, in the public domain) and their sizes; digits are seven to ten dots high."""

COUNT = 240
DISCS = ((240, 220, 40), (235, 235, 235))


def matrices(data: Path, _: Checkpoint) -> list[Task]:
    """The kinds in turn. Raises MissingData when a font is not in the data folder."""
    found = {path.name.removesuffix("-ISO8859-1.pcf.gz"): path for path in (data / FOLDER).rglob("*-ISO8859-1.pcf.gz")}
    if not found.keys() >= FACES.keys():
        raise MissingData(f"Unpack this package of Debian into {data / FOLDER}: {PACKAGE}.")
    return [_task(number, found, np.random.default_rng((7, number))) for number in range(COUNT)]


def _task(number: int, faces: dict[str, Path], rng: Rng) -> Task:
    kind = list(KINDS)[number % len(KINDS)]
    text = "".join(rng.choice(list("0123456789"), int(rng.integers(2, 9))))
    face = list(FACES)[int(rng.integers(len(FACES)))]
    font = ImageFont.truetype(str(faces[face]), FACES[face])
    on, off = dots(_rows(font, text), rng, uneven=kind == "needles")
    return Task(f"{number:03d}-{kind}-{face}", Photo(photographed(KINDS[kind](on, off, rng), rng)), text, part=kind)


def _rows(font: ImageFont.FreeTypeFont, text: str) -> NDArray[np.bool_]:
    """The text's dots, cut to the rows and columns that have any."""
    picture = Image.new("1", (round(font.getlength(text)) + 8, 32))
    ImageDraw.Draw(picture).text((4, 4), text, 1, font)
    dots = np.asarray(picture)
    rows, columns = (np.flatnonzero(dots.any(axis=axis)) for axis in (1, 0))
    return dots[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def dots(places: NDArray[np.bool_], rng: Rng, *, uneven: bool) -> tuple[Colours, Colours]:
    """How much of each pixel dots cover that are on, and that are off. uneven: needles strike beside their place, more
    or less hard."""
    across, down = rng.uniform(5, 11) * np.array([1, rng.uniform(0.9, 1.25)])
    reach = across * rng.uniform(0.3, 0.52)
    edge = across * rng.uniform(2, 5)
    rows, columns = int(places.shape[0] * down + 2 * edge), int(places.shape[1] * across + 2 * edge)
    on, off = (np.zeros((rows * FINE, columns * FINE), np.float32) for _ in range(2))
    for (row, column), is_on in np.ndenumerate(places):
        centre = np.array([edge + (column + 0.5) * across, edge + (row + 0.5) * down])
        strength = 1.0
        if uneven:
            centre += rng.normal(0, 0.05 * across, 2)
            strength = float(rng.uniform(0.6, 1))
        x, y = (int(v * FINE) for v in centre)
        cv2.circle(on if is_on else off, (x, y), int(reach * FINE), strength, -1)
    return reduced(on, columns, rows), reduced(off, columns, rows)


def _needles(on: Colours, off: Colours, rng: Rng) -> Colours:
    del off
    paper, ink = np.array([rng.uniform(190, 250)] * 3) - (0, 0, rng.uniform(0, 20)), rng.uniform(30, 120)
    return np.asarray(paper * (1 - on) + ink * on)


KINDS: dict[str, Kind] = {
    "needles": _needles,
    "diodes": partial(lit, colours=DIODES),
    "character display": liquid_crystal,
    "discs": partial(lit, colours=DISCS),
}
