"""TIFF pages are counted without being parsed, and never endlessly."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vision.pictures import encoded, landscape, tiff_of
from vision.errors import TooManyPages
from vision.limits import Limits
from vision.tiff import page_count


@pytest.mark.parametrize("pages", [1, 2, 5])
def test_pages_are_counted(pages: int) -> None:
    """A scanner's feeder makes one file of many sheets."""
    assert page_count(tiff_of([landscape(4, 4)] * pages), Limits()) == pages


def test_big_tiff_is_counted_too() -> None:
    """Files that could pass 4 GB have 8-byte offsets."""
    assert page_count(encoded("tiff", big_tiff=True), Limits()) == 1


def test_one_page_too_many_is_refused() -> None:
    """The limit is the last number that is allowed."""
    data = tiff_of([landscape(4, 4)] * 3)
    assert page_count(data, Limits(pages=3)) == 3
    with pytest.raises(TooManyPages):
        page_count(data, Limits(pages=2))


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_chain_that_bites_its_tail_ends_there(order: str) -> None:
    """Two empty directories that point at each other are two pages, not endlessly many."""
    magic = b"II*\0" if order == "<" else b"MM\0*"
    data = magic + struct.pack(order + "I" + "HI" * 2, 8, 0, 14, 0, 8)
    assert page_count(data, Limits()) == 2


@given(st.sampled_from([b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]), st.binary(max_size=60))
def test_any_bytes_have_a_count(magic: bytes, rest: bytes) -> None:
    """Offsets may lead anywhere."""
    assert 0 <= page_count(magic + rest, Limits()) <= 60
