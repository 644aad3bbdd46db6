"""Drawn cheques: words and amounts on security paper, and along the lower edge a code line in E-13B.

Every number of the code line must be a line of its own and right to the digit, and in no word a digit may be shown. The
standard has one face, which is also what the network was trained on; what is measured is that code lines are found
among other print, parted rightly and read as they are scanned and photographed.
"""

from __future__ import annotations

import math
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from training.evaluation.printed_pages import INK, LOOKS, MARGIN, Page, faces_in, mapped
from training.evaluation.task import NOTHING, Task
from training.evaluation.wording import WORDS, amount, day, number
from training.linereader.e13b import FINE, HEIGHT, PITCH, cell
from vision import Box, Photo
from vision.alphabet import DIGITS
from vision.checkpoint import Checkpoint

COUNT = 90
LINES = 21
"""Sizes that a cheque is high."""

Rng = np.random.Generator


def cheques(data: Path, _: Checkpoint) -> list[Task]:
    """Cheques in turn of each face and look. Raises MissingData when a face is not in the data folder."""
    faces = faces_in(data)
    return [_task(n, faces[n % len(faces)], np.random.default_rng((13, n))) for n in range(COUNT)]


def _task(n: int, face: Path, rng: Rng) -> Task:
    size = int(rng.integers(18, 32))
    page = Page(Image.new("L", (44 * size, LINES * size), 255), face, size)
    _write(page, rng)
    words = [label for label in page.labels if not label[0]]
    picture = np.asarray(cv2.subtract(np.asarray(page.picture, np.uint8), _security(page.picture.size, rng)), np.uint8)
    numbers = _print_code(picture, page, _code(rng), rng)
    look = list(LOOKS)[n % len(LOOKS)]
    seen, view = LOOKS[look](picture, size, rng)
    labels = [*words, *numbers]
    places = tuple(mapped(box, view) for _, box in labels)
    text = " ".join(digits or NOTHING for digits, _ in labels)
    return Task(f"{n:02d}-{look}-{face.stem}", Photo(seen), text, part=look, group=face.stem, places=places)


def _write(page: Page, rng: Rng) -> None:
    page.put(" ".join(rng.choice(WORDS, 2)).title(), MARGIN, 0, large=1.4)
    page.put(day(rng), page.width - MARGIN, 0, right=True)
    page.put("Pay " + " ".join(rng.choice(WORDS, 3)), MARGIN, 3)
    page.put(amount(rng), page.width - MARGIN, 3, large=1.2, right=True)
    page.put(" ".join(rng.choice(WORDS, 5)), MARGIN, 5)
    page.put(f"{rng.choice(WORDS)} {number(rng, 6, 10)}", MARGIN, 8)


def _code(rng: Rng) -> str:
    """As in India, the United States (of persons and of firms), Britain, Canada."""
    serial, bank, account = number(rng, 6, 6), number(rng, 9, 9), number(rng, 6, 12)
    return str(
        rng.choice(
            [
                f"C{serial}C {bank}A {number(rng, 6, 6)}C {number(rng, 2, 2)}",
                f"A{bank}A {account}C {serial[:4]}",
                f"C{serial}C A{bank}A {account}C",
                f"C{serial}C {bank[:2]}D{bank[2:6]}A {number(rng, 8, 8)}C",
                f"C{serial[:3]}C A{bank[:5]}D{bank[5:8]}A {account[:3]}D{account[3:]}C",
            ]
        )
    )


def _print_code(picture: np.ndarray, page: Page, text: str, rng: Rng) -> list[tuple[str, Box]]:
    """Print the code line into the picture. Returns its numbers: their digits and their places."""
    unit = page.size * rng.uniform(0.75, 1) / HEIGHT
    heavier = float(rng.uniform(-0.15, 0.3))
    top = page.picture.height - (3.2 + rng.uniform(0, 0.5)) * page.size
    left = float(rng.uniform(1, 8)) * page.size
    wide = PITCH * unit
    for place, symbol in enumerate(text):
        if symbol != " ":
            ink = cell(symbol, heavier)
            x, y = left + place * wide, top - unit
            columns, rows = math.ceil(x + wide) - int(x), math.ceil(unit * ink.shape[0] / FINE) + 1
            move = np.array([[unit / FINE, 0, x - int(x)], [0, unit / FINE, y - int(y)]])
            mark = cv2.warpAffine(ink, move, (columns, rows), flags=cv2.INTER_AREA)
            there = picture[int(y) : int(y) + rows, int(x) : int(x) + columns]
            np.minimum(there, 255 - (255 - INK) / 255 * mark, out=there, casting="unsafe")
    return [
        (
            "".join(sign for sign in part if sign in DIGITS),
            Box(left + first * wide, top, len(part) * wide, HEIGHT * unit),
        )
        for first, part in _parts(text)
    ]


def _parts(text: str) -> list[tuple[int, str]]:
    """(place, characters) of each number: a dash joins, all other signs part."""
    kinds = groupby(enumerate(text), key=lambda one: one[1] in DIGITS + "D")
    runs = [list(run) for is_number, run in kinds if is_number]
    return [(run[0][0], "".join(symbol for _, symbol in run)) for run in runs]


def _security(size: tuple[int, int], rng: Rng) -> np.ndarray:
    """Fine waves across the paper, (H, W) uint8, to be taken from its brightness."""
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    wave = np.sin(y / rng.uniform(0.6, 2) + rng.uniform(1, 4) * np.sin(x / rng.uniform(15, 80)))
    return np.asarray(rng.uniform(0, 50) * (wave > rng.uniform(0, 0.8)), np.uint8)
