"""Headers are read and judged before any bitmap exists."""

from __future__ import annotations

import struct
import tracemalloc

import pytest
from PIL import Image

from tests.vision.pictures import (
    PICTURES,
    encoded,
    landscape,
    pdf_of,
    png_claiming,
    srgb_profile,
    tiff_of,
    with_orientation,
)
from vision.errors import BrokenFile, NoSuchPage, TooManyPixels, UnknownFormat, VisionError
from vision.kinds import Kind
from vision.limits import Limits
from vision.raster import broken_if_it_fails, open_raster


@pytest.mark.parametrize("kind", PICTURES)
def test_the_header_tells_size_and_kind(kind: Kind) -> None:
    """Every kind states its size before its pixels."""
    raster = open_raster(encoded(kind), Limits())
    assert (raster.kind, raster.width, raster.height, raster.pages) == (kind, 96, 64, 1)


@pytest.mark.parametrize("kind", PICTURES)
def test_one_pixel_over_the_limit_is_refused(kind: Kind) -> None:
    """The limit is the last size that is allowed."""
    data = encoded(kind)
    open_raster(data, Limits(pixels=96 * 64))
    with pytest.raises(TooManyPixels, match="96 x 64"):
        open_raster(data, Limits(pixels=96 * 64 - 1))


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "heic"])
def test_the_size_is_the_one_on_the_screen(kind: Kind) -> None:
    """A phone held upright writes a lying picture and a note."""
    raster = open_raster(encoded(kind, exif=with_orientation(6)), Limits())
    assert (raster.width, raster.height) == (64, 96)


def _webp_claiming_16384_squared(chunk: bytes) -> bytes:
    extended = b"\0" * 4 + (16383).to_bytes(3, "little") * 2
    lossless = b"\x2f" + struct.pack("<I", 16383 | 16383 << 14)
    lossy = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 16383, 16383)
    body = {b"VP8X": extended, b"VP8L": lossless, b"VP8 ": lossy}[chunk]
    return b"RIFF" + struct.pack("<I", 12 + len(body)) + b"WEBP" + chunk + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("chunk", [b"VP8X", b"VP8L", b"VP8 "])
def test_a_webp_bomb_is_refused_before_its_canvas_is_made(chunk: bytes) -> None:
    """libwebp makes the whole canvas, here 1 GB, as soon as its decoder is created."""
    with pytest.raises(TooManyPixels):
        open_raster(_webp_claiming_16384_squared(chunk), Limits())


def test_a_tiff_bomb_is_refused() -> None:
    """A few bytes may claim any number of pixels."""
    entries = ((256, 60_000), (257, 60_000), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (279, 8))
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    with pytest.raises(TooManyPixels):
        open_raster(b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + directory + bytes(4), Limits())


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (2**31 - 1, 2**31 - 1), (100_000_000, 1)])
def test_a_png_bomb_costs_no_memory(width: int, height: int) -> None:
    """Pillow would warn at 89 million pixels and refuse at 179: here the limits decide, without a warning."""
    data = png_claiming(width, height)
    tracemalloc.start()
    try:
        with pytest.raises(TooManyPixels):
            open_raster(data, Limits())
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_raised_limit_is_obeyed_without_pillows_warning() -> None:
    """Whoever allows 100 million pixels means it; the header opens, and warnings are errors here."""
    raster = open_raster(png_claiming(10_000, 10_000), Limits(pixels=100_000_000))
    assert raster.width == 10_000


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, 0)])
def test_a_picture_without_area_is_broken(width: int, height: int) -> None:
    """There is nothing to read in it."""
    with pytest.raises(BrokenFile):
        open_raster(png_claiming(width, height), Limits())


def test_pages_of_a_tiff_are_opened_by_number() -> None:
    """Each has a size of its own."""
    data = tiff_of([landscape(10, 20), landscape(30, 40)])
    second = open_raster(data, Limits(), page=1)
    assert (second.pages, second.width, second.height) == (2, 30, 40)
    with pytest.raises(TooManyPixels):
        open_raster(data, Limits(pixels=1_000), page=1)


@pytest.mark.parametrize("page", [-1, 2])
def test_a_page_outside_a_tiff_is_named_so(page: int) -> None:
    """It is the caller's mistake and not the file's."""
    with pytest.raises(NoSuchPage):
        open_raster(tiff_of([landscape(10, 20), landscape(30, 40)]), Limits(), page=page)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "bmp", "heic"])
def test_other_pictures_have_one_page(kind: Kind) -> None:
    """Frames of an animation are not pages."""
    with pytest.raises(NoSuchPage):
        open_raster(encoded(kind), Limits(), page=1)


def test_a_pdf_is_no_picture() -> None:
    """Its pages have no pixels until somebody says how many."""
    with pytest.raises(UnknownFormat):
        open_raster(pdf_of((100, 100)), Limits())


def test_the_profile_is_handed_on() -> None:
    """Colours are converted later; here it is only found."""
    profile = srgb_profile()
    assert open_raster(encoded("png", icc_profile=profile), Limits()).profile == profile
    assert open_raster(encoded("png"), Limits()).profile == b""


@pytest.mark.parametrize(
    ("raised", "becomes"),
    [
        (OSError(), BrokenFile),
        (SyntaxError(), BrokenFile),
        (struct.error(), BrokenFile),
        (MemoryError(), TooManyPixels),
        (Image.DecompressionBombError(), TooManyPixels),
        (Image.DecompressionBombWarning(), TooManyPixels),
        (NoSuchPage(), NoSuchPage),
    ],
)
def test_trouble_in_a_decoder_gets_a_name(raised: Exception, becomes: type[VisionError]) -> None:
    """What is named already keeps its name."""
    with pytest.raises(becomes), broken_if_it_fails():
        raise raised
