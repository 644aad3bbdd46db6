"""Photographs of segment displays: liquid crystal, diodes in colour, fluorescent; drawn from a seed, from no font.

Scales, pumps, clocks and most new meters show their numbers so. The bars' shapes, thickness, lean and distances vary,
bars that are off shine through on half of them, and one in three has a decimal point.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.evaluation.task import Pixels, Task
from training.evaluation.tilt import tilt
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

LCD_GROUNDS = ((160, 175, 150), (180, 190, 190), (140, 160, 120), (205, 205, 200))
DIODES = ((255, 30, 30), (60, 255, 40), (255, 160, 20))
FLUORESCENT = ((80, 240, 230), (255, 255, 255))
FINE = 4
"""Pixels of the drawing to one of the picture."""

Rng = np.random.Generator
Shape = NDArray[np.float64]
"""(N, 2): corners of a bar, x and y."""

Colours = NDArray[np.float64]
"""(H, W, 3) RGB, 0 to 255."""


def displays(data: Path, _: Checkpoint) -> list[Task]:
    """The three kinds in turn; nothing of them is in the data folder."""
    del data
    return [_task(number, np.random.default_rng((5, number))) for number in range(COUNT)]


def _task(number: int, rng: Rng) -> Task:
    kind = list(KINDS)[number % len(KINDS)]
    text = "".join(rng.choice(list(ON), int(rng.integers(2, 8))))
    point = int(rng.integers(1, len(text))) if rng.random() < 1 / 3 else 0
    on, off = _bars(text, point, rng)
    picture = _photographed(KINDS[kind](on, off, rng), rng)
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
    return _reduced(on, columns, rows), _reduced(off, columns, rows)


def _reduced(part: NDArray[np.float32], columns: int, rows: int) -> Colours:
    return np.asarray(cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA), np.float64)[..., None]


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


def _liquid_crystal(on: Colours, off: Colours, rng: Rng) -> Colours:
    ground = np.array(LCD_GROUNDS[rng.integers(len(LCD_GROUNDS))], float)
    ink = np.clip(on + _faint(rng) * off, 0, 1)
    if rng.random() < 0.5:  # the bars' shadow on the layer below
        ground = ground * (1 - 0.15 * np.roll(on, (2, 2), (0, 1)))
    return ground * (1 - ink) + ground * rng.uniform(0.12, 0.35) * ink


def _lit(on: Colours, off: Colours, rng: Rng, colours: tuple[tuple[int, int, int], ...]) -> Colours:
    glow = cv2.GaussianBlur(on, (0, 0), 4.0)[..., None] * rng.uniform(0, 0.5)
    light = np.clip(on + _faint(rng) * off + glow, 0, 1)
    colour = np.array(colours[rng.integers(len(colours))], float)
    return np.asarray(rng.uniform(5, 45) * (1 - light) + colour * light)


def _faint(rng: Rng) -> float:
    """How much the bars shine through that are off."""
    return float(rng.choice([0.0, rng.uniform(0.03, 0.14)]))


def _photographed(panel: Colours, rng: Rng) -> Pixels:
    """The panel in its frame, held at an angle, in uneven light: (H, W, 3) RGB."""
    edge = int(rng.uniform(0.1, 0.4) * len(panel))
    frame = [float(rng.uniform(20, 220))] * 3
    picture = cv2.copyMakeBorder(panel, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=frame)
    height, width = picture.shape[:2]
    held = tilt(width, height, 0.02 * height, rng)
    view = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 3), 1.0), [0, 0, 1]]) @ held
    light = np.linspace(rng.uniform(0.6, 1), 1, width)[None, :, None]
    picture = light * cv2.warpPerspective(picture, view, (width, height), borderMode=cv2.BORDER_REPLICATE)
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.6, 1.6)) + rng.normal(0, rng.uniform(1, 6), picture.shape)
    scale = rng.uniform(0.5, 1.2)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(small, 0, 255), np.uint8)


KINDS: dict[str, Callable[[Colours, Colours, Rng], Colours]] = {
    "liquid crystal": _liquid_crystal,
    "diodes": partial(_lit, colours=DIODES),
    "fluorescent": partial(_lit, colours=FLUORESCENT),
}
