"""A file as a person hands it in: of some kind, with one page or many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vision import pdf
from vision.contents import contents
from vision.errors import NoSuchPage
from vision.kinds import MEDIA_TYPES, Kind, kind_of
from vision.limits import DEFAULT_LIMITS, Limits
from vision.raster import open_raster
from vision.source import PdfPage, Photo


@dataclass(frozen=True, slots=True)
class Document:
    """An opened file whose header is known and within the limits; its pages are read one by one."""

    data: bytes | Path
    kind: Kind
    pages: int

    @classmethod
    def open(cls, data: bytes | Path, limits: Limits = DEFAULT_LIMITS) -> Document:
        """Tell the kind by content and check bytes, pages and the first page's pixels; nothing is decoded.

        Raises Unreadable, EmptySource, UnknownFormat, BrokenFile, EncryptedPdf, TooManyBytes, TooManyPixels,
        TooManyPages. Damage further in is found when the page is read. PDF pages have no pixels of their own:
        they are rendered as finely as the limits allow.
        """
        found = contents(data, limits)
        kind = kind_of(found)
        pages = pdf.page_count(found, limits) if kind == "pdf" else open_raster(found, limits).pages
        return cls(data, kind, pages)

    @property
    def media_type(self) -> str:
        """Such as "image/jpeg"."""
        return MEDIA_TYPES[self.kind]

    def page(self, index: int) -> Photo | PdfPage:
        """One page, from 0. Raises NoSuchPage."""
        if not 0 <= index < self.pages:
            raise NoSuchPage
        return PdfPage(self.data, index) if self.kind == "pdf" else Photo(self.data, page=index)
