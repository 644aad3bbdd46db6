"""Reading many files in a row: trouble with one is told and does not stop the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from vision.annotated_folder import AnnotatedFolder
from vision.decode import decode_rgb
from vision.document import Document
from vision.errors import NoSuchPage, VisionError
from vision.files import Named
from vision.progress import ReadingProgress
from vision.reader import Reader
from vision.results import Result, Results

ANNOTATED_SIDE = 3000
"""Annotated pictures are at most this many pixels long: they are for looking at."""


@dataclass(slots=True)
class ReadFiles:
    """One run over files. `page`, from 1, picks one page of each; None means all.

    What could not be read is told on `console`, which is standard error, and counted in `troubles`.
    """

    reader: Reader
    results: Results
    console: Console
    page: int | None = None
    annotate_to: AnnotatedFolder | None = None
    troubles: int = 0
    format: str | None = None

    def read_all(self, files: Sequence[Named]) -> None:
        """Read the pages of every file; results come one by one."""
        with ReadingProgress(len(files), self.console) as progress:
            for file in files:
                self._read_file(file, progress)
        self.results.close()

    def _read_file(self, file: Named, progress: ReadingProgress) -> None:
        try:
            document = Document.open(file.data(self.reader.limits), self.reader.limits)
            indices = self._wanted(document)
        except VisionError as error:
            self._tell(file.name, error, progress)
            progress.advance()
            return
        progress.opened(file.name, len(indices))
        for index in indices:
            self._read_page(file.name, document, index, progress)
            progress.advance()

    def _wanted(self, document: Document) -> range:
        """Indices of the pages to read."""
        if self.page is None:
            return range(document.pages)
        if self.page > document.pages:
            pages = "1 page" if document.pages == 1 else f"{document.pages} pages"
            raise NoSuchPage(f"It has {pages}, so there is no page {self.page}.")
        return range(self.page - 1, self.page)

    def _read_page(self, file: str, document: Document, index: int, progress: ReadingProgress) -> None:
        source = document.page(index)
        name = file if document.pages == 1 else f"{file}:{index + 1}"
        try:
            reading = self.reader.read(source, format=self.format)
            with progress.aside():
                self.results.add(Result(name, file, index + 1, reading))
            if self.annotate_to is not None:
                picture = decode_rgb(source, self.reader.limits, max_side=ANNOTATED_SIDE)
                self.annotate_to.write(_annotated_name(file, document, index), picture, reading)
        except VisionError as error:
            self._tell(name, error, progress)

    def _tell(self, name: str, error: VisionError, progress: ReadingProgress) -> None:
        """One line: which file, and what to do about it."""
        self.troubles += 1
        with progress.aside():
            self.console.print(f"{name}: {error}", markup=False, highlight=False, soft_wrap=True)


def _annotated_name(file: str, document: Document, index: int) -> str:
    """After the file and the page. A photograph stays a JPEG; everything else becomes a PNG."""
    stem = "standard-input" if file == "-" else Path(file).stem
    page = "" if document.pages == 1 else f"-{index + 1}"
    return f"{stem}{page}{'.jpg' if document.kind in ('jpeg', 'heic') else '.png'}"
