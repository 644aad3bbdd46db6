"""Amounts, dates and times as people write them on a canvas: digits of one writer, between them points, commas,
slashes, dashes and colons, and about them frames, signs of percent and what they had struck out before.

Only the digits that stand are counted, and they are one number. A slash, which by itself is a 1, must not be read as
one, and neither may a comma.
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

COUNT = 550

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
    strokes = _write(text, hand, height, gap, (EDGE_PX, EDGE_PX), pen, rng)
    if kind == "framed":
        strokes.append(_ring(strokes, height, rng))
    if kind == "struck out":
        box = _box(strokes)
        below = box[0], box[3] + 0.5 * height
        strokes.append(_line(box, height, rng))
        text = KINDS[kind](rng)
        strokes += _write(text, hand, height, gap, below, pen, rng)
    return Task(f"{n:03d}-{kind}", ink_of(strokes, pen), text, part=kind, group=hand[0].writer)


def _write(
    text: str,
    hand: Sequence[Drawing],
    height: float,
    gap: float,
    corner: tuple[float, float],
    pen: float,
    rng: Rng,
) -> list[Stroke]:
    strokes: list[Stroke] = []
    x = corner[0]
    for symbol in text:
        y = corner[1] + float(rng.normal(0, 0.04)) * height
        mark = _digit(symbol, hand, height, (x, y), rng) if symbol in DIGITS else _sign(symbol, height, (x, y), rng)
        x = _box(mark)[2] + max(pen + 2, (gap + float(rng.normal(0, 0.04))) * height)
        strokes += mark
    return strokes


def _box(strokes: Sequence[Stroke]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of their points."""
    points = np.concatenate([stroke.points for stroke in strokes])
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return left, top, right, bottom


def _ring(strokes: Sequence[Stroke], height: float, rng: Rng) -> Stroke:
    """Around them, through a corner of the first and last now and then."""
    left, top, right, bottom = _box(strokes)
    across = (right - left) / 2 + float(rng.uniform(0.35, 0.7)) * height
    down = (bottom - top) / 2 + float(rng.uniform(0.35, 0.6)) * height
    turn = np.linspace(-1.5, 5.0, 60)
    points = np.column_stack([across * np.cos(turn), down * np.sin(turn)])
    return _stroke(points + np.array([(left + right) / 2, (top + bottom) / 2]))


def _line(box: tuple[float, float, float, float], height: float, rng: Rng) -> Stroke:
    """Through all of them, level or climbing."""
    left, top, right, bottom = box
    climbs = float(rng.uniform(0, 0.3))
    begins, ends = (top + share * (bottom - top) for share in rng.normal((0.5 + climbs, 0.5 - climbs), 0.04))
    return _stroke(np.array([(left - 0.1 * height, begins), (right + 0.1 * height, ends)]))


def _digit(symbol: str, hand: Sequence[Drawing], height: float, corner: tuple[float, float], rng: Rng) -> list[Stroke]:
    own = [drawing for drawing in hand if drawing.symbol == symbol]
    drawing = own[int(rng.integers(len(own)))]
    return placed(drawing, height * float(np.exp(rng.normal(0, 0.06))), corner)


def _sign(symbol: str, height: float, corner: tuple[float, float], rng: Rng) -> list[Stroke]:
    strokes = [np.array(points) + rng.normal(0, 0.015, (len(points), 2)) for points in SIGNS[symbol](rng)]
    lowest = min(float(points[:, 0].min()) for points in strokes)
    return [_stroke((points - (lowest, 0)) * height + corner) for points in strokes]


def _stroke(points: np.ndarray) -> Stroke:
    times_ms = (STEP_MS * np.arange(len(points))).astype(np.float32)
    return Stroke(points.astype(np.float32), times_ms, np.full(len(points), 0.5, np.float32))


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


def _percent(rng: Rng) -> list[Points]:
    turn = np.linspace(0, 2 * np.pi, 16)
    wide, high = float(rng.uniform(0.1, 0.17)), float(rng.uniform(0.12, 0.2))
    ring = np.column_stack([wide * np.sin(turn), -high * np.cos(turn)])
    upper, lower = (ring + np.array(at) for at in ((wide, high), (0.75 - wide, 1 - high)))
    return [list(map(tuple, upper.tolist())), [(0.68, 0), (0.08, 1)], list(map(tuple, lower.tolist()))]


SIGNS = {"%": _percent, ".": _point, ",": _comma, "/": _slash, "-": _dash, ":": _colon}
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
    "percent": lambda rng: f"{rng.integers(1, 1000)}%",
    "framed": lambda rng: number(rng, 2, 6),
    "struck out": lambda rng: number(rng, 4, 6),
    "telephone": lambda rng: f"{number(rng, 3, 5)}-{number(rng, 5, 8)}",
}
