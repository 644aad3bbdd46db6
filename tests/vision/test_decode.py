"""Whatever comes in, what comes out is what a person would see."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageOps

from tests.vision.pictures import (
    PICTURES,
    encoded,
    landscape,
    pdf_of,
    png_claiming,
    srgb_profile,
    swapped_profile,
    tiff_of,
    with_orientation,
)
from vision.colour import grey_of
from vision.decode import decode, decode_rgb
from vision.errors import BrokenFile, EmptySource, NoSuchPage, TooManyPixels, Unreadable
from vision.kinds import Kind
from vision.limits import Limits
from vision.source import PdfPage, Photo

LOSSY = 4
"""Grey levels, of 255, that JPEG and HEIC at high quality may be off by on a smooth picture."""


def _off(found: np.ndarray, expected: np.ndarray) -> int:
    """The largest difference in grey levels."""
    assert found.shape == expected.shape
    return int(np.abs(found.astype(int) - expected).max())


@pytest.mark.parametrize("kind", PICTURES)
def test_every_kind_shows_the_same_picture(kind: Kind, tmp_path: Path) -> None:
    """From bytes and from a file, in grey and in colour."""
    file = tmp_path / "named.anything"
    file.write_bytes(encoded(kind))
    for source in (Photo(encoded(kind)), Photo.open(file)):
        decoded = decode(source)
        assert (decoded.width, decoded.height, decoded.scale) == (96, 64, 1)
        assert _off(decoded.grey, grey_of(landscape())) <= LOSSY
        assert _off(decode_rgb(source), landscape()) <= 2 * LOSSY


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "heic"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_turned_as_the_camera_says(kind: Kind, orientation: int) -> None:
    """All eight ways; a TIFF, a HEIC and a JPEG each keep the note in another place."""
    upright = Image.fromarray(landscape())
    upright.getexif()[0x0112] = orientation
    expected = np.asarray(ImageOps.exif_transpose(upright))
    source = Photo(encoded(kind, exif=with_orientation(orientation)))
    decoded = decode(source)
    assert (decoded.height, decoded.width) == expected.shape[:2]
    assert _off(decoded.grey, grey_of(expected)) <= LOSSY
    assert _off(decode_rgb(source), expected) <= 2 * LOSSY


@pytest.mark.parametrize("orientation", [1, 3, 6])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_the_camera_path_agrees_with_the_slow_one(orientation: int, mode: str) -> None:
    """The fast path takes luma from the file, the slow one mixes it from colours; noise is the hard case."""
    noise = np.random.default_rng(1).integers(0, 256, (24, 32, 3), np.uint8)
    photo = Image.fromarray(np.asarray(cv2.resize(noise, (320, 240)), np.uint8)).convert(mode)
    data = encoded("jpeg", photo, quality=85, subsampling=2, exif=with_orientation(orientation))
    pillow = ImageOps.exif_transpose(Image.open(BytesIO(data))).convert("L")
    assert _off(decode(Photo(data)).grey, np.asarray(pillow)) <= 3


def test_a_profile_is_applied_to_a_jpeg() -> None:
    """The camera path knows nothing of profiles, so it must step aside."""
    data = encoded("jpeg", icc_profile=swapped_profile())
    assert _off(decode(Photo(data)).grey, grey_of(landscape()[:, :, ::-1])) <= LOSSY
    assert _off(decode(Photo(encoded("jpeg", icc_profile=srgb_profile()))).grey, grey_of(landscape())) <= LOSSY


@pytest.mark.parametrize("kind", ["jpeg", "heic", "png"])
def test_a_profile_is_applied_at_working_size_too(kind: Kind) -> None:
    """Every iPhone picture has one; there the picture is shrunk first, which must not change the colours."""
    source = Photo(encoded(kind, landscape(300, 200), icc_profile=swapped_profile()))
    expected = cv2.resize(landscape(300, 200), (150, 100), interpolation=cv2.INTER_AREA)[:, :, ::-1]
    assert _off(decode(source, max_pixels=15_000).grey, grey_of(np.ascontiguousarray(expected))) <= 2 * LOSSY


def test_a_jpeg_in_cmyk_is_read() -> None:
    """Print shops send them, stored upside down in value."""
    data = encoded("jpeg", Image.fromarray(landscape()).convert("CMYK"))
    assert _off(decode(Photo(data)).grey, grey_of(landscape())) <= 2 * LOSSY


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize("max_pixels", [100_000, 30_000, 4_000, 400, 7])
def test_a_working_size_is_kept_to(kind: Kind, max_pixels: int) -> None:
    """The largest picture of the same shape that fits, and the way back to the full one."""
    picture = landscape(301, 199)
    decoded = decode(Photo(encoded(kind, picture)), max_pixels=max_pixels)
    assert decoded.grey.size <= max_pixels
    assert (decoded.width, decoded.height) == (301, 199)
    assert decoded.scale == decoded.grey.shape[1] / 301
    if max_pixels >= 400:
        assert decoded.grey.size >= 0.85 * min(max_pixels, 301 * 199)
        size = decoded.grey.shape[::-1]
        expected = cv2.resize(grey_of(picture), size, interpolation=cv2.INTER_AREA)
        assert _off(decoded.grey, np.asarray(expected)) <= 2 * LOSSY


def test_a_sideways_picture_keeps_to_its_working_size() -> None:
    """Width and height change places between file and screen."""
    data = encoded("jpeg", landscape(300, 200), exif=with_orientation(6))
    decoded = decode(Photo(data), max_pixels=15_000)
    assert (decoded.width, decoded.height, decoded.grey.shape) == (200, 300, (150, 100))
    assert decoded.scale == 0.5


@pytest.mark.parametrize("size", [(1, 1), (1, 9_000), (9_000, 1), (2, 3)])
def test_extreme_shapes_survive(size: tuple[int, int]) -> None:
    """One pixel in a direction stays one."""
    source = Photo(encoded("png", Image.new("L", size, 77)))
    assert decode(source).grey.shape == size[::-1]
    small = decode(source, max_pixels=1_000)
    assert small.grey.size <= 1_000 and set(small.grey.flat) == {77}
    assert max(decode_rgb(source, max_side=50).shape[:2]) <= 50


@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "pdf"])
def test_a_thumbnail_fits_its_side(kind: Kind) -> None:
    """Longest side exactly, shape kept, never enlarged."""
    data = encoded(kind, landscape(300, 200), **({"resolution": 200.0} if kind == "pdf" else {}))
    source = PdfPage(data) if kind == "pdf" else Photo(data)
    small = decode_rgb(source, max_side=75)
    assert small.shape == (50, 75, 3)
    expected = np.asarray(cv2.resize(landscape(300, 200), (75, 50), interpolation=cv2.INTER_AREA))
    assert np.abs(small.astype(int) - expected).mean() <= LOSSY
    assert decode_rgb(source, max_side=5_000).shape == (200, 300, 3)


def test_a_pdf_page_is_decoded_at_its_dots_per_inch() -> None:
    """Boxes of a PDF page are in pixels of that size."""
    decoded = decode(PdfPage(pdf_of((72, 36)), dpi=100))
    assert (decoded.width, decoded.height, decoded.scale) == (100, 50, 1)
    reduced = decode(PdfPage(pdf_of((72, 36)), dpi=100), max_pixels=1_250)
    assert (reduced.width, reduced.height, reduced.scale) == (100, 50, 0.5)


def test_arrays_are_taken_as_they_are() -> None:
    """No copy of a grey picture is needed, and colours keep their order."""
    grey = grey_of(landscape())
    assert np.shares_memory(decode(Photo(grey)).grey, grey)
    assert np.array_equal(decode_rgb(Photo(landscape()[:, :, ::-1], "BGR")), landscape())
    assert np.array_equal(decode_rgb(Photo(grey)), np.stack([grey] * 3, axis=2))


def test_pages_of_a_tiff_differ() -> None:
    """Each is asked for by its number, from 0."""
    data = tiff_of([np.full((4, 5), 10, np.uint8), np.full((6, 7), 20, np.uint8)])
    assert decode(Photo(data, page=1)).grey.tolist() == [[20] * 7] * 6
    with pytest.raises(NoSuchPage):
        decode(Photo(data, page=2))


@pytest.mark.parametrize("kind", ["png", "webp", "tiff"])
def test_of_an_animation_the_first_frame_is_read(kind: Kind) -> None:
    """A picture that moves is still one picture (a TIFF's frames are pages, and the first is page 0)."""
    frames = [Image.new("RGB", (8, 8), (level,) * 3) for level in (200, 20)]
    file = BytesIO()
    options = {"duration": 50, "lossless": True} if kind == "webp" else {}
    frames[0].save(file, kind.upper(), save_all=True, append_images=frames[1:], **options)
    assert set(decode(Photo(file.getvalue())).grey.flat) == {200}


def test_of_several_pictures_in_a_heic_the_main_one_is_read() -> None:
    """Phones keep variants beside it, sometimes before it."""
    several = pillow_heif.HeifFile()  # type: ignore[no-untyped-call]
    for level in (200, 20):
        several.add_from_pillow(Image.new("RGB", (64, 64), (level,) * 3))
    file = BytesIO()
    several.save(file, quality=95, primary_index=1)
    assert abs(int(decode(Photo(file.getvalue())).grey.mean()) - 20) <= LOSSY


def test_limits_come_before_the_fast_path() -> None:
    """OpenCV is not asked to decode what is too large."""
    with pytest.raises(TooManyPixels):
        decode(Photo(encoded("jpeg")), Limits(pixels=100))


def test_missing_and_empty_files_have_names(tmp_path: Path) -> None:
    """A typo in a path is not a bug of ours."""
    with pytest.raises(Unreadable):
        decode(Photo.open(tmp_path / "missing.jpg"))
    with pytest.raises(EmptySource):
        decode(Photo(b""))


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "heic"])
def test_a_file_that_was_cut_off_is_broken(kind: Kind) -> None:
    """Half a form read as a whole one would lose numbers in silence."""
    noise = np.random.default_rng(2).integers(0, 256, (64, 96, 3), np.uint8)
    data = encoded(kind, noise)
    for cut in (len(data) // 2, len(data) * 9 // 10):
        with pytest.raises(BrokenFile):
            decode(Photo(data[:cut]))
        with pytest.raises(BrokenFile):
            decode_rgb(Photo(data[:cut]))


def test_a_png_without_its_pixels_is_broken() -> None:
    """The claim alone is not enough."""
    with pytest.raises(BrokenFile):
        decode(Photo(png_claiming(1_000, 1_000)))
