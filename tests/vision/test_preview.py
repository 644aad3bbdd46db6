"""Sources as browsers can show them."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tests.vision.pictures import PICTURES, encoded, landscape, pdf_of, with_orientation
from vision import Ink, PdfPage, Photo, VisionError
from vision.kinds import Kind
from vision.preview import preview


def shown(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", PICTURES)
def test_every_kind_becomes_a_jpeg_of_the_same_colours(kind: Kind) -> None:
    """Also those that browsers cannot open."""
    picture = shown(preview(Photo(encoded(kind)), max_side=1000))
    assert (picture.format, picture.size) == ("JPEG", (96, 64))
    assert np.abs(np.asarray(picture, int) - landscape()).mean() < 4


def test_it_is_turned_as_a_viewer_shows_it_and_shrunk() -> None:
    """The longest side is what was asked for, the shape is kept."""
    sideways = encoded("jpeg", exif=with_orientation(6))
    assert shown(preview(Photo(sideways), max_side=48)).size == (32, 48)


def test_a_pdf_page_is_rendered() -> None:
    """White paper."""
    picture = shown(preview(PdfPage(pdf_of((72, 144))), max_side=100))
    assert picture.size == (50, 100)
    assert np.asarray(picture).min() > 250


def test_ink_is_black_on_white_at_its_place() -> None:
    """The canvas as it was, shrunk to fit; without strokes it is empty."""
    ink = Ink.from_points([[(100, 20), (100, 180)]], width=400, height=200, pen_px=8)
    pixels = np.asarray(shown(preview(ink, max_side=200)).convert("L"))
    assert pixels.shape == (100, 200)
    assert pixels[50, 50] == 0
    assert (pixels[:, 100:] == 255).all()
    empty = np.asarray(shown(preview(Ink.from_points([], width=30, height=20), max_side=100)).convert("L"))
    assert empty.shape == (20, 30)
    assert (empty == 255).all()


def test_what_cannot_be_opened_raises_as_reading_it_does() -> None:
    """A typed error."""
    with pytest.raises(VisionError):
        preview(Photo(b"nothing"), max_side=100)
