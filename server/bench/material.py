"""What is drawn, filmed and uploaded: small recordings that travel with the package (material/README.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Height = Literal["480", "720"]

POINTS_PER_MESSAGE = 2
"""What a pen of 120 points a second brings in one frame of a 60 Hz screen."""

PACKAGED = files(__package__) / "material"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A recorded ink: its canvas, and the fields of the `ink.points` messages that draw it."""

    width: int
    height: int
    pen_px: float
    messages: tuple[dict[str, Any], ...]


@cache
def drawing(name: Literal["lone", "seven"]) -> Drawing:
    """One digit of two strokes, or seven digits, as they were drawn."""
    ink = json.loads((PACKAGED / f"{name}.json").read_text("utf-8"))
    messages = []
    for number, stroke in enumerate(ink["strokes"]):
        points = [[x, y, 8.0 * at, 0.5] for at, (x, y) in enumerate(stroke)]
        for start in range(0, len(points), POINTS_PER_MESSAGE):
            messages.append({"stroke": number, "points": points[start : start + POINTS_PER_MESSAGE]})
    return Drawing(ink["width"], ink["height"], ink["pen_px"], tuple(messages))


@cache
def film(height: Height) -> tuple[bytes, ...]:
    """JPEGs of thirty handwritten digits, 640 x 480 or 1280 x 720."""
    return tuple((PACKAGED / f"film-{height}-{number}.jpg").read_bytes() for number in range(1, 5))


@cache
def page(*, dense: bool) -> bytes:
    """An upload: a dense page of 432 digits, or a picture of thirty."""
    return (PACKAGED / "dense.jpg").read_bytes() if dense else film("480")[0]
