"""PDF pages are counted and rendered within the limits, by any number of threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vision.pictures import encoded, encrypted_pdf, landscape, pdf_of
from vision.errors import (
    BrokenFile,
    EmptySource,
    EncryptedPdf,
    NoSuchPage,
    TooComplex,
    TooManyBytes,
    TooManyPages,
    UnknownFormat,
    VisionError,
)
from vision.limits import Limits
from vision.pdf import page_count, render
from vision.source import PdfPage


def test_pages_are_counted(tmp_path: Path) -> None:
    """In bytes and in a file alike."""
    data = pdf_of((100, 200), (100, 200), (100, 200))
    file = tmp_path / "three.pdf"
    file.write_bytes(data)
    assert page_count(data, Limits()) == page_count(file, Limits(pages=3)) == 3


def test_limits_hold_for_documents() -> None:
    """The last allowed number is allowed, the next is not."""
    data = pdf_of((100, 200), (100, 200))
    with pytest.raises(TooManyPages, match="2 pages"):
        page_count(data, Limits(pages=1))
    with pytest.raises(TooManyBytes):
        page_count(data, Limits(bytes=len(data) - 1))


def test_a_password_is_asked_for_by_name() -> None:
    """The one trouble that the person can mend at once."""
    with pytest.raises(EncryptedPdf):
        page_count(encrypted_pdf(), Limits())
    with pytest.raises(EncryptedPdf):
        render(PdfPage(encrypted_pdf()), Limits())


def test_a_pdf_without_pages_is_empty() -> None:
    """It is whole, so calling it damaged would send its owner looking for the wrong thing."""
    with pytest.raises(EmptySource, match="no pages"):
        page_count(pdf_of(), Limits())


def test_rubbish_after_the_right_start_is_broken() -> None:
    """The kind is right, the rest is not."""
    with pytest.raises(BrokenFile):
        page_count(b"%PDF-1.7\nnothing of the sort", Limits())


def test_a_picture_is_no_pdf() -> None:
    """PDFium must not be handed other kinds."""
    with pytest.raises(UnknownFormat):
        render(PdfPage(encoded("png")), Limits())


@pytest.mark.parametrize("page", [-1, 2])
def test_a_page_outside_the_document_is_named_so(page: int) -> None:
    """Negative numbers do not count from the end."""
    with pytest.raises(NoSuchPage):
        render(PdfPage(pdf_of((100, 200), (100, 200)), page), Limits())


def test_dots_per_inch_give_the_size() -> None:
    """A point is 1/72 inch."""
    grey, size = render(PdfPage(pdf_of((72, 144)), dpi=150), Limits())
    assert (grey.shape, size) == ((300, 150), (150, 300))
    assert grey.min() == 255, "an empty page is white"


@pytest.mark.parametrize("size_pt", [(612, 792), (14_400, 14_400), (1e9, 1e9), (1e6, 0.01), (0.01, 1e6)])
def test_a_huge_page_is_rendered_coarsely(size_pt: tuple[float, float]) -> None:
    """PDF allows pages of 5 metres and damaged ones claim more; the limit decides how fine, not whether."""
    limits = Limits(pixels=10_000)
    grey, (width, height) = render(PdfPage(pdf_of(size_pt)), limits)
    assert grey.shape == (height, width)
    assert 0 < width * height <= limits.pixels


def test_a_working_size_renders_fewer_pixels_of_the_same_page() -> None:
    """The page keeps its full size for the boxes; only the pixels get fewer."""
    page = PdfPage(pdf_of((100, 200)), dpi=72)
    grey, size = render(page, Limits(), max_pixels=800)
    assert size == (100, 200)
    assert grey.shape == (40, 20)


def test_pictures_on_the_page_keep_grey_and_colour() -> None:
    """A scanned page is one large picture; 72 dpi shows it pixel by pixel, within its lossy coding."""
    page = PdfPage(encoded("pdf", landscape(), resolution=72.0, quality=95), dpi=72)
    colours, _ = render(page, Limits(), colours=True)
    assert np.abs(colours.astype(int) - landscape()).mean() < 2
    grey, _ = render(page, Limits())
    luma = landscape() @ [0.299, 0.587, 0.114]
    assert np.abs(grey - luma).mean() < 2


FORM = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 50]/Annots[4 0 R]>>endobj
4 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/V(123)/Rect[10 10 90 40]/F 4/AP<</N 5 0 R>>>>endobj
5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 80 30]/Length 20>>stream
0 g 10 5 60 20 re f
endstream
endobj
trailer<</Root 1 0 R/Size 6>>
%%EOF"""


def test_what_was_typed_into_a_form_is_seen() -> None:
    """The values of form fields lie beside the page, and are what somebody wants to read."""
    grey, _ = render(PdfPage(FORM, dpi=72), Limits())
    assert grey[25, 50] == 0
    assert grey[2, 2] == 255


def _pdf_drawing(objects: int) -> bytes:
    """A page of 20 x 20 points with so many lines across it."""
    drawing = b"0 0 m 20 20 l S\n" * objects
    return b"\n".join(
        (
            b"%PDF-1.4",
            b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 20 20]/Contents 4 0 R>>endobj",
            b"4 0 obj<</Length %d>>stream" % len(drawing),
            drawing + b"endstream endobj",
            b"trailer<</Root 1 0 R/Size 5>>",
            b"%%EOF",
        )
    )


def test_a_page_that_takes_too_long_is_given_up() -> None:
    """40 kB can hold minutes of drawing, during which no other PDF could be read."""
    page = PdfPage(_pdf_drawing(5_000))
    assert render(page, Limits())[0].min() < 128
    with pytest.raises(TooComplex):
        render(page, Limits(render_s=0.0))
    assert render(page, Limits())[0].min() < 128, "the next page is drawn as if nothing had happened"


def test_threads_may_render_at_once() -> None:
    """PDFium crashes when two threads are in it: one lock lets them in by turns, and every page is right."""
    data = pdf_of(*((50 + page, 100) for page in range(8)))

    def shape(turn: int) -> tuple[int, ...]:
        return render(PdfPage(data, turn % 8, dpi=72), Limits())[0].shape

    with ThreadPoolExecutor(8) as threads:
        shapes = list(threads.map(shape, range(200)))
    assert shapes == [(100, 50 + turn % 8) for turn in range(200)]


def test_threads_may_meet_bad_files_at_once() -> None:
    """An error lets go of the lock too."""
    files = [encrypted_pdf(), b"%PDF-1.4 rubbish", pdf_of(), pdf_of((9, 9))]

    def code(turn: int) -> str:
        try:
            return str(page_count(files[turn % 4], Limits()))
        except VisionError as error:
            return error.code

    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(code, range(80)))
    assert codes == ["pdf.encrypted", "source.broken", "source.empty", "1"] * 20


@given(cut=st.integers(0, len(FORM)), at=st.integers(0, len(FORM) - 1), byte=st.integers(0, 255))
def test_a_damaged_pdf_renders_or_raises_a_typed_error(cut: int, at: int, byte: int) -> None:
    """Cut anywhere, with any byte changed: never anything that a door would not know."""
    damaged = bytearray(FORM)
    damaged[at] = byte
    for data in (FORM[:cut], bytes(damaged)):
        try:
            grey, size = render(PdfPage(data, dpi=72), Limits(pixels=20_000))
            assert grey.shape[::-1] == size
        except VisionError:
            pass
