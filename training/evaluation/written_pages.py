"""Pages of handwritten numbers, one below the other, on the papers and boards that people write on, and in tables;
drawn from a seed.

The strokes are DigiLeTs' (Fabi et al. 2022), of writers whom a checkpoint does not know. Every number must be a line of
its own and right to the digit.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.evaluation.drawn import ink_strings
from training.evaluation.printed_pages import LOOKS, mapped
from training.evaluation.task import Pixels, Task
from vision import Box, Ink, Photo
from vision.checkpoint import Checkpoint

COUNT, TABLES = 84, 40
HEADS, ROWS = ("No.", "Amount", "Total"), 5
WIDTH, HEIGHT = 1200, 900
NUMBERS = 6
"""Of a page at most."""

PEN = 45.0

Grey = NDArray[np.float32]
Rng = np.random.Generator


def written_pages(data: Path, checkpoint: Checkpoint) -> list[Task]:
    """The papers in turn, every second page scanned and the others photographed."""
    numbers = [task for task in ink_strings(data, checkpoint) if task.part != "touching"]
    return [_task(n, numbers, np.random.default_rng((17, n))) for n in range(COUNT if numbers else 0)]


def _task(n: int, numbers: list[Task], rng: Rng) -> Task:
    name = list(PAPERS)[n % len(PAPERS)]
    look = ("scanned", "photographed")[n // len(PAPERS) % 2]
    size = float(rng.uniform(28, 44))
    page = PAPERS[name](size, rng)
    light = float(page.mean()) < 128
    pen = (255 - PEN if light else PEN) + float(rng.uniform(-15, 25))
    thick = max(2, round(size * (0.18 if name == "whiteboard" else 0.09)))
    texts, places, y = [], [], 1.6 * size
    for number in rng.choice(len(numbers), NUMBERS, replace=False):
        ink = numbers[number].source
        assert isinstance(ink, Ink)
        texts.append(numbers[number].text)
        row = (y, size * float(rng.uniform(1.1, 1.5)))
        places.append(_write(page, ink, (120, WIDTH - 100), row, (pen, thick), rng))
        y += size * float(rng.uniform(3.2, 4.5))
        if y > HEIGHT - 4 * size:
            break
    picture, view = LOOKS[look](np.clip(page, 0, 255).astype(np.uint8), round(size), rng)
    where = tuple(mapped(box, view) for box in places)
    return Task(f"{n:02d}-{name}-{look}", Photo(picture), " ".join(texts), part=name, group=look, places=where)


def written_tables(data: Path, checkpoint: Checkpoint) -> list[Task]:
    """Columns under printed heads, a number in each cell, in turn scanned and photographed; every second one is full:
    digits reach from rule to rule, and some over them."""
    numbers = [task for task in ink_strings(data, checkpoint) if task.part != "touching" and len(task.text) < 7]
    return [_table(n, numbers, np.random.default_rng((19, n))) for n in range(TABLES if numbers else 0)]


def _table(n: int, numbers: list[Task], rng: Rng) -> Task:
    size, line = float(rng.uniform(26, 36)), float(rng.uniform(60, 190))
    full, look = n % 2 == 1, ("scanned", "photographed")[n // 2 % 2]
    page = np.full((HEIGHT, WIDTH), 248, np.uint8)
    wide, high, edge = 8.5 * size, size * float(rng.uniform(1.9, 2.4)), 60.0
    for row in range(ROWS + 2):
        y = edge + row * high
        cv2.line(page, _at(edge, y), _at(edge + len(HEADS) * wide, y), line, 1 + (row < 2), cv2.LINE_AA)
    for column in range(len(HEADS) + 1):
        x = edge + column * wide
        cv2.line(page, _at(x, edge), _at(x, edge + (ROWS + 1) * high), line, 1, cv2.LINE_AA)
    for column, head in enumerate(HEADS):
        at = _at(edge + column * wide + 12, edge + 0.65 * high)
        cv2.putText(page, head, at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, PEN, 1, cv2.LINE_AA)
    texts, places = [], []
    for cell in range(ROWS * len(HEADS)):
        number = numbers[int(rng.integers(len(numbers)))]
        assert isinstance(number.source, Ink)
        left, top = edge + cell % len(HEADS) * wide, edge + (1 + cell // len(HEADS)) * high
        height = size * float(rng.uniform(1.25, 1.5) if full else rng.uniform(0.95, 1.25))
        down = top + max(0.0, high - height) * float(rng.uniform(0.3, 0.8))
        places.append(_write(page, number.source, (left + 8, left + wide - 10), (down, height), (PEN, 3), rng))
        texts.append(number.text)
    picture, view = LOOKS[look](page, round(size), rng)
    where = tuple(mapped(box, view) for box in places)
    part = "full" if full else "roomy"
    return Task(f"{n:02d}-{part}-{look}", Photo(picture), " ".join(texts), part=part, group=look, places=where)


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x), round(y)


def _write(
    page: Grey | Pixels,
    ink: Ink,
    between: tuple[float, float],
    row: tuple[float, float],
    pen: tuple[float, int],
    rng: Rng,
) -> Box:
    """Draw a number somewhere on a row. between: the ends of what there is room for. row: its top, and how high digits
    are. pen: its grey and thickness."""
    (left, right), (top, height) = between, row
    points = np.concatenate([stroke.points[:, :2] for stroke in ink.strokes])
    low = points.min(axis=0)
    usual = np.median([np.ptp(stroke.points[:, 1]) for stroke in ink.strokes])
    scale = min(height / usual, (right - left - 40) / np.ptp(points[:, 0]))
    width, tall = (points.max(axis=0) - low) * scale
    left = float(rng.uniform(left, max(left + 1, right - width)))
    for stroke in ink.strokes:
        path = (stroke.points[:, :2] - low) * scale + (left, top)
        cv2.polylines(page, [np.round(path * 16).astype(np.int32)], False, pen[0], pen[1], cv2.LINE_AA, 4)
    return Box(left, top, float(width), float(tall))


def _plain(size: float, rng: Rng) -> Grey:
    del size, rng
    return np.full((HEIGHT, WIDTH), 248, np.float32)


def _ruled(size: float, rng: Rng) -> Grey:
    page, line = _plain(size, rng), float(rng.uniform(165, 215))
    for y in np.arange(size, HEIGHT, 1.6 * size):
        cv2.line(page, (0, int(y)), (WIDTH, int(y)), line, 1, cv2.LINE_AA)
    cv2.line(page, (90, 0), (90, HEIGHT), line, 2)
    return page


def _squared(size: float, rng: Rng, share: float = 1.0) -> Grey:
    """share: a square's side to a digit's size."""
    page, line = _plain(size, rng), float(rng.uniform(165, 215))
    start, side = rng.uniform(0, size, 2), share * size
    for y in np.arange(start[0], HEIGHT, side):
        cv2.line(page, (0, int(y)), (WIDTH, int(y)), line, 1, cv2.LINE_AA)
    for x in np.arange(start[1], WIDTH, side):
        cv2.line(page, (int(x), 0), (int(x), HEIGHT), line, 1, cv2.LINE_AA)
    return page


def _small_squares(size: float, rng: Rng) -> Grey:
    return _squared(size, rng, 0.6)


def _dotted(size: float, rng: Rng) -> Grey:
    page = _plain(size, rng)
    for y in np.arange(size / 2, HEIGHT, size / 1.3):
        for x in np.arange(size / 2, WIDTH, size / 1.3):
            cv2.circle(page, (int(x), int(y)), 1, 150, -1, cv2.LINE_AA)
    return page


def _whiteboard(size: float, rng: Rng) -> Grey:
    del size
    across, down = np.meshgrid(np.linspace(-1, 1, WIDTH), np.linspace(-1, 1, HEIGHT))
    return np.asarray(225 - 30 * (across * rng.uniform(-1, 1) + down * rng.uniform(-1, 1)), np.float32)


def _blackboard(size: float, rng: Rng) -> Grey:
    """With what was wiped off it."""
    del size
    cloud = cv2.GaussianBlur(rng.normal(0, 160, (HEIGHT, WIDTH)).astype(np.float32), (0, 0), 15)
    return np.asarray(rng.uniform(50, 85) + cloud, np.float32)


PAPERS: dict[str, Callable[[float, Rng], Grey]] = {
    "plain": _plain,
    "ruled": _ruled,
    "squared": _squared,
    "small squares": _small_squares,
    "dotted": _dotted,
    "whiteboard": _whiteboard,
    "blackboard": _blackboard,
}
