"""Digit forms of European and Latin hands that public sets have few of, written from control points."""

from __future__ import annotations

from collections.abc import Sequence

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
    # A 9 of one stroke like a P, begun at its bowl's foot; with a stem that leans or curls at its foot.
    (9, ([(0.08, 0.55), (0.42, 0.4), (0.55, 0.15), (0.38, 0.0), (0.18, 0.12), (0.12, 0.5), (0.06, 1.0)],)),
    (9, ([(0.2, 0.48), (0.5, 0.35), (0.58, 0.1), (0.4, 0.0), (0.25, 0.15), (0.15, 0.6), (0.0, 1.0)],)),
    (9, ([(0.12, 0.5), (0.45, 0.38), (0.5, 0.1), (0.3, 0.0), (0.15, 0.2), (0.14, 0.75), (0.3, 1.0), (0.45, 0.92)],)),
    # A 9 whose head is drawn flat, its tail curled to the left.
    (9, ([(0.6, 0.05), (0.3, 0.0), (0.1, 0.2), (0.35, 0.4), (0.55, 0.12), (0.45, 0.5), (0.35, 0.85), (0.05, 0.95)],)),
    # A 9 whose ring crosses itself on the way down, like an 8 with its foot cut off; with a loop at its left.
    (9, ([(0.55, 0.02), (0.2, 0.1), (0.15, 0.35), (0.45, 0.4), (0.55, 0.15), (0.3, 0.02), (0.2, 0.25), (0.42, 1.0)],)),
    (9, ([(0.1, 0.62), (0.0, 0.5), (0.3, 0.42), (0.55, 0.2), (0.4, 0.0), (0.2, 0.18), (0.35, 0.5), (0.3, 1.0)],)),
    # A 2 with a great head, nearly a ring, and a foot with a small loop; with a short foot; lying far over.
    (2, ([(0.2, 0.5), (0.02, 0.3), (0.15, 0.03), (0.45, 0.02), (0.58, 0.28), (0.4, 0.65), (0.08, 0.98), (0.02, 0.88),
          (0.25, 0.86), (0.7, 1.0)],)),
    (2, ([(0.3, 0.42), (0.08, 0.38), (0.08, 0.1), (0.38, 0.0), (0.56, 0.22), (0.42, 0.6), (0.05, 0.98),
          (0.5, 0.95)],)),
    (2, ([(0.1, 0.3), (0.2, 0.05), (0.5, 0.0), (0.62, 0.2), (0.4, 0.55), (0.0, 1.0), (0.3, 0.9), (0.8, 1.02)],)),
    (2, ([(0.28, 0.38), (0.1, 0.3), (0.2, 0.08), (0.45, 0.05), (0.5, 0.3), (0.3, 0.7), (0.0, 0.9), (0.1, 1.0),
          (0.35, 0.88), (0.6, 0.95)],)),
    # A 5 like a tick: a short foot, a steep stem, a flag that is long, short or bent down.
    (5, ([(0.0, 0.7), (0.12, 1.0), (0.35, 0.02), (1.0, 0.05)],)),
    (5, ([(0.0, 0.55), (0.1, 0.75), (0.18, 1.0), (0.4, 0.4), (0.5, 0.0), (0.7, 0.0)],)),
    (5, ([(0.02, 0.8), (0.1, 1.0), (0.22, 0.85), (0.3, 0.4), (0.25, 0.05), (0.55, 0.0), (0.85, 0.1)],)),
    (5, ([(0.3, 0.0), (0.24, 0.4), (0.42, 0.55), (0.35, 0.9), (0.1, 1.0), (0.0, 0.9)], [(0.32, 0.04), (0.9, 0.0)])),
    # A 7 of which little is left but its stem and its bar: like a t or a plus; with a waved head.
    (7, ([(0.15, 0.12), (0.38, 0.0), (0.32, 1.0)], [(0.0, 0.52), (0.75, 0.46)])),
    (7, ([(0.1, 0.1), (0.3, 0.06), (0.42, 0.0), (0.38, 0.5), (0.36, 1.0)], [(0.05, 0.58), (0.95, 0.5)])),
    (7, ([(0.2, 0.06), (0.4, 0.0), (0.3, 0.6), (0.32, 0.92), (0.5, 1.0)], [(0.05, 0.48), (0.65, 0.44)])),
    (7, ([(0.0, 0.12), (0.15, 0.0), (0.35, 0.1), (0.6, 0.0), (0.4, 0.4), (0.15, 1.0)],)),
    (7, ([(0.0, 0.18), (0.18, 0.02), (0.36, 0.12), (0.58, 0.02), (0.3, 0.5), (0.18, 1.0)], [(0.1, 0.5), (0.6, 0.42)])),
    # An 8 like a B, one like an e with a tail, one of an S that is closed by a straight line; an 8 with a flag.
    (8, ([(0.1, 1.0), (0.08, 0.0), (0.45, 0.05), (0.42, 0.38), (0.12, 0.48), (0.52, 0.6), (0.5, 0.95), (0.08, 1.0)],)),
    (8, ([(0.1, 0.55), (0.45, 0.3), (0.4, 0.02), (0.12, 0.08), (0.12, 0.4), (0.45, 0.7), (0.3, 1.0), (0.02, 0.85),
          (0.2, 0.55)],)),
    (8, ([(0.55, 0.05), (0.2, 0.02), (0.15, 0.3), (0.5, 0.6), (0.4, 0.98), (0.1, 0.95), (0.55, 0.05)],)),
    (8, ([(0.15, 0.1), (0.1, 0.35), (0.45, 0.65), (0.35, 1.0), (0.05, 0.85), (0.3, 0.5), (0.45, 0.2), (0.25, 0.0),
          (0.15, 0.12), (0.7, 0.02)],)),
    # A 4 like a y; a 3 whose waist is a loop, a flat 3; a 6 like a b.
    (4, ([(0.0, 0.05), (0.05, 0.4), (0.25, 0.5), (0.5, 0.4)], [(0.58, 0.0), (0.5, 0.5), (0.25, 1.05)])),
    (3, ([(0.0, 0.12), (0.3, 0.0), (0.5, 0.2), (0.25, 0.5), (0.1, 0.42), (0.3, 0.4), (0.55, 0.7), (0.2, 1.0)],)),
    (3, ([(0.05, 0.0), (0.55, 0.02), (0.22, 0.38), (0.5, 0.5), (0.55, 0.8), (0.3, 1.0), (0.0, 0.95)],)),
    (6, ([(0.15, 0.0), (0.08, 0.5), (0.1, 0.95), (0.4, 1.0), (0.5, 0.7), (0.3, 0.55), (0.1, 0.75)],)),
    # A 1 with a long rise and a foot that runs under its neighbours; a 1 like a narrow lambda.
    (1, ([(0.1, 0.3), (0.5, 0.0), (0.45, 1.0)], [(0.0, 1.02), (1.1, 0.98)])),
    (1, ([(0.0, 1.0), (0.2, 0.5), (0.3, 0.0), (0.4, 0.5), (0.55, 1.0)],)),
    # A 0 begun with a flag, and one that runs on into the next.
    (0, ([(0.2, 0.02), (0.05, 0.4), (0.15, 0.95), (0.45, 0.9), (0.55, 0.4), (0.35, 0.05), (0.15, 0.12), (0.6, 0.2)],)),
    (0, ([(0.35, 0.05), (0.08, 0.3), (0.1, 0.8), (0.35, 1.0), (0.55, 0.6), (0.4, 0.1), (0.3, 0.2), (0.7, 0.15)],)),
)  # fmt: skip
_BY_DIGIT = [[form for label, form in (*PEN_FORMS, *_MORE) if label == digit] for digit in range(10)]

_LETTERLIKE, _ROUND = frozenset({1, 4, 7}), 0.4
"""Forms with corners; the share of writers who round them."""

_UNUSUAL = (1, 4)
"""Digits, from and below, that a writer of the sets writes in another form."""


def form_hands(count: int, rng: np.random.Generator) -> list[Hand]:
    """`count` made writers, each with one or two forms of every digit, moved a little."""
    hands: list[Hand] = []
    for number in range(count):
        rounded = bool(rng.random() < _ROUND)
        hands.append(PenHand(tuple(_forms(digit, number, rng, rounded=rounded) for digit in range(10))))
    return hands


def unusual_hands(writers: Sequence[PenHand], count: int, rng: np.random.Generator) -> list[Hand]:
    """`count` writers of the sets, of whom each writes a few digits in forms that the sets have few of."""
    hands: list[Hand] = []
    for number in range(count):
        drawings = list(writers[int(rng.integers(len(writers)))].drawings)
        rounded = bool(rng.random() < _ROUND)
        for digit in rng.choice(10, size=int(rng.integers(*_UNUSUAL)), replace=False):
            drawings[digit] = _forms(int(digit), number, rng, rounded=rounded)
        hands.append(PenHand(tuple(drawings)))
    return hands


def _forms(digit: int, number: int, rng: np.random.Generator, *, rounded: bool) -> tuple[Drawing, ...]:
    """How one writer draws a digit."""
    forms = _BY_DIGIT[digit]
    chosen = rng.choice(len(forms), size=int(rng.integers(1, 3)))
    return tuple(_drawing(digit, forms[k], number, rng, rounded=rounded) for k in chosen)


def _drawing(digit: int, form: tuple[Points, ...], number: int, rng: np.random.Generator, *, rounded: bool) -> Drawing:
    strokes = []
    spread = rng.uniform(0.02, 0.05)
    for points in form:
        control = np.array(points) + rng.normal(0, spread, (len(points), 2))
        path = smooth(control) if rounded or digit not in _LETTERLIKE else control
        count = len(path)
        strokes.append(
            Stroke((path * 100).astype(np.float32), np.zeros(count, np.float32), np.full(count, 0.5, np.float32))
        )
    return Drawing(str(digit), f"forms-{number}", "", tuple(strokes))
