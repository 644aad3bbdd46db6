"""Pictures with real handwritten digits, made for the tests of the server."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

EXCERPT = Path(__file__).parents[1] / "data" / "mnist_excerpt.npz"


def page_of(*lines: str, size: tuple[int, int] = (640, 480), digit_px: int = 56) -> NDArray[np.uint8]:
    """(H, W) grey: the lines written in dark ink on light paper, each digit by another hand."""
    with np.load(EXCERPT) as excerpt:
        images, labels = excerpt["images"], excerpt["labels"]
    page = np.full((size[1], size[0]), 235, np.uint8)
    for row, text in enumerate(lines):
        for column, character in enumerate(text):
            digits = images[labels == int(character)]
            digit = cv2.resize(digits[(row + column) % len(digits)], (digit_px, digit_px))
            y, x = 30 + row * (digit_px + 40), 30 + column * (digit_px + 4)
            place = page[y : y + digit_px, x : x + digit_px]
            place[:] = np.minimum(place, 235 - (digit.astype(np.float32) * 0.8).astype(np.uint8))
    return page


def jpeg(*lines: str, size: tuple[int, int] = (640, 480)) -> bytes:
    """The same as a camera would send it."""
    ok, data = cv2.imencode(".jpg", page_of(*lines, size=size), [cv2.IMWRITE_JPEG_QUALITY, 90])
    assert ok
    return data.tobytes()
