"""Amounts, dates and times as people write them on a canvas: digits of one writer, and between them points, commas,
slashes, dashes and colons.

Only the digits count, and they are one number. A slash, which by itself is a 1, must not be read as one, and neither
may a comma.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.evaluation.drawn import EDGE_PX, HEIGHT_PX, PEN_PX, Rng, by_writer, ink_of, placed
from training.evaluation.task import Task
from training.evaluation.wording import number
from training.strokes import Drawing
from vision import Stroke
from vision.alphabet import DIGITS
from vision.checkpoint import Checkpoint

COUNT = 400

STEP_MS = 10.0
"""Between two points of a sign."""

Points = list[tuple[float, float]]


def signed_numbers(data: Path, checkpoint: Checkpoint) -> list[Task]:
    """Kinds in turn, and writers whom the checkpoint was not trained on."""
    hands = by_writer(data, checkpoint)
    kinds = list(KINDS)
    return [
        _task(n, kinds[n % len(kinds)], hands[n // len(kinds) % len(hands)], np.random.default_rng((14, n)))
        for n in range(COUNT if hands else 0)
    ]


def _task(n: int, kind: str, hand: Sequence[Drawing], rng: Rng) -> Task:
    text = KINDS[kind](rng)
    height, pen, gap = float(rng.uniform(*HEIGHT_PX)), float(rng.uniform(*PEN_PX)), float(rng.uniform(0.1, 0.35))
    strokes: list[Stroke] = []
    x = EDGE_PX
    for symbol in text:
        y = EDGE_PX + float(rng.normal(0, 0.04)) * height
        mark = _digit(symbol, hand, height, (x, y), rng) if symbol in DIGITS else _sign(symbol, height, (x, y), rng)
        x = max(float(stroke.points[:, 0].max()) for stroke in mark)
        x += max(pen + 2, (gap + float(rng.normal(0, 0.04))) * height)
        strokes += mark
    return Task(f"{n:03d}-{kind}", ink_of(strokes, pen), text, part=kind, group=hand[0].writer)


def _digit(symbol: str, hand: Sequence[Drawing], height: float, corner: tuple[float, float], rng: Rng) -> list[Stroke]:
    own = [drawing for drawing in hand if drawing.symbol == symbol]
    drawing = own[int(rng.integers(len(own)))]
    return placed(drawing, height * float(np.exp(rng.normal(0, 0.06))), corner)


def _sign(symbol: str, height: float, corner: tuple[float, float], rng: Rng) -> list[Stroke]:
    strokes = [np.array(points) + rng.normal(0, 0.015, (len(points), 2)) for points in SIGNS[symbol](rng)]
    lowest = min(float(points[:, 0].min()) for points in strokes)
    return [
        Stroke(
            ((points - (lowest, 0)) * height + corner).astype(np.float32),
            (STEP_MS * np.arange(len(points))).astype(np.float32),
            np.full(len(points), 0.5, np.float32),
        )
        for points in strokes
    ]


def _point(_: Rng) -> list[Points]:
    return [[(0, 0.95), (0.02, 0.97)]]


def _comma(rng: Rng) -> list[Points]:
    low = float(rng.uniform(1, 1.2))
    return [[(0.07, 0.88), (0.06, 0.95), (0, low)]]


def _slash(rng: Rng) -> list[Points]:
    high, lean = float(rng.uniform(0.95, 1.45)), float(rng.uniform(0.15, 0.7))
    return [[(lean * high, 0.5 - high / 2), (lean * high / 2, 0.5), (0, 0.5 + high / 2)]]


def _dash(rng: Rng) -> list[Points]:
    return [[(0, 0.5), (float(rng.uniform(0.2, 0.4)), 0.5)]]


def _colon(_: Rng) -> list[Points]:
    return [[(0, 0.35), (0.02, 0.36)], [(0, 0.85), (0.02, 0.86)]]


SIGNS = {".": _point, ",": _comma, "/": _slash, "-": _dash, ":": _colon}
"""Strokes of each sign in heights of a digit, y down from its top."""


def _day(sign: str, rng: Rng) -> str:
    filled = "02d" if rng.random() < 0.5 else "d"
    day, month = format(int(rng.integers(1, 29)), filled), format(int(rng.integers(1, 13)), filled)
    return sign.join((day, month, str(rng.integers(1950, 2035))))


KINDS = {
    "point": lambda rng: f"{rng.integers(1, 1000)}.{rng.integers(0, 100):02d}",
    "comma": lambda rng: f"{rng.integers(1, 1000)},{rng.integers(0, 100):02d}",
    "thousands": lambda rng: f"{rng.integers(1, 100)},{rng.integers(0, 1000):03d}.{rng.integers(0, 100):02d}",
    "slashes": lambda rng: _day("/", rng),
    "dashes": lambda rng: _day("-", rng),
    "points": lambda rng: _day(".", rng),
    "time": lambda rng: f"{rng.integers(0, 24)}:{rng.integers(0, 60):02d}",
    "telephone": lambda rng: f"{number(rng, 3, 5)}-{number(rng, 5, 8)}",
}
