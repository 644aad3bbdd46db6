"""The size of a plain JPEG, as cameras' pages send them, from its first bytes.

Pillow reads the header of every picture; for a frame of live video that is a quarter of the time of decoding it.
"""

from __future__ import annotations

import struct

_SIZES = frozenset({0xC0, 0xC1, 0xC2})
"""Markers of frames of Huffman-coded DCT: baseline, extended, progressive."""

_SEGMENTS = frozenset({0xDB, 0xC4, 0xDD, 0xE0, 0xFE})
"""Tables, restart interval, JFIF, comment: nothing that changes what is seen. EXIF, profiles and Adobe's are others."""

_SCAN = 0xDA

MOST_SEGMENTS = 64


def plain_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) of an upright grey or YCbCr JPEG of eight bits, None for everything else, however damaged."""
    if data[:2] != b"\xff\xd8":
        return None
    at, size = 2, None
    for _ in range(MOST_SEGMENTS):
        head = data[at : at + 4]
        if len(head) < 4 or head[0] != 0xFF:
            return None
        marker, length = head[1], head[2] << 8 | head[3]
        if marker == _SCAN:
            return size
        if marker in _SIZES and size is None:
            size = _frame_size(data[at + 4 : at + 2 + length])
        elif marker not in _SEGMENTS or length < 2:
            return None
        at += 2 + length
    return None


def _frame_size(frame: bytes) -> tuple[int, int] | None:
    if len(frame) < 6:
        return None
    bits, height, width, colours = struct.unpack_from(">BHHB", frame)
    if bits != 8 or colours not in (1, 3) or not width or not height or len(frame) != 6 + 3 * colours:
        return None
    # Three colours of which nothing is said are YCbCr, unless they are called R, G and B.
    return None if frame[6::3] == b"RGB" else (width, height)
