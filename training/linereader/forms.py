"""Digit forms of European and Latin hands that public sets have few of, written from control points."""

from __future__ import annotations

import numpy as np

from training.linereader.hands import Hand, PenHand
from training.shapes import PEN_FORMS, Points, smooth
from training.strokes import Drawing
from vision.source import Stroke

_MORE: tuple[tuple[int, tuple[Points, ...]], ...] = (
    # A 9 like a P or a rho, closed and open; a 9 of one stroke with a straight or a curled tail.
    (9, ([(0.12, 0.02), (0.1, 0.5), (0.06, 1.0)], [(0.1, 0.1), (0.4, -0.02), (0.6, 0.18), (0.45, 0.42), (0.1, 0.48)])),
    (9, ([(0.0, 1.0), (0.12, 0.05), (0.45, 0.0), (0.58, 0.22), (0.38, 0.45), (0.1, 0.42)],)),
    (9, ([(0.5, 0.1), (0.2, 0.0), (0.0, 0.22), (0.2, 0.45), (0.5, 0.3), (0.52, 0.05), (0.45, 0.6), (0.3, 1.0)],)),
    # A 1 with a long rise, a 1 like a narrow loop, a 1 with a bowed back.
    (1, ([(0.0, 0.95), (0.25, 0.5), (0.5, 0.0), (0.4, 1.0)],)),
    (1, ([(0.05, 0.75), (0.35, 0.3), (0.42, 0.0), (0.25, 0.1), (0.15, 0.6), (0.2, 1.0)],)),
    (1, ([(0.3, 0.0), (0.15, 0.5), (0.1, 1.0)],)),
    # A 1 that leans far, plain and with a short rise.
    (1, ([(0.5, 0.0), (0.25, 0.5), (0.0, 1.0)],)),
    (1, ([(0.62, 0.0), (0.3, 0.55), (0.0, 1.05)],)),
    (1, ([(0.25, 0.3), (0.6, 0.0), (0.0, 1.05)],)),
    # A 4 of one stroke, a 4 like a chair, a 4 with a low bar.
    (4, ([(0.45, 0.0), (0.02, 0.6), (0.6, 0.55), (0.5, 0.3), (0.38, 1.0)],)),
    (4, ([(0.05, 0.0), (0.0, 0.42), (0.5, 0.42)], [(0.55, 0.05), (0.42, 1.0)])),
    (4, ([(0.35, 0.0), (0.0, 0.75), (0.7, 0.72)], [(0.5, 0.35), (0.4, 1.0)])),
    # A 7 with a tick, crossed high or low.
    (7, ([(0.0, 0.2), (0.05, 0.02), (0.65, 0.05), (0.25, 1.0)], [(0.1, 0.4), (0.65, 0.38)])),
    (7, ([(0.0, 0.1), (0.3, 0.0), (0.65, 0.08), (0.4, 0.5), (0.2, 1.0)], [(0.0, 0.58), (0.6, 0.5)])),
    # A 0 that ends in a curl to the next digit, a 0 that does not close.
    (0, ([(0.45, 0.05), (0.1, 0.2), (0.02, 0.7), (0.3, 1.0), (0.6, 0.7), (0.5, 0.15), (0.4, 0.1), (0.8, 0.02)],)),
    (0, ([(0.5, 0.12), (0.2, 0.02), (0.0, 0.45), (0.2, 0.98), (0.55, 0.8), (0.6, 0.3), (0.35, 0.0)],)),
    # A fast 5: a stem with a flag, its bowl no more than a hook; like a root sign, with a flag or in two strokes.
    (5, ([(0.0, 0.85), (0.12, 1.0), (0.28, 0.8), (0.3, 0.35), (0.38, 0.02), (0.8, 0.0)],)),
    (5, ([(0.0, 0.6), (0.08, 0.95), (0.16, 0.95), (0.45, 0.05), (0.95, 0.0)],)),
    (5, ([(0.0, 0.75), (0.12, 1.0), (0.26, 0.7), (0.36, 0.0)], [(0.36, 0.06), (0.85, 0.02)])),
    # A 5 of one stroke, like an S; an 8 begun at the top right; a 6 with a small bowl; a 3 with a loop.
    (5, ([(0.75, 0.0), (0.32, 0.05), (0.25, 0.45), (0.3, 0.75), (0.12, 1.0), (0.0, 0.9)],)),
    (5, ([(0.6, 0.0), (0.2, 0.03), (0.1, 0.35), (0.45, 0.5), (0.5, 0.85), (0.2, 1.0), (0.0, 0.9)],)),
    (8, ([(0.6, 0.1), (0.25, 0.0), (0.1, 0.25), (0.5, 0.6), (0.35, 1.0), (0.05, 0.8), (0.4, 0.4), (0.6, 0.12)],)),
    (6, ([(0.4, 0.0), (0.15, 0.4), (0.05, 0.8), (0.25, 1.0), (0.45, 0.8), (0.3, 0.65), (0.08, 0.8)],)),
    (3, ([(0.05, 0.1), (0.4, 0.0), (0.5, 0.25), (0.22, 0.45), (0.3, 0.4), (0.6, 0.7), (0.3, 1.0), (0.0, 0.85)],)),
    (2, ([(0.02, 0.2), (0.3, 0.0), (0.55, 0.25), (0.3, 0.7), (0.0, 0.95), (0.12, 0.82), (0.35, 0.95), (0.65, 0.95)],)),
    # A 2 whose head is curled in, with and without a loop at the foot.
    (2, ([(0.25, 0.28), (0.08, 0.25), (0.12, 0.06), (0.35, 0), (0.5, 0.2), (0.3, 0.65), (0, 0.97), (0.65, 0.95)],)),
    (2, ([(0.2, 0.3), (0.05, 0.15), (0.3, 0.0), (0.5, 0.2), (0.25, 0.7), (0.02, 0.95), (0.1, 0.8), (0.7, 1.0)],)),
    # A 1 with a looped head, a 0 with a loop at its top, an 8 like a looped stem, a 7 like a crossed t.
    (1, ([(0.0, 0.4), (0.2, 0.3), (0.42, 0.02), (0.3, 0.0), (0.22, 0.3), (0.2, 1.0)],)),
    (0, ([(0.3, 0.1), (0.05, 0.3), (0.05, 0.8), (0.35, 1), (0.6, 0.7), (0.5, 0.2), (0.2, 0), (0.4, 0.2), (0.9, 0)],)),
    (8, ([(0.1, 1), (0.3, 0.5), (0.5, 0.12), (0.3, 0), (0.15, 0.15), (0.35, 0.5), (0.5, 0.8), (0.3, 1), (0.1, 0.9)],)),
    (7, ([(0.05, 0.12), (0.3, 0.08), (0.5, 0.0), (0.35, 0.5), (0.25, 1.0)], [(0.05, 0.5), (0.6, 0.45)])),
    # A 4 like an h, an 8 open at its top, a 2 like a q whose tail runs on.
    (4, ([(0.2, 0.0), (0.0, 0.6), (0.3, 0.5), (0.5, 0.55)], [(0.5, 0.35), (0.42, 1.0)])),
    (8, ([(0.05, 0.05), (0.35, 0.5), (0.4, 0.9), (0.2, 1.0), (0.08, 0.85), (0.3, 0.45), (0.6, 0.0)],)),
    (2, ([(0.45, 0.15), (0.2, 0.0), (0.05, 0.2), (0.25, 0.4), (0.5, 0.1), (0.3, 0.7), (0.1, 1.0), (0.7, 0.9)],)),
)  # fmt: skip
_LETTERLIKE = frozenset({1, 4, 7})
"""Forms with corners: only some writers round them."""


def form_hands(count: int, rng: np.random.Generator) -> list[Hand]:
    """`count` made writers, each with one or two forms of every digit, moved a little."""
    return [_writer(number, rng) for number in range(count)]


def _writer(number: int, rng: np.random.Generator) -> PenHand:
    drawings: list[tuple[Drawing, ...]] = []
    round_hand = rng.random() < 0.4
    for digit in range(10):
        forms = [form for label, form in (*PEN_FORMS, *_MORE) if label == digit]
        chosen = rng.choice(len(forms), size=int(rng.integers(1, 3)))
        drawings.append(tuple(_drawing(digit, forms[k], number, round_hand, rng) for k in chosen))
    return PenHand(tuple(drawings))


def _drawing(digit: int, form: tuple[Points, ...], number: int, round_hand: bool, rng: np.random.Generator) -> Drawing:
    strokes = []
    for points in form:
        control = np.array(points) + rng.normal(0, 0.035, (len(points), 2))
        path = smooth(control) if round_hand or digit not in _LETTERLIKE else control
        count = len(path)
        strokes.append(
            Stroke((path * 100).astype(np.float32), np.zeros(count, np.float32), np.full(count, 0.5, np.float32))
        )
    return Drawing(str(digit), f"forms-{number}", "", tuple(strokes))
