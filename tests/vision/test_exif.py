"""EXIF orientation is read from blocks of any health, and pixels turned by it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from tests.vision.pictures import landscape, with_orientation
from vision.exif import UPRIGHT, orientation, turned, turns_sideways


@pytest.mark.parametrize("value", range(1, 9))
@pytest.mark.parametrize("grey", [True, False])
def test_turning_agrees_with_pillow(value: int, grey: bool) -> None:
    """Eight orientations are easy to get wrong by one; another program is the judge."""
    image = Image.fromarray(landscape(7, 5)).convert("L" if grey else "RGB")
    pixels = turned(np.asarray(image), value)
    image.getexif()[0x0112] = value
    assert np.array_equal(pixels, np.asarray(ImageOps.exif_transpose(image)))
    assert (pixels.shape[:2] == (7, 5)) == turns_sideways(value)


@pytest.mark.parametrize("value", range(1, 9))
@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"])
def test_the_orientation_is_found(value: int, prefix: bytes) -> None:
    """JPEG carries the block with a prefix, PNG and WebP without."""
    assert orientation(prefix + with_orientation(value).removeprefix(b"Exif\0\0")) == value


def test_big_endian_blocks_are_understood() -> None:
    """Some cameras write them."""
    block = b"MM\0*\0\0\0\x08" + b"\0\x01" + b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0" + bytes(4)
    assert orientation(block) == 6


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_upright(value: int) -> None:
    """So do browsers take it."""
    assert orientation(with_orientation(value)) == UPRIGHT


def test_every_truncation_is_upright_or_right() -> None:
    """A damaged block is no reason to refuse a picture."""
    block = with_orientation(6)
    assert {orientation(block[:cut]) for cut in range(len(block))} <= {UPRIGHT, 6}


@given(st.sampled_from([b"II*\0", b"MM\0*", b""]), st.binary(max_size=80))
def test_any_block_gives_an_orientation(start: bytes, rest: bytes) -> None:
    """Never an error, whatever the bytes."""
    assert 1 <= orientation(start + rest) <= 8
