"""Sets of pen strokes, drawn with the canvas's own rasteriser, so that training sees what serving sees."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import DamagedData, MissingData
from training.samples import NOT_A_DIGIT, Samples
from vision.ink import render
from vision.normalise import normalise
from vision.source import Stroke

PEN_PX = (3.0, 14.0)
DRAWN_PX = (50.0, 260.0)
"""Heights that people draw a digit at on the canvas; with the pens above they span thin to thick."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawn character. strokes: points (N, 2) float32, y down, and pressures (N,) 0..1 (0.5 when unknown)."""

    symbol: str
    writer: str
    split: str
    strokes: tuple[Stroke, ...]

    @property
    def label(self) -> int:
        """The digit, or -1."""
        return int(self.symbol) if len(self.symbol) == 1 and self.symbol in "0123456789" else NOT_A_DIGIT


def load_drawings(path: Path, name: str) -> list[Drawing]:
    """All drawings of a .jsonl.gz. Unnamed writers are told apart by blocks of ten drawings in file order.

    Raises MissingData, DamagedData.
    """
    if not path.exists():
        raise MissingData(f"{path} is not there. {MissingData.hint}")
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [_drawing(json.loads(line), name, number) for number, line in enumerate(lines)]
    except (OSError, EOFError, ValueError, KeyError, IndexError) as error:
        raise DamagedData(f"{path} does not hold one drawing a line: {error}.") from error


def _drawing(row: dict[str, object], name: str, number: int) -> Drawing:
    strokes = row["strokes"]
    if not isinstance(strokes, list):
        raise ValueError(f"line {number + 1} has no strokes")
    writer = row["writer"] if row.get("writer") is not None else f"block{number // 10}"
    made = tuple(_stroke(np.asarray(stroke, np.float32)) for stroke in strokes if len(stroke))
    return Drawing(str(row["label"]), f"{name}-{writer}", str(row.get("split", "")), made)


def _stroke(rows: NDArray[np.float32]) -> Stroke:
    count = len(rows)
    pressures = rows[:, 2] if rows.shape[1] > 2 else np.full(count, 0.5, np.float32)
    return Stroke(np.ascontiguousarray(rows[:, :2]), np.zeros(count, np.float32), pressures)


def draw(drawings: list[Drawing], times: int, seed: int) -> Samples:
    """Every drawing `times` over, each with a pen, slant and size of its own; (times * N) samples.

    The first time each is drawn as it is with a middling pen. Drawings without points are left out.
    """
    rng = np.random.default_rng(seed)
    used = [drawing for drawing in drawings if drawing.strokes]
    images, labels, groups, symbols = [], [], [], []
    for turn in range(times):
        for drawing in used:
            images.append(_render(drawing, rng, vary=turn > 0))
            labels.append(drawing.label)
            groups.append(drawing.writer)
            symbols.append(drawing.symbol)
    stacked = np.stack(images) if images else np.zeros((0, 28, 28), np.uint8)
    return Samples.build(stacked, labels, groups, symbols)


def _render(drawing: Drawing, rng: np.random.Generator, *, vary: bool) -> NDArray[np.uint8]:
    points = np.concatenate([stroke.points for stroke in drawing.strokes])
    extent = float(np.ptp(points, axis=0).max()) or 1.0
    height = rng.uniform(*DRAWN_PX) if vary else 120.0
    pen = rng.uniform(*PEN_PX) if vary else 8.0
    matrix = _slant(rng) if vary else np.eye(2, dtype=np.float32)
    flat = vary and rng.random() < 0.3
    strokes = [
        Stroke(
            ((s.points - points.mean(axis=0)) * (height / extent) @ matrix.T).astype(np.float32),
            s.times_ms,
            np.full_like(s.pressures, 0.5) if flat else s.pressures,
        )
        for s in drawing.strokes
    ]
    return normalise(render(strokes, pen))


def _slant(rng: np.random.Generator) -> NDArray[np.float32]:
    """A small rotation, shear and change of aspect: done on the strokes, the pen stays round."""
    angle, shear = np.deg2rad(rng.normal(0, 6)), rng.normal(0, 0.12)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    aspect = np.diag([np.exp(rng.normal(0, 0.12)), 1.0])
    return np.asarray(turn @ np.array([[1.0, shear], [0.0, 1.0]]) @ aspect, np.float32)
