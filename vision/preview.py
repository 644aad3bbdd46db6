"""A source as browsers can show it, whatever it is: a JPEG or PNG no larger than asked for."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.decode import decode_rgb
from vision.ink import draw
from vision.limits import DEFAULT_LIMITS, Limits
from vision.source import Ink, Source

QUALITY = 85


def preview(source: Source, limits: Limits = DEFAULT_LIMITS, *, max_side: int) -> bytes:
    """The page as an encoded picture, its longest side at most `max_side` pixels; ink is black on white, a PNG.

    Raises as `decode_rgb` does.
    """
    if isinstance(source, Ink):
        return _encoded(".png", _drawn(source, max_side), [])
    rgb = decode_rgb(source, limits, max_side=max_side)
    return _encoded(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])


def _drawn(ink: Ink, max_side: int) -> NDArray[np.uint8]:
    """(H, W) uint8, 255 = paper: the canvas with its ink, shrunk to fit."""
    scale = min(1.0, max_side / max(ink.width, ink.height))
    canvas = np.zeros((max(1, round(ink.height * scale)), max(1, round(ink.width * scale))), np.uint8)
    for stroke in ink.strokes:
        draw(canvas, stroke.points * scale, stroke.pressures, ink.pen_px * scale)
    return 255 - canvas


def _encoded(kind: str, picture: cv2.typing.MatLike, parameters: list[int]) -> bytes:
    ok, data = cv2.imencode(kind, picture, parameters)
    if not ok:
        raise MemoryError(f"a {kind} of {picture.shape} could not be encoded")
    return data.tobytes()
