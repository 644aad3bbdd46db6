"""Digits that people drew, put together to numbers on one canvas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.recordings.material import Drawing

DIGIT_PX = 96
PEN_PX = 6.0


def canvas_of(lines: Sequence[Sequence[Drawing]], rng: np.random.Generator) -> dict[str, Any]:
    """An ink as it goes over the wire: strokes of [x, y] in canvas pixels, in the order of drawing.

    Each digit keeps its own shape; sizes, gaps and baselines vary a little, as a hand's do.
    """
    strokes: list[list[list[float]]] = []
    width = 0.0
    for row, line in enumerate(lines):
        x = 40.0
        for drawing in line:
            points = np.concatenate(drawing)
            low, high = points.min(axis=0), points.max(axis=0)
            height = DIGIT_PX * rng.uniform(0.88, 1.08)
            scale = height / (high - low)[1]
            place = (x, 40 + row * 1.7 * DIGIT_PX + DIGIT_PX - height + rng.uniform(-5, 5))
            strokes += [((stroke - low) * scale + place).round(1).tolist() for stroke in drawing]
            x += (high - low)[0] * scale + DIGIT_PX * rng.uniform(0.16, 0.34)
        width = max(width, x)
    height_px = round(80 + DIGIT_PX * (1 + 1.7 * (len(lines) - 1)))
    return {"strokes": strokes, "width": round(width) + 40, "height": height_px, "pen_px": PEN_PX}
