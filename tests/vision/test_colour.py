"""Every way to store a colour comes out as the same sRGB on white."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tests.vision.pictures import encoded, landscape, srgb_profile, swapped_profile
from vision.colour import grey_of, is_srgb, opaque_srgb, over_white
from vision.limits import Limits
from vision.raster import open_raster

LEVELS = 2
"""Rounding that conversions may differ by, of 255."""


def _near(found: object, expected: object, levels: int = LEVELS) -> bool:
    return bool(np.abs(np.asarray(found, int) - np.asarray(expected, int)).max() <= levels)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "RGBX", "RGBa", "CMYK", "YCbCr", "HSV"])
def test_colour_modes_show_the_same_colours(mode: str) -> None:
    """CMYK without a profile too, by the plain formula that viewers use."""
    image = Image.fromarray(landscape()).convert("RGBA" if mode == "RGBa" else "RGB").convert(mode)
    assert _near(opaque_srgb(image), landscape(), levels=6 if mode in ("HSV", "CMYK", "YCbCr") else LEVELS)


@pytest.mark.parametrize("mode", ["L", "LA", "La"])
def test_grey_modes_stay_grey(mode: str) -> None:
    """Nothing is gained by carrying three equal channels."""
    grey = grey_of(landscape())
    image = Image.fromarray(grey).convert("LA" if mode == "La" else "L").convert(mode)
    assert opaque_srgb(image).shape == grey.shape
    assert _near(opaque_srgb(image), grey)


def test_lab_is_converted() -> None:
    """Print shops scan to it. L of 255 is white, of 0 black, whatever the rounding in between."""
    lab = Image.merge("LAB", [Image.new("L", (2, 1), level) for level in (0, 128, 128)])
    lab.putpixel((1, 0), (255, 128, 128))
    assert _near(opaque_srgb(lab), [[[0, 0, 0], [255, 255, 255]]], levels=6)


def test_one_bit_is_black_and_white() -> None:
    """Fax pages and scans at 600 dpi."""
    assert opaque_srgb(Image.fromarray(np.array([[True, False]]))).tolist() == [[255, 0]]


@pytest.mark.parametrize("mode", ["P", "PA"])
def test_palettes_are_looked_up(mode: str) -> None:
    """The index of a colour says nothing about its brightness."""
    image = Image.new("P", (2, 1))
    image.putpalette([250, 240, 230, 10, 20, 30])
    image.putpixel((1, 0), 1)
    assert opaque_srgb(image.convert(mode)).tolist() == [[[250, 240, 230], [10, 20, 30]]]


def test_sixteen_bits_keep_their_order() -> None:
    """Pillow's own conversion would clip all above 255 to white."""
    ramp = np.array([[0, 0x40FF, 0x8000, 0xFFFF]], np.uint16)
    for kind in ("png", "tiff"):
        image = open_raster(encoded(kind, Image.fromarray(ramp)), Limits()).image
        assert opaque_srgb(image).tolist() == [[0, 0x40, 0x80, 255]]


@pytest.mark.parametrize("bits", [1, 8, 16])
def test_a_tiff_in_which_zero_is_white_is_turned_over(bits: int) -> None:
    """Fax and some scanners; the page must not come out as light ink on black."""
    samples = {
        1: np.array([[True, False]]),
        8: np.array([[255, 0]], np.uint8),
        16: np.array([[65535, 0]], np.uint16),
    }
    image = Image.fromarray(samples[bits])
    stored = Image.open(BytesIO(encoded("tiff", image, tiffinfo={262: 0})))
    assert stored.tag_v2[262] == 0  # type: ignore[attr-defined]
    as_stored = 0 if bits == 16 else 255  # Pillow writes 1 and 8 bits turned over, as it reads them
    assert opaque_srgb(stored)[0, 0] == as_stored


def test_floats_and_wide_integers_are_stretched() -> None:
    """They have no agreed white; what is not a number counts as nothing."""
    floats = Image.fromarray(np.array([[-1.0, 0.0, 1.0, np.nan]], np.float32))
    assert opaque_srgb(floats).tolist() == [[0, 128, 255, 128]]
    assert opaque_srgb(Image.fromarray(np.array([[100_000, 300_000]], np.int32))).tolist() == [[0, 255]]
    assert opaque_srgb(Image.new("F", (2, 1), 3.0)).tolist() == [[0, 0]]


def test_what_is_transparent_shows_white() -> None:
    """A signature saved with transparency has black behind it that nobody ever saw."""
    colours = np.zeros((1, 3, 4), np.uint8)
    colours[0, :, 3] = 0, 128, 255
    assert opaque_srgb(Image.fromarray(colours)).tolist() == [[[255] * 3, [127] * 3, [0] * 3]]
    assert over_white(np.array([[10]], np.uint8), np.array([[0]], np.uint8)).tolist() == [[255]]


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "1"])
def test_a_transparent_colour_shows_white(mode: str) -> None:
    """PNG without alpha may name one colour that is not there."""
    black: int | tuple[int, int, int] = (0, 0, 0) if mode == "RGB" else 0
    stored = Image.open(BytesIO(encoded("png", Image.new(mode, (2, 2), black), transparency=black)))
    assert np.asarray(opaque_srgb(stored)).min() == 255


def test_a_profile_is_applied() -> None:
    """Red and blue change places under this one; green and grey stay."""
    shown = opaque_srgb(Image.fromarray(landscape()), swapped_profile())
    assert _near(shown, landscape()[:, :, ::-1])


def test_a_profile_is_applied_under_transparency() -> None:
    """First the colours, then the paper: white must stay white."""
    image = Image.fromarray(np.array([[[200, 0, 0, 255], [200, 0, 0, 0]]], np.uint8))
    assert _near(opaque_srgb(image, swapped_profile()), [[[0, 0, 200], [255, 255, 255]]], levels=4)


def test_srgb_is_known_by_name() -> None:
    """Scanners and editors embed it; applying it would cost time and change nothing."""
    assert is_srgb(srgb_profile())
    assert not is_srgb(swapped_profile())
    assert not is_srgb(b"rubbish")


@pytest.mark.parametrize(
    ("mode", "profile"),
    [
        ("RGB", b"rubbish"),
        ("RGB", swapped_profile()[:200]),
        ("L", swapped_profile()),
        ("CMYK", swapped_profile()),
    ],
)
def test_a_profile_that_does_not_fit_is_ignored(mode: str, profile: bytes) -> None:
    """A grey picture with a colour profile is common; refusing it would help nobody."""
    image = Image.fromarray(landscape()).convert(mode)
    assert np.array_equal(opaque_srgb(image, profile), opaque_srgb(image))
