"""What kind of file some bytes are, told by the bytes themselves: names and media types lie."""

from __future__ import annotations

import re
from typing import Literal

from vision.errors import EmptySource, UnknownFormat

Kind = Literal["jpeg", "png", "webp", "bmp", "tiff", "heic", "pdf"]

MEDIA_TYPES: dict[Kind, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "pdf": "application/pdf",
}

HEAD_BYTES = 1024
"""As much of a file's start as `kind_of` looks at: a PDF may have rubbish before its first line."""

_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_MAGIC: tuple[tuple[Kind, re.Pattern[bytes]], ...] = (
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("webp", re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL)),
    ("tiff", re.compile(rb"II[*+]\0|MM\0[*+]")),
    ("pdf", re.compile(rb".{0,1019}?%PDF-", re.DOTALL)),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})


def kind_of(data: bytes) -> Kind:
    """The kind of a file that starts with `data` (all of it, or its first HEAD_BYTES).

    Raises EmptySource for no bytes and UnknownFormat for anything that Numeral does not open.
    """
    head = data[:HEAD_BYTES]
    if not head:
        raise EmptySource
    if _is_bmp(head):
        return "bmp"
    if _HEIC_BRANDS & set(_brands(head)):
        return "heic"
    for kind, magic in _MAGIC:
        if magic.match(head):
            return kind
    raise UnknownFormat


def _is_bmp(head: bytes) -> bool:
    """Two letters are thin evidence, so the size of the second header must be one of those that exist."""
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS


def _brands(head: bytes) -> list[bytes]:
    """The brands of an ISO media file: the major one, then those that it is compatible with."""
    if head[4:8] != b"ftyp":
        return []
    box = head[8 : int.from_bytes(head[:4], "big")]
    return [box[at : at + 4] for at in (0, *range(8, len(box), 4))]
