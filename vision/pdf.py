"""Pages of a PDF, rendered by PDFium.

PDFium is not thread-safe, not even between documents, so one lock for the process guards every call. All that
it makes is closed before the lock is let go: left to the garbage collector, it would be closed on any thread.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from vision.contents import contents
from vision.errors import BrokenFile, EmptySource, EncryptedPdf, NoSuchPage, TooComplex, TooManyPages, UnknownFormat
from vision.kinds import kind_of
from vision.limits import Limits
from vision.source import PdfPage

_PDFIUM = threading.Lock()
_POINTS_PER_INCH = 72

Size = tuple[float, float]
"""Width and height of a page in points, as displayed."""


def page_count(data: bytes | Path, limits: Limits) -> int:
    """Pages of a PDF. Raises EncryptedPdf, BrokenFile, EmptySource (no pages) and TooManyPages."""
    with _opened(contents(data, limits)) as document:
        count = len(document)
    if count > limits.pages:
        raise TooManyPages(f"The document has {count} pages, more than {limits.pages}. {TooManyPages.hint}")
    return count


def render(
    page: PdfPage, limits: Limits, *, max_pixels: int | None = None, colours: bool = False
) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """Render one page on white, with its annotations and the values of its form fields.

    Returns (H, W) grey or (H, W, 3) RGB, and the (width, height) of the whole page at `page.dpi`, or at as
    many dots per inch as fit into `limits.pixels`. The pixels are of that size too, if `max_pixels` allows.
    Raises EncryptedPdf, BrokenFile, NoSuchPage, TooComplex.
    """
    with _opened(contents(page.data, limits)) as document:
        if not 0 <= page.page < len(document):
            raise NoSuchPage
        opened = document[page.page]
        size: Size = opened.get_size()
        whole = _scale(size, page.dpi / _POINTS_PER_INCH, limits.pixels)
        scale = whole if max_pixels is None else _scale(size, whole, max_pixels)
        pixels = _drawn(opened, _in_pixels(size, scale), colours=colours, seconds=limits.render_s)
    return pixels, _in_pixels(size, whole)


def _drawn(page: pypdfium2.PdfPage, size: tuple[int, int], *, colours: bool, seconds: float) -> NDArray[np.uint8]:
    """The page in `size` (width, height) pixels, given up after so much CPU time of this thread.

    `pypdfium2.PdfPage.render` cannot be stopped: it would draw on for minutes, and nobody else could meanwhile.
    """
    width, height = size
    pixels = np.full((height, width, 3) if colours else (height, width), 255, np.uint8)
    kind = pdfium.FPDFBitmap_BGR if colours else pdfium.FPDFBitmap_Gray
    flags = pdfium.FPDF_ANNOT | (pdfium.FPDF_REVERSE_BYTE_ORDER if colours else pdfium.FPDF_GRAYSCALE)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, kind, pixels.ctypes.data, pixels.strides[0])
    if not bitmap:
        raise BrokenFile
    try:
        where = (0, 0, width, height, 0)
        status = pdfium.FPDF_RenderPageBitmap_Start(bitmap, page, *where, flags, _pause_after(seconds))
        pdfium.FPDF_RenderPage_Close(page)
        if status != pdfium.FPDF_RENDER_DONE:
            raise TooComplex if status == pdfium.FPDF_RENDER_TOBECONTINUED else BrokenFile
        if page.formenv:
            pdfium.FPDF_FFLDraw(page.formenv, bitmap, page, *where, flags)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels


def _pause_after(seconds: float) -> pdfium.IFSDK_PAUSE:
    """What PDFium asks, after every few objects, whether to stop for now; here for good."""
    until = time.thread_time() + seconds
    pause = pdfium.IFSDK_PAUSE(version=1)
    pause.NeedToPauseNow = type(pause.NeedToPauseNow)(lambda _: time.thread_time() > until)
    return pause


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, and PDFium to itself. Closing it closes its pages."""
    if kind_of(data) != "pdf":
        raise UnknownFormat("This is not a PDF.")
    with _PDFIUM:
        try:
            with pypdfium2.PdfDocument(_load(data)) as document:
                document.init_forms()
                if len(document) == 0:
                    raise EmptySource("The PDF has no pages.")
                yield document
        except pypdfium2.PdfiumError as error:
            raise BrokenFile from error


def _load(data: bytes) -> pdfium.FPDF_DOCUMENT:
    """PDFium's handle on `data`, which must outlive it.

    Not left to `PdfDocument`: it takes a document without pages for one that did not load, and PDFium then
    still states the trouble of the file before.
    """
    handle = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if handle:
        return handle
    if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        raise EncryptedPdf
    raise BrokenFile


def _in_pixels(size: Size, scale: float) -> tuple[int, int]:
    """What PDFium makes of a page: sides rounded up."""
    return math.ceil(size[0] * scale), math.ceil(size[1] * scale)


def _scale(size: Size, wanted: float, max_pixels: int) -> float:
    """Pixels per point: `wanted`, or as many as keep the page within `max_pixels`."""
    area = math.prod(size)
    if not 0 < area < math.inf:
        raise BrokenFile
    scale = min(wanted, math.sqrt(max_pixels / area), max_pixels / max(size))
    while math.prod(_in_pixels(size, scale)) > max_pixels:
        scale *= 0.999
    return scale
