"""A file is opened as what it is, and its pages are handed out one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vision.pictures import PICTURES, encoded, encrypted_pdf, landscape, pdf_of, png_claiming, tiff_of
from vision.document import Document
from vision.errors import (
    EncryptedPdf,
    NoSuchPage,
    TooManyBytes,
    TooManyPages,
    TooManyPixels,
    UnknownFormat,
    Unreadable,
)
from vision.kinds import Kind
from vision.limits import Limits
from vision.source import PdfPage, Photo


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_a_document_of_one_page(kind: Kind, tmp_path: Path) -> None:
    """Whatever its name says."""
    file = tmp_path / "report.pdf"
    file.write_bytes(encoded(kind))
    document = Document.open(file)
    assert (document.kind, document.media_type, document.pages) == (kind, f"image/{kind}", 1)
    assert document.page(0) == Photo(file)


def test_pages_of_a_tiff_are_photos() -> None:
    """Scanners make them."""
    data = tiff_of([landscape(4, 4)] * 3)
    document = Document.open(data)
    assert document.pages == 3
    assert document.page(2) == Photo(data, page=2)


def test_pages_of_a_pdf_are_pdf_pages(tmp_path: Path) -> None:
    """The file stays where it is: nothing holds its bytes between pages."""
    file = tmp_path / "scan"
    file.write_bytes(pdf_of((100, 100), (100, 100)))
    document = Document.open(file)
    assert (document.kind, document.media_type, document.pages) == ("pdf", "application/pdf", 2)
    assert document.page(1) == PdfPage(file, 1)


@pytest.mark.parametrize("index", [-1, 1])
def test_a_page_outside_is_named_so(index: int) -> None:
    """Negative numbers do not count from the end."""
    with pytest.raises(NoSuchPage):
        Document.open(encoded("png")).page(index)


@pytest.mark.parametrize(
    ("data", "limits", "error"),
    [
        (encoded("png"), Limits(bytes=50), TooManyBytes),
        (encoded("png"), Limits(pixels=50), TooManyPixels),
        (png_claiming(50_000, 50_000), Limits(), TooManyPixels),
        (tiff_of([landscape(4, 4)] * 3), Limits(pages=2), TooManyPages),
        (pdf_of((9, 9), (9, 9)), Limits(pages=1), TooManyPages),
        (encrypted_pdf(), Limits(), EncryptedPdf),
        (b"GIF89a", Limits(), UnknownFormat),
        (Path("no such file"), Limits(), Unreadable),
    ],
)
def test_trouble_is_found_at_the_door(data: bytes | Path, limits: Limits, error: type[Exception]) -> None:
    """Before anything is decoded or rendered."""
    with pytest.raises(error):
        Document.open(data, limits)
