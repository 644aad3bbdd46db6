"""A plain JPEG's size is read without Pillow; anything that could change what is seen goes the careful way."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.server.pictures import jpeg
from tests.vision.pictures import srgb_profile
from vision.decode import decode
from vision.errors import TooManyPixels
from vision.jpeg_header import plain_size
from vision.limits import Limits
from vision.source import Photo


def saved(mode: str, **options: object) -> bytes:
    """A picture of 90 x 60 as Pillow writes it."""
    out = BytesIO()
    Image.new(mode, (90, 60)).save(out, "JPEG", **options)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("progressive", [False, True])
def test_plain_pictures_tell_their_size(mode: str, progressive: bool) -> None:
    """Grey and colour, baseline and progressive."""
    assert plain_size(saved(mode, progressive=progressive)) == (90, 60)


def test_whatever_needs_care_is_left_to_others() -> None:
    """Turned by EXIF, with a profile, of four inks, in RGB, or no JPEG at all."""
    for data in (
        saved("RGB", exif=_turned()), saved("RGB", icc_profile=srgb_profile()), saved("CMYK"),
        saved("RGB", keep_rgb=True), b"", b"\xff\xd8", b"\x89PNG....",
    ):  # fmt: skip
        assert plain_size(data) is None


def _turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def test_exif_behind_the_size_is_seen_too() -> None:
    """Nobody writes it there, and a picture must not be read lying on its side by that."""
    plain = saved("RGB")
    scan = plain.index(b"\xff\xda")
    assert plain_size(plain[:scan] + b"\xff\xe1\x00\x0aExif\0\0MM" + plain[scan:]) is None


def test_the_limit_is_checked_before_any_bitmap() -> None:
    """A header may claim anything."""
    data = bytearray(jpeg("1"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert plain_size(bytes(data)) == (65535, 65535)
    with pytest.raises(TooManyPixels):
        decode(Photo(bytes(data)), Limits())


@settings(max_examples=80, deadline=None)
@given(cut=st.integers(0, 700), at=st.integers(0, 700), value=st.integers(0, 255))
def test_damage_is_no_trouble(cut: int, at: int, value: int) -> None:
    """A size or none, and never an exception."""
    data = bytearray(jpeg("12"))
    data[at] = value
    found = plain_size(bytes(data[: len(data) - cut] if cut % 2 else data[:cut]))
    assert found is None or (found[0] > 0 and found[1] > 0)


def test_the_same_grey_either_way() -> None:
    """Read by its header alone, a picture is what it was."""
    data = jpeg("90817")
    grey = decode(Photo(data)).grey
    by_pillow = np.asarray(Image.open(BytesIO(data)).convert("L"))
    assert grey.shape == by_pillow.shape
    assert np.abs(grey.astype(int) - by_pillow).max() <= 2
