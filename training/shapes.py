"""Digit forms that public sets lack, drawn from scratch: segment displays and the pen forms of other countries."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.samples import Samples
from vision.ink import render
from vision.normalise import normalise
from vision.source import Stroke

Points = list[tuple[float, float]]

SEGMENTS = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg")
"""Lit segments of each digit: a top, b and c right, d bottom, e and f left, g middle."""
OTHER_SEGMENTS = {6: "fgedc", 7: "fabc", 9: "abfgc"}
"""The forms that some displays show instead: 6 and 9 without their bar, 7 with a tail."""
_ENDS = {
    "a": ((0, 0), (1, 0)),
    "b": ((1, 0), (1, 1)),
    "c": ((1, 1), (1, 2)),
    "d": ((0, 2), (1, 2)),
    "e": ((0, 1), (0, 2)),
    "f": ((0, 0), (0, 1)),
    "g": ((0, 1), (1, 1)),
}

_RING: Points = [(0.35, 0), (0.05, 0.3), (0.05, 0.7), (0.35, 1), (0.65, 0.7), (0.65, 0.3), (0.35, 0)]
_UPPER_RING: Points = [(0.35, 0.0), (0.1, 0.22), (0.35, 0.45), (0.6, 0.22), (0.35, 0.0)]
PEN_FORMS: tuple[tuple[int, tuple[Points, ...]], ...] = (
    # Hooked 1, with and without foot.
    (1, ([(0.1, 0.45), (0.5, 0.0), (0.5, 1.0)],)),
    (1, ([(0.0, 0.6), (0.3, 0.3), (0.5, 0.0), (0.45, 1.0)],)),
    (1, ([(0.2, 0.25), (0.5, 0.0), (0.5, 1.0)], [(0.2, 1.0), (0.8, 1.0)])),
    # 1 with an upstroke nearly as long as itself, as in Germany.
    (1, ([(0.0, 0.75), (0.45, 0.0), (0.6, 1.0)],)),
    (1, ([(0.05, 0.9), (0.5, 0.0), (0.7, 1.0)],)),
    (1, ([(0.0, 0.55), (0.5, 0.02), (0.45, 0.5), (0.4, 1.0)],)),
    # Crossed 7.
    (7, ([(0.0, 0.0), (0.7, 0.0), (0.3, 1.0)], [(0.15, 0.5), (0.7, 0.5)])),
    (7, ([(0.0, 0.15), (0.0, 0.0), (0.7, 0.02), (0.45, 0.5), (0.3, 1.0)], [(0.1, 0.52), (0.75, 0.46)])),
    # Slashed and dotted 0.
    (0, (_RING, [(0.05, 0.95), (0.65, 0.05)])),
    (0, (_RING, [(0.34, 0.48), (0.36, 0.52)])),
    # Open and closed 4.
    (4, ([(0.1, 0.0), (0.05, 0.55), (0.7, 0.55)], [(0.55, 0.1), (0.55, 1.0)])),
    (4, ([(0.5, 0.0), (0.0, 0.7), (0.75, 0.7)], [(0.5, 0.0), (0.5, 1.0)])),
    (4, ([(0.4, 0.0), (0.05, 0.65), (0.75, 0.65)], [(0.5, 0.4), (0.5, 1.0)])),
    # Open, straight and curled 9.
    (9, ([(0.6, 0.15), (0.3, 0.0), (0.05, 0.25), (0.25, 0.5), (0.55, 0.35), (0.6, 0.1), (0.55, 1.0)],)),
    (9, ([(0.65, 0.05), (0.25, 0.05), (0.1, 0.3), (0.35, 0.45), (0.65, 0.1), (0.6, 0.6), (0.3, 1.0), (0.0, 0.9)],)),
    # 5 with its bar apart.
    (5, ([(0.15, 0.05), (0.1, 0.45), (0.45, 0.4), (0.65, 0.7), (0.35, 1.0), (0.0, 0.9)], [(0.2, 0.0), (0.7, -0.04)])),
    # 2 with a loop, flat-topped 3, 6 with a long tail, 8 of two rings.
    (2, ([(0.05, 0.2), (0.35, 0.0), (0.6, 0.3), (0.1, 0.95), (0.05, 0.75), (0.3, 0.85), (0.75, 1.0)],)),
    (3, ([(0.0, 0.0), (0.65, 0.0), (0.3, 0.4), (0.65, 0.65), (0.4, 1.0), (0.0, 0.9)],)),
    (6, ([(0.65, -0.1), (0.2, 0.35), (0.05, 0.75), (0.35, 1.0), (0.6, 0.75), (0.35, 0.55), (0.08, 0.75)],)),
    (8, (_UPPER_RING, [(0.35, 0.45), (0.05, 0.72), (0.35, 1.0), (0.65, 0.72), (0.35, 0.45)])),
)  # fmt: skip
_CURVED = frozenset({0, 2, 3, 5, 6, 8, 9})


def make_shapes(count: int, *, seed: int) -> Samples:
    """`count` crops, half segment displays and half pen forms; the same seed gives the same crops."""
    rng = np.random.default_rng(seed)
    images, labels, groups = [], [], []
    for number in range(count):
        label, ink = segment_display(rng) if number % 2 else pen_form(rng)
        images.append(normalise(ink))
        labels.append(label)
        groups.append("segments" if number % 2 else "pen forms")
    return Samples.build(np.stack(images), labels, groups)


def segment_display(rng: np.random.Generator) -> tuple[int, NDArray[np.uint8]]:
    """A digit and its (H, W) ink, as a display or a meter shows it: slanted, fat or thin, with or without gaps."""
    digit = int(rng.integers(10))
    lit = OTHER_SEGMENTS[digit] if digit in OTHER_SEGMENTS and rng.random() < 0.3 else SEGMENTS[digit]
    width, height, thick = rng.uniform(30, 60), rng.uniform(40, 55), rng.uniform(6, 16)
    slant, gap = rng.choice([0.0, 0.0, rng.uniform(-0.1, 0.25)]), rng.uniform(0, 0.16)
    canvas = np.zeros((160, 160), np.uint8)
    for name in lit:
        (x0, y0), (x1, y1) = _ENDS[name]
        ends = np.array([[x0 * width, y0 * height], [x1 * width, y1 * height]])
        inset = (ends[1] - ends[0]) * gap
        ends = ends + np.array([inset, -inset])
        ends[:, 0] += 45 + slant * (2 * height - ends[:, 1])
        ends[:, 1] += 25
        _segment(canvas, ends, thick, hexagon=bool(rng.random() < 0.7))
    return digit, canvas


def _segment(canvas: NDArray[np.uint8], ends: NDArray[np.float64], thick: float, *, hexagon: bool) -> None:
    along = (ends[1] - ends[0]) / (np.linalg.norm(ends[1] - ends[0]) + 1e-6)
    across = np.array([-along[1], along[0]]) * thick / 2
    tip = along * thick / 2
    if hexagon:
        outline = [ends[0] - tip, ends[0] + across, ends[1] + across, ends[1] + tip, ends[1] - across, ends[0] - across]
    else:
        outline = [ends[0] - tip + across, ends[1] + tip + across, ends[1] + tip - across, ends[0] - tip - across]
    cv2.fillPoly(canvas, [np.round(np.array(outline) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)


def pen_form(rng: np.random.Generator) -> tuple[int, NDArray[np.uint8]]:
    """A digit and its (H, W) ink, drawn from control points that are moved a little."""
    digit, forms = PEN_FORMS[int(rng.integers(len(PEN_FORMS)))]
    size = np.array([rng.uniform(60, 110), 110.0])
    shear = rng.normal(0.05, 0.12)
    strokes = []
    for points in forms:
        control = np.array(points) + rng.normal(0, 0.03, (len(points), 2))
        path = smooth(control) if digit in _CURVED or rng.random() < 0.3 else control
        path = path * size
        path[:, 0] -= shear * path[:, 1]
        count = len(path)
        strokes.append(Stroke(path.astype(np.float32), np.zeros(count, np.float32), np.full(count, 0.5, np.float32)))
    return digit, render(strokes, rng.uniform(4, 18))


def smooth(control: NDArray[np.float64], per_span: int = 8) -> NDArray[np.float64]:
    """A Catmull-Rom curve through (N, 2) control points; under three points, the points themselves."""
    if len(control) < 3:
        return control
    p = np.concatenate([control[:1], control, control[-1:]])
    t = np.linspace(0, 1, per_span, endpoint=False)[:, None]
    spans = [_span(p[i], p[i + 1], p[i + 2], p[i + 3], t) for i in range(len(control) - 1)]
    return np.concatenate([*spans, control[-1:]])


def _span(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    t: NDArray[np.float64],
) -> NDArray[np.float64]:
    cubic = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    return np.asarray(0.5 * cubic)
