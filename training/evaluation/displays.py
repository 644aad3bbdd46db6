"""Photographs of segment displays: liquid crystal, diodes in colour, fluorescent; drawn from a seed, from no font.

Scales, pumps, clocks and most new meters show their numbers so. The bars' shapes, thickness, lean and distances vary,
bars that are off shine through on half of them, and one in three has a decimal point.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.evaluation.panels import (
    DIODES,
    FINE,
    FLUORESCENT,
    Colours,
    Kind,
    Rng,
    liquid_crystal,
    lit,
    photographed,
    reduced,
)
from training.evaluation.task import Task
from vision import Photo
from vision.checkpoint import Checkpoint

COUNT = 240
ON = {
    "0": "abcdef",
    "1": "bc",
    "2": "abdeg",
    "3": "abcdg",
    "4": "bcfg",
    "5": "acdfg",
    "6": "acdefg",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
}
"""Bars that are on: a at the top, b and c down the right side, d at the bottom, e and f up the left, g across."""

Shape = NDArray[np.float64]
"""(N, 2): corners of a bar, x and y."""


def displays(data: Path, _: Checkpoint) -> list[Task]:
    """The three kinds in turn; nothing of them is in the data folder."""
    del data
    return [_task(number, np.random.default_rng((5, number))) for number in range(COUNT)]


def _task(number: int, rng: Rng) -> Task:
    kind = list(KINDS)[number % len(KINDS)]
    text = "".join(rng.choice(list(ON), int(rng.integers(2, 8))))
    point = int(rng.integers(1, len(text))) if rng.random() < 1 / 3 else 0
    on, off = _bars(text, point, rng)
    picture = photographed(KINDS[kind](on, off, rng), rng)
    return Task(f"{number:03d}-{kind}", Photo(picture), text, part=kind)


def _bars(text: str, point: int, rng: Rng) -> tuple[Colours, Colours]:
    """How much of each pixel bars cover that are on, and that are off: (H, W, 1), 0 to 1. point: digits before the
    decimal point, 0 for none."""
    height = rng.uniform(60, 110)
    width, thick, gap = (
        height * rng.uniform(0.48, 0.62),
        height * rng.uniform(0.09, 0.17),
        height * rng.uniform(0.008, 0.03),
    )
    advance = width * rng.uniform(1.22, 1.5)
    lean = float(rng.choice([0.0, rng.uniform(0.05, 0.16)]))
    bars = (_pointed if rng.random() < 0.5 else _mitred)(width, height, thick, gap)
    edge = height * rng.uniform(0.3, 0.9)
    rows, columns = int(height + 2 * edge), int(2 * edge + len(text) * advance + height * lean)
    on, off = (np.zeros((rows * FINE, columns * FINE), np.float32) for _ in range(2))
    for place, digit in enumerate(text):
        for name, shape in bars.items():
            across = shape[:, 0] + edge + place * advance + lean * (height - shape[:, 1])
            corners = np.column_stack([across, shape[:, 1] + edge]) * FINE
            cv2.fillPoly(on if name in ON[digit] else off, [corners.astype(np.int32)], 1.0)
    if point:
        x = edge + point * advance - (advance - width) / 2 + lean * thick / 2
        centre = (int(x * FINE), int((edge + height - thick / 2) * FINE))
        cv2.circle(on, centre, int(0.55 * thick * FINE), 1.0, -1)
    return reduced(on, columns, rows), reduced(off, columns, rows)


def _pointed(width: float, height: float, thick: float, gap: float) -> dict[str, Shape]:
    """Bars with a tip at either end, along the lines between the corners."""
    half, middle = thick / 2, height / 2

    def level(y: float) -> Shape:
        left, right = half + gap, width - half - gap
        return np.array(
            [
                (left, y),
                (left + half, y - half),
                (right - half, y - half),
                (right, y),
                (right - half, y + half),
                (left + half, y + half),
            ]
        )

    def upright(x: float, top: float, bottom: float) -> Shape:
        top, bottom = top + gap, bottom - gap
        return np.array(
            [
                (x, top),
                (x + half, top + half),
                (x + half, bottom - half),
                (x, bottom),
                (x - half, bottom - half),
                (x - half, top + half),
            ]
        )

    left, right, low = half, width - half, height - half
    return {
        "a": level(half), "g": level(middle), "d": level(low),
        "f": upright(left, half, middle), "b": upright(right, half, middle),
        "e": upright(left, middle, low), "c": upright(right, middle, low),
    }  # fmt: skip


def _mitred(width: float, height: float, thick: float, gap: float) -> dict[str, Shape]:
    """Bars cut at an angle where they meet, the outer edge all round."""
    half, middle = thick / 2, height / 2
    top = np.array([(gap, 0.0), (width - gap, 0.0), (width - gap - thick, thick), (gap + thick, thick)])
    side = np.array(
        [(0.0, gap), (thick, gap + thick), (thick, middle - half - gap), (half, middle - gap), (0.0, middle - gap)]
    )
    across = np.array([
        (half + gap, middle), (thick + gap, middle - half), (width - thick - gap, middle - half),
        (width - half - gap, middle), (width - thick - gap, middle + half), (thick + gap, middle + half),
    ])  # fmt: skip
    over, beside = np.array([0.0, height]), np.array([width, 0.0])
    down, aside = np.array([1.0, -1.0]), np.array([-1.0, 1.0])
    return {
        "a": top, "d": over + down * top, "g": across,
        "f": side, "b": beside + aside * side,
        "e": over + down * side, "c": beside + over - side,
    }  # fmt: skip


KINDS: dict[str, Kind] = {
    "liquid crystal": liquid_crystal,
    "diodes": partial(lit, colours=DIODES),
    "fluorescent": partial(lit, colours=FLUORESCENT),
}
