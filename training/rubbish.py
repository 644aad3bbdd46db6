"""Things that are no digits, made so that the network learns to say so: broken, joined and foreign marks.

Nothing here may look like a digit. A lone upright stroke is a 1, a ring is a 0: both are avoided.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from training.samples import NOT_A_DIGIT, Samples
from training.shapes import smooth
from vision.ink import render
from vision.normalise import normalise, tight_box
from vision.source import Stroke

Ink = NDArray[np.uint8]
NARROWEST = 0.42
"""Width over height under which a mark could be a 1."""


def make_rubbish(digits: Samples, count: int, *, seed: int) -> Samples:
    """`count` crops labelled -1, of all kinds in equal numbers. digits: what broken and joined pieces are cut from."""
    rng = np.random.default_rng(seed)
    kinds: tuple[tuple[str, Callable[[Samples, np.random.Generator], Ink]], ...] = (
        ("pair", pair),
        ("halves", halves),
        ("piece", piece),
        ("turned", turned),
        ("scribble", lambda _, r: scribble(r)),
        ("blob", lambda _, r: blob(r)),
        ("lines", lambda _, r: lines(r)),
        ("texture", lambda _, r: texture(r)),
    )
    images: list[Ink] = []
    groups: list[str] = []
    while len(images) < count:
        name, make = kinds[len(images) % len(kinds)]
        crop = normalise(make(digits, rng))
        if not could_be_one(crop):
            images.append(crop)
            groups.append(name)
    return Samples.build(np.stack(images), [NOT_A_DIGIT] * count, groups, groups)


def could_be_one(crop: Ink) -> bool:
    """Whether a mark is so narrow that it may be a 1 (or is empty)."""
    box = tight_box(crop)
    return box is None or box[2] < NARROWEST * box[3]


def _any(digits: Samples, rng: np.random.Generator) -> Ink:
    return np.asarray(digits.images[int(rng.integers(len(digits)))])


def pair(digits: Samples, rng: np.random.Generator) -> Ink:
    """Two digits that touch, side by side."""
    out = np.zeros((28, 60), np.uint8)
    out[:, 2:30] = _any(digits, rng)
    at = int(rng.integers(12, 24))
    out[:, at : at + 28] = np.maximum(out[:, at : at + 28], _any(digits, rng))
    return out


def halves(digits: Samples, rng: np.random.Generator) -> Ink:
    """The right part of one digit and the left part of the next, as a wrong cut leaves them."""
    left, right = _any(digits, rng), _any(digits, rng)
    a, b = int(rng.integers(11, 17)), int(rng.integers(11, 17))
    gap = np.zeros((28, int(rng.integers(0, 4))), np.uint8)
    return np.concatenate([left[:, a:], gap, right[:, :b]], axis=1)


def piece(digits: Samples, rng: np.random.Generator) -> Ink:
    """A digit's corner or side: less than half of it."""
    crop = _any(digits, rng)
    share = int(rng.integers(11, 14))
    turn = int(rng.integers(4))
    return np.ascontiguousarray(np.rot90(np.rot90(crop, turn)[:share], -turn))


def turned(digits: Samples, rng: np.random.Generator) -> Ink:
    """A counter's wheel between two digits: the lower part of one above the upper part of another."""
    upper, lower = _any(digits, rng), _any(digits, rng)
    cut = int(rng.integers(11, 18))
    gap = np.zeros((int(rng.integers(1, 5)), 28), np.uint8)
    return np.concatenate([upper[cut:], gap, lower[: int(rng.integers(11, 18))]])


def scribble(rng: np.random.Generator) -> Ink:
    """A pen that went to and fro."""
    control = rng.uniform(0, 100, (int(rng.integers(6, 14)), 2))
    return _drawn([smooth(control)], rng)


def lines(rng: np.random.Generator) -> Ink:
    """Dashes, crosses, corners and grids: two to five straight strokes, mostly along the paper's edges."""
    kind = int(rng.integers(5))
    x, y = rng.uniform(20, 80, 2)
    tilt = rng.normal(0, 4, 4)
    shapes: list[list[list[list[float]]]] = [
        [[[0, 10 + tilt[0]], [100, 10 + tilt[1]]]],
        [[[0, y], [100, y + tilt[0]]], [[x, 0], [x + tilt[1], 100]]],
        [[[0, 0], [100, tilt[0]]], [[0, 0], [tilt[1], rng.uniform(60, 100)]]],
        [[[0, y], [100, y + tilt[0]]], [[0, y + 25], [100, y + 25 + tilt[1]]]],
        [rng.uniform(0, 100, (2, 2)).tolist() for _ in range(int(rng.integers(3, 6)))],
    ]
    # A corner at the top right would be a 7.
    turned_by = int(rng.integers(3)) if kind == 2 else 0
    ink = _drawn([np.array(stroke) for stroke in shapes[kind]], rng)
    return np.ascontiguousarray(np.rot90(ink, turned_by))


def blob(rng: np.random.Generator) -> Ink:
    """Dots, stains and filled boxes."""
    out = np.zeros((80, 80), np.uint8)
    if rng.random() < 0.3:
        width, height = rng.integers(25, 70, 2).tolist()
        cv2.rectangle(out, (5, 5), (5 + width, 5 + height), 255, -1)
        return out
    angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(5, 12))))
    radii = rng.uniform(14, 34, len(angles))
    outline = np.stack([40 + radii * np.cos(angles), 40 + radii * np.sin(angles)], axis=1)
    closed = smooth(np.concatenate([outline, outline[:2]]))
    cv2.fillPoly(out, [closed.astype(np.int32)], 255, cv2.LINE_AA)
    return out


def texture(rng: np.random.Generator) -> Ink:
    """What a threshold makes of paper, cloth and shadows."""
    noise = rng.standard_normal((48, 48)).astype(np.float32)
    smoothed = cv2.GaussianBlur(noise, (0, 0), rng.uniform(1.0, 6.0))
    level = float(np.quantile(smoothed, rng.uniform(0.45, 0.85)))
    spread = float(smoothed.std()) or 1.0
    return np.asarray(np.clip((smoothed - level) / spread * 255, 0, 255), np.uint8)


def _drawn(paths: list[NDArray[np.float64]], rng: np.random.Generator) -> Ink:
    strokes = [
        Stroke(p.astype(np.float32), np.zeros(len(p), np.float32), np.full(len(p), 0.5, np.float32)) for p in paths
    ]
    return render(strokes, rng.uniform(5, 18))
