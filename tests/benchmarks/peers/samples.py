"""Single digits, each as strokes, as a PNG and as a JPEG: the same drawings for every server."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.ink import render
from vision.source import Ink

Points = NDArray[np.float64]

SIDE = 96
"""Of the pictures, in pixels; the digit is `TALL` pixels high in there."""

TALL = 64
PAPER, INK = 235, 30
CANVAS = 320
PEN_PX = 7.0
DRAWN_PX = 110.0
POINTS = 32
HANDS = 3
JPEG_QUALITY = 90

SHAPES: dict[str, Sequence[tuple[float, float]]] = {
    "0": ((0.55, 0.0), (0.25, 0.1), (0.08, 0.45), (0.2, 0.9), (0.5, 1.0), (0.8, 0.85), (0.92, 0.45), (0.75, 0.1),
          (0.5, 0.0)),
    "1": ((0.52, 0.0), (0.5, 0.5), (0.48, 1.0)),
    "2": ((0.12, 0.25), (0.25, 0.05), (0.55, 0.0), (0.8, 0.15), (0.75, 0.4), (0.45, 0.7), (0.1, 0.97), (0.5, 0.96),
          (0.92, 0.98)),
    "3": ((0.15, 0.1), (0.45, 0.0), (0.78, 0.12), (0.75, 0.35), (0.42, 0.48), (0.8, 0.6), (0.85, 0.82), (0.5, 1.0),
          (0.1, 0.9)),
    "4": ((0.62, 0.0), (0.35, 0.35), (0.08, 0.65), (0.45, 0.65), (0.92, 0.64), (0.66, 0.64), (0.68, 0.2), (0.64, 1.0)),
    "5": ((0.85, 0.02), (0.5, 0.02), (0.22, 0.03), (0.2, 0.42), (0.5, 0.38), (0.8, 0.52), (0.82, 0.8), (0.55, 0.98),
          (0.12, 0.92)),
    "6": ((0.7, 0.0), (0.4, 0.2), (0.18, 0.55), (0.2, 0.85), (0.5, 1.0), (0.78, 0.85), (0.75, 0.6), (0.5, 0.52),
          (0.22, 0.68)),
    "7": ((0.1, 0.05), (0.5, 0.03), (0.9, 0.05), (0.7, 0.4), (0.5, 0.7), (0.38, 1.0)),
    "8": ((0.75, 0.15), (0.5, 0.0), (0.25, 0.15), (0.35, 0.38), (0.65, 0.58), (0.8, 0.8), (0.5, 1.0), (0.2, 0.8),
          (0.35, 0.58), (0.65, 0.38), (0.75, 0.15)),
    "9": ((0.78, 0.2), (0.5, 0.02), (0.22, 0.2), (0.25, 0.42), (0.55, 0.5), (0.78, 0.3), (0.78, 0.15), (0.75, 0.6),
          (0.62, 1.0)),
}  # fmt: skip
"""Each digit in one stroke, in a unit square."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One digit. points: the fields of an `ink.points` message but for its number, as JSON without braces."""

    digit: str
    points: str
    png: bytes
    jpeg: bytes


def samples(seed: int = 0) -> tuple[Sample, ...]:
    """Every digit by a few hands: slanted, narrowed and shaken a little, by chance that is seeded."""
    chance = np.random.default_rng(seed)
    return tuple(_sample(digit, _drawn(shape, chance)) for _ in range(HANDS) for digit, shape in SHAPES.items())


def described() -> str:
    """One line for people."""
    return (
        f"{HANDS * len(SHAPES)} drawn digits, one a request: {POINTS} points of one stroke, "
        f"or the same as a picture of {SIDE} x {SIDE} pixels (PNG, for Numeral's camera JPEG)"
    )


def _sample(digit: str, points: Points) -> Sample:
    rows = [[round(x, 1), round(y, 1), 8.0 * at, 0.5] for at, (x, y) in enumerate(points.tolist())]
    page = _page(points)
    fields = json.dumps({"stroke": 0, "points": rows})[1:-1]
    return Sample(digit, fields, _encoded(".png", page), _encoded(".jpg", page, cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))


def _drawn(shape: Sequence[tuple[float, float]], chance: np.random.Generator) -> Points:
    """(POINTS, 2) canvas pixels, evenly spaced along the stroke."""
    corners = np.array(shape)
    slant, narrow = chance.uniform(-0.12, 0.12), chance.uniform(0.6, 0.75)
    corners = corners + chance.normal(0, 0.012, corners.shape)
    corners = np.stack([(corners[:, 0] + slant * (0.5 - corners[:, 1])) * narrow, corners[:, 1]], axis=1)
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    at = np.linspace(0.0, way[-1], POINTS)
    even = np.stack([np.interp(at, way, corners[:, 0]), np.interp(at, way, corners[:, 1])], axis=1)
    return even * DRAWN_PX + chance.uniform(60, 120, 2)


def _page(points: Points) -> NDArray[np.uint8]:
    """(SIDE, SIDE) grey: the stroke in dark ink on light paper, by Numeral's own rasteriser."""
    drawing = render(Ink.from_points([points.tolist()], pen_px=PEN_PX).strokes, PEN_PX)
    scale = TALL / drawing.shape[0]
    size = max(1, round(drawing.shape[1] * scale)), TALL
    ink = cv2.resize(drawing, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    page = np.full((SIDE, SIDE), PAPER, np.float32)
    top, left = (SIDE - ink.shape[0]) // 2, (SIDE - ink.shape[1]) // 2
    page[top : top + ink.shape[0], left : left + ink.shape[1]] -= ink * (PAPER - INK)
    return np.asarray(page.round(), np.uint8)


def _encoded(kind: str, page: NDArray[np.uint8], *options: int) -> bytes:
    ok, data = cv2.imencode(kind, page, options)
    assert ok
    return data.tobytes()
