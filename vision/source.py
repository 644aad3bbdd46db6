"""The three things that can be read. Whatever comes in, by any door, is one of them from here on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vision.errors import BadInk

Pixels = NDArray[np.uint8]
ColourOrder = Literal["RGB", "BGR"]


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: encoded bytes, a path, or an array.

    Arrays are uint8, (H, W) grey or (H, W, 3) in `colour_order`; (H, W, 4) adds alpha, laid over white.
    `page` picks a page of a multi-page TIFF, from 0. EXIF orientation and ICC profiles of encoded
    pictures are applied when it is read.
    """

    data: bytes | Path | Pixels
    colour_order: ColourOrder = "RGB"
    page: int = 0

    @classmethod
    def open(cls, path: str | Path) -> Photo:
        """A picture in a file; nothing is read before it is needed."""
        return cls(Path(path))


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page of a PDF, from 0, rendered at `dpi` dots per inch (fewer when the page would pass the limits)."""

    data: bytes | Path
    page: int = 0
    dpi: int = 200


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One touch of the pen: arrays of equal length, one value per point. Equal only to itself.

    points: (N, 2) float32, x to the right and y down, in canvas pixels. times_ms: (N,) float32 since the first
    point of the stroke, 0 when unknown. pressures: (N,) float32 in 0..1, 0.5 when unknown.
    """

    points: NDArray[np.float32]
    times_ms: NDArray[np.float32]
    pressures: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ink:
    """What was drawn: strokes in the order of drawing, on a canvas of `width` x `height` pixels.

    `pen_px` is the width of the pen at pressure 0.5. An ink without strokes reads as no lines.
    """

    strokes: tuple[Stroke, ...]
    width: int
    height: int
    pen_px: float = 8.0

    @classmethod
    def from_points(
        cls,
        strokes: Sequence[Sequence[Sequence[float]]],
        *,
        width: int | None = None,
        height: int | None = None,
        pen_px: float = 8.0,
    ) -> Ink:
        """Ink from plain lists: each point is (x, y), (x, y, t) or (x, y, t, pressure).

        Without a size the canvas is taken to end at the outermost points. Raises BadInk.
        """
        parsed = tuple(_stroke(stroke) for stroke in strokes if len(stroke))
        far_x = max((float(s.points[:, 0].max()) for s in parsed), default=0.0)
        far_y = max((float(s.points[:, 1].max()) for s in parsed), default=0.0)
        return cls(
            parsed,
            width=width if width is not None else max(1, math.ceil(far_x + pen_px)),
            height=height if height is not None else max(1, math.ceil(far_y + pen_px)),
            pen_px=pen_px,
        )


Source = Ink | Photo | PdfPage


def _stroke(points: Sequence[Sequence[float]]) -> Stroke:
    rows = np.empty((len(points), 4), np.float32)
    for row, point in zip(rows, points, strict=True):
        try:
            x, y, t, pressure = (*point, *(0.0, 0.5)[len(point) - 2 :])
            row[:] = float(x), float(y), float(t), float(pressure)
        except (TypeError, ValueError) as error:
            raise BadInk(f"{point!r} is not a point. {BadInk.hint}") from error
    if not np.isfinite(rows).all():
        raise BadInk
    return Stroke(rows[:, :2].copy(), rows[:, 2].copy(), np.clip(rows[:, 3], 0, 1))
