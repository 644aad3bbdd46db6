"""One file on its way into the storage: written, judged by its content and taken in, or dropped without a trace."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from io import RawIOBase

from server.readings import errors
from server.readings.sources import parse_ink
from server.readings.storage import Storage
from vision import Document, Limits

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The disk, a quota, or a limit on the size of files."""


class ArrivingFile:
    """A file of at most `most` bytes. Its methods block; a small file takes one call, and so one change of thread.

    `drop` may be called while another call still runs: whoever is cancelled does not wait for the thread it left.
    """

    def __init__(self, storage: Storage, most: int) -> None:
        self._storage = storage
        self.most = most
        self._path = storage.new_file()
        self._lock = threading.Lock()
        self._file: RawIOBase | None = None
        self._picture: str | None = None
        self._dropped = False

    def write(self, chunk: bytes) -> None:
        """Add to it. Raises StorageFull."""
        with self._lock, _fullness_told():
            self._add(chunk)

    def take_in(self, end: bytes, limits: Limits, *, is_ink: bool) -> tuple[str, int, str]:
        """Add its end, judge and keep it: (kind, pages, the picture's name). Raises VisionError or StorageFull."""
        with self._lock, _fullness_told():
            self._add(end)
            self._close()
            if is_ink:
                parse_ink(self._path.read_bytes())
                kind, pages = "ink", 1
            else:
                document = Document.open(self._path, limits)
                kind, pages = document.kind, document.pages
            self._picture = self._storage.keep(self._path)
            self._path.unlink(missing_ok=True)
            return kind, pages, self._picture

    def drop(self) -> None:
        """Leave nothing of it, however far it came."""
        with self._lock:
            self._dropped = True
            self._close()
            self._path.unlink(missing_ok=True)
            if self._picture is not None:
                self._storage.remove(self._picture)

    def _add(self, chunk: bytes) -> None:
        if self._dropped:
            raise CancelledError
        if self._file is None:
            if not self._storage.has_room(self.most):
                raise errors.StorageFull
            # Not buffered: what does not fit must be told by the write, not by closing the file.
            self._file = self._path.open("wb", buffering=0)
        left = memoryview(chunk)
        while left:
            left = left[self._file.write(left) or 0 :]

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


@contextmanager
def _fullness_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise errors.StorageFull from error
        raise
