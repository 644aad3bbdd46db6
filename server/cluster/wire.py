"""Crops and logits as bytes: one POST carries all crops of a frame or of a slice of a page."""

from __future__ import annotations

import numpy as np

from server.jobs import Crops, Logits

ROUTE = "/numeral"
"""Where the deployment answers: GET says what it is, POST reads."""

WEIGHTS_HEADER = "X-Numeral-Weights"
"""SHA-256 of the weights that an answer was made with."""

SIDE = 28
CROP_BYTES = SIDE * SIDE
CLASSES = 11
ROW_BYTES = CLASSES * 4

MAX_CROPS = 512
"""Most crops in one call, 400 kB: larger pages come in slices, so that none holds a replica for long."""


class BadBody(Exception):
    """A body that is not what it should be; `str()` says how."""


def pack_crops(crops: Crops) -> bytes:
    """(N, 28, 28) uint8 as bytes, row by row."""
    return np.ascontiguousarray(crops, np.uint8).tobytes()


def unpack_crops(body: bytes) -> Crops:
    """The way back. Raises BadBody."""
    count, rest = divmod(len(body), CROP_BYTES)
    if rest or not 1 <= count <= MAX_CROPS:
        raise BadBody(f"A body has 1 to {MAX_CROPS} crops of {CROP_BYTES} bytes; this one has {len(body)} bytes.")
    return np.frombuffer(body, np.uint8).reshape(count, SIDE, SIDE)


def pack_logits(logits: Logits) -> bytes:
    """(N, 11) float32 as little-endian bytes."""
    return np.ascontiguousarray(logits, "<f4").tobytes()


def unpack_logits(body: bytes, count: int) -> Logits:
    """The way back, for so many crops. Raises BadBody."""
    if len(body) != count * ROW_BYTES:
        raise BadBody(f"{count} crops were answered with {len(body)} bytes.")
    return np.frombuffer(body, "<f4").astype(np.float32).reshape(count, CLASSES)
