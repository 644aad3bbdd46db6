"""The kind of a file is told by its content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vision.pictures import PICTURES, encoded, pdf_of
from vision.errors import EmptySource, UnknownFormat, VisionError
from vision.kinds import HEAD_BYTES, MEDIA_TYPES, Kind, kind_of


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_known_by_its_first_bytes(kind: Kind) -> None:
    """A file name is whatever somebody typed."""
    assert kind_of(encoded(kind)[:HEAD_BYTES]) == kind
    assert MEDIA_TYPES[kind] == f"image/{kind}"


@pytest.mark.parametrize("before", [0, 1, 1019])
def test_a_pdf_may_have_rubbish_before_it(before: int) -> None:
    """Mail programs and web servers put it there, and every viewer looks past up to 1,024 bytes of it."""
    assert kind_of(b"\n" * before + pdf_of((10, 10))) == "pdf"


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a" + bytes(20),
        b"BM, said the text file, is not a bitmap",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\n" * 1020 + b"%PDF-1.7",
        b"RIFF\x10\0\0\0WAVEfmt ",
    ],
)
def test_other_kinds_are_refused(data: bytes) -> None:
    """Nothing else may reach a decoder."""
    with pytest.raises(UnknownFormat):
        kind_of(data)


def test_no_bytes_are_an_empty_source() -> None:
    """An upload that was cut off at once deserves its own sentence."""
    with pytest.raises(EmptySource):
        kind_of(b"")


@given(st.binary(max_size=64))
def test_any_bytes_have_a_kind_or_a_typed_error(data: bytes) -> None:
    """The door meets whatever the network sends."""
    try:
        assert kind_of(data) in MEDIA_TYPES
    except VisionError as error:
        assert error.code in ("source.empty", "source.unknown_format")
