"""Signs that stand between and around handwritten digits and are read as nothing."""

from __future__ import annotations

import numpy as np

from training.linereader.mark import Mark
from training.linereader.strokework import ink_of_paths

CURRENCIES = frozenset("$₹£€¥")
SIGNS = frozenset(".,-=#*:/'~_+()x") | CURRENCIES
"""x is the cross of "xx/100"; a slash leans and passes the line, else it would be a 1."""

_Path = list[tuple[float, float]]
_S_CURVE: _Path = [(0.5, -0.75), (0.3, -0.85), (0.1, -0.7), (0.25, -0.5), (0.45, -0.35), (0.3, -0.1), (0.05, -0.15)]

_PATHS: dict[str, list[_Path]] = {
    ".": [[(0, 0), (0.03, 0.02)]],
    ",": [[(0.06, -0.02), (0.05, 0.08), (-0.05, 0.2)]],
    "'": [[(0.06, -0.95), (0.0, -0.75)]],
    "-": [[(0, -0.45), (0.45, -0.47)]],
    "_": [[(0, 0.02), (0.6, 0.0)]],
    "~": [[(0, -0.4), (0.15, -0.5), (0.35, -0.35), (0.55, -0.48)]],
    "=": [[(0, -0.55), (0.45, -0.57)], [(0.0, -0.32), (0.45, -0.34)]],
    ":": [[(0, -0.1), (0.03, -0.08)], [(0.02, -0.6), (0.04, -0.57)]],
    "/": [[(0.5, -1.1), (-0.1, 0.2)]],
    "+": [[(0, -0.45), (0.5, -0.45)], [(0.25, -0.7), (0.25, -0.2)]],
    "x": [[(0, -0.5), (0.45, 0.0)], [(0.42, -0.5), (0.0, 0.0)]],
    "(": [[(0.25, -1.1), (0.05, -0.8), (0.0, -0.4), (0.08, 0.0), (0.25, 0.2)]],
    ")": [[(0.0, -1.1), (0.2, -0.8), (0.25, -0.4), (0.17, 0.0), (0.0, 0.2)]],
    "#": [
        [(0.25, -0.9), (0.1, 0.0)],
        [(0.55, -0.9), (0.4, 0.0)],
        [(0, -0.6), (0.65, -0.62)],
        [(0.0, -0.28), (0.6, -0.3)],
    ],
    "*": [[(0, -0.5), (0.4, -0.5)], [(0.1, -0.72), (0.3, -0.28)], [(0.3, -0.72), (0.1, -0.28)]],
    "$": [_S_CURVE, [(0.3, -1.0), (0.25, 0.05)]],
    "₹": [
        [(0.0, -1.0), (0.55, -1.0)],
        [(0.0, -0.75), (0.55, -0.76)],
        [(0.02, -1.0), (0.3, -1.0), (0.44, -0.8), (0.35, -0.58), (0.02, -0.5)],
        [(0.02, -0.5), (0.45, 0.02)],
    ],
    "£": [
        [(0.5, -0.85), (0.35, -1.0), (0.17, -0.85), (0.2, -0.5), (0.14, -0.15), (0.0, 0.0), (0.55, 0.0)],
        [(0.02, -0.48), (0.4, -0.48)],
    ],
    "€": [
        [(0.55, -0.9), (0.3, -1.0), (0.08, -0.7), (0.08, -0.3), (0.3, 0.0), (0.55, -0.1)],
        [(-0.05, -0.6), (0.4, -0.6)],
        [(-0.05, -0.4), (0.38, -0.4)],
    ],
    "¥": [
        [(0.0, -1.0), (0.28, -0.5)],
        [(0.56, -1.0), (0.28, -0.5), (0.28, 0.0)],
        [(0.05, -0.45), (0.5, -0.45)],
        [(0.05, -0.25), (0.5, -0.25)],
    ],
}
"""Control points in heights of a digit from the baseline, y down."""


_RUNNING: dict[str, _Path] = {
    "-": [(0, -0.4), (0.1, -0.5), (0.3, -0.42), (0.5, -0.5)],
    "=": [(0, -0.55), (0.45, -0.57), (0.05, -0.32), (0.5, -0.34)],
}
"""As fast hands write them: a dash with a hook or a wave, both dashes of one stroke."""


def draw_sign(symbol: str, size: float, pen: float, rng: np.random.Generator) -> Mark:
    """A sign in the hand and pen of the digits beside it; each point is moved a little, dashes vary in length.

    The stroke that ends an amount is often far taller than the digits, and steep; commas are often long.
    """
    stretch = np.array([np.exp(rng.normal(0.0, 0.35 if symbol in "-=_~" else 0.12)), np.exp(rng.normal(0, 0.1))])
    lift = np.array([0.0, rng.normal(0, 0.12 if symbol in "-=~*" else 0.03)])
    runs = symbol in _RUNNING and rng.random() < 0.35
    forms, spread = ([_RUNNING[symbol]], 0.035) if runs else (_PATHS[symbol], 0.025)
    paths = [(np.array(path) * stretch + lift + rng.normal(0, spread, (len(path), 2))) * size for path in forms]
    if symbol == "/" and rng.random() < 0.5:
        middle = paths[0].mean(axis=0)
        paths[0] = middle + (paths[0] - middle) * (rng.uniform(0.4, 1.2), rng.uniform(1, 1.7))
    if symbol == "," and rng.random() < 0.4:
        # As tall as half a digit, but always lower than one: that is what tells it from a 1.
        paths[0] = paths[0] * (rng.uniform(0.3, 1.3), rng.uniform(1.2, 3.2)) - (0, rng.uniform(0, 0.3) * size)
        paths[0][:, 1] += max(0.0, rng.uniform(0.12, 0.4) * size - float(paths[0][-1, 1]))
    pressures = [np.full(len(path), 0.5, np.float32) for path in paths]
    thick = pen * rng.uniform(0.8, 1.5) if symbol in ".:," else pen
    lowest = max(float(path[:, 1].max()) for path in paths) + thick / 2
    return Mark(ink_of_paths(paths, pressures, thick), -lowest)
