"""Pages of handwritten numbers, one below the other, on the papers and boards that people write on; drawn from a seed.

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
from training.evaluation.task import Task
from vision import Box, Ink, Photo
from vision.checkpoint import Checkpoint

COUNT = 84
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
        places.append(_write(page, ink, (y, size * float(rng.uniform(1.1, 1.5))), (pen, thick), rng))
        y += size * float(rng.uniform(3.2, 4.5))
        if y > HEIGHT - 4 * size:
            break
    picture, view = LOOKS[look](np.clip(page, 0, 255).astype(np.uint8), round(size), rng)
    where = tuple(mapped(box, view) for box in places)
    return Task(f"{n:02d}-{name}-{look}", Photo(picture), " ".join(texts), part=name, group=look, places=where)


def _write(page: Grey, ink: Ink, row: tuple[float, float], pen: tuple[float, int], rng: Rng) -> Box:
    """Draw a number somewhere on a row. row: its top, and how high digits are. pen: its grey and thickness."""
    top, height = row
    points = np.concatenate([stroke.points[:, :2] for stroke in ink.strokes])
    low = points.min(axis=0)
    scale = min(height / np.median([np.ptp(s.points[:, 1]) for s in ink.strokes]), (WIDTH - 260) / np.ptp(points[:, 0]))
    width, tall = (points.max(axis=0) - low) * scale
    left = float(rng.uniform(120, max(121, WIDTH - 100 - width)))
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
