"""Damaged and made-up files of every kind end in a typed error or a whole picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vision.pictures import PICTURES, encoded, landscape, pdf_of, tiff_of, with_orientation
from vision.decode import decode, decode_rgb
from vision.document import Document
from vision.errors import VisionError
from vision.kinds import Kind
from vision.limits import Limits
from vision.source import Photo

SMALL = Limits(bytes=100_000, pixels=250_000, pages=5)

_MAGIC = (
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
    b"RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0",
    b"RIFF\x40\0\0\0WEBPVP8L",
    b"BM\x40\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0",
    b"II*\0\x08\0\0\0",
    b"MM\0+\0\x08\0\0",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x40meta",
    b"%PDF-1.7\n",
    b"",
)


def _read_all(data: bytes) -> list[np.ndarray]:
    """What a door does with a file, in grey and in colour; empty when the file is refused."""
    try:
        document = Document.open(data, SMALL)
        pages = [document.page(index) for index in range(document.pages)]
        return [decode(page, SMALL).grey for page in pages] + [decode_rgb(page, SMALL) for page in pages]
    except VisionError:
        return []


@given(st.sampled_from(_MAGIC), st.binary(max_size=300))
def test_made_up_bytes_are_refused_with_a_name(magic: bytes, rest: bytes) -> None:
    """The right start gets them past the door and into each decoder."""
    for pixels in _read_all(magic + rest):
        assert pixels.dtype == np.uint8 and pixels.size > 0


@pytest.mark.parametrize("kind", PICTURES)
def test_a_cut_anywhere_gives_the_whole_picture_or_an_error(kind: Kind) -> None:
    """Part of a picture passed off as all of it would lose digits in silence."""
    noise = np.random.default_rng(3).integers(0, 256, (16, 24, 3), np.uint8)
    data = encoded(kind, noise, **({} if kind == "bmp" else {"exif": with_orientation(6)}))
    whole = decode(Photo(data)).grey
    for cut in range(len(data)):
        try:
            found = decode(Photo(data[:cut]))
        except VisionError:
            continue
        assert np.array_equal(found.grey, whole), f"cut at {cut} of {len(data)}"


_SAMPLES: dict[Kind, bytes] = {
    **{kind: encoded(kind, landscape(24, 16)) for kind in PICTURES},
    "tiff": tiff_of([landscape(24, 16), landscape(16, 24)]),
    "pdf": pdf_of((30, 40)),
}


@pytest.mark.parametrize("kind", _SAMPLES)
@given(damage=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4))
def test_changed_bytes_give_a_picture_or_an_error(kind: Kind, damage: list[tuple[int, int]]) -> None:
    """Any bytes anywhere: sizes, offsets, tags, tables and pixels."""
    data = bytearray(_SAMPLES[kind])
    for at, byte in damage:
        data[at % len(data)] = byte
    _read_all(bytes(data))
