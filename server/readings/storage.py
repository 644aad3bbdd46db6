"""Where uploaded pictures lie: one place each, named by chance, with what was made of them beside the original.

    FolderStorage    a folder on this machine, or one that several servers share
    BucketStorage    a bucket of an S3-compatible store (`bucket.py`, with the extra `s3`)

Everything here blocks and is called off the event loop. Names never come from people.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from server.cannot_start import CannotStart
from server.readings.incoming import Incoming
from server.settings import Settings

ORIGINAL = "original"
SETTLED_S = 3600.0
"""A picture that is younger may not have got into the database yet."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Something that lies elsewhere, as it comes."""

    size: int
    tag: str | None
    chunks: AsyncIterator[bytes]


class Storage(Protocol):
    """What the server asks of either. Raises StorageAway while a store elsewhere does not answer."""

    def open(self) -> None:
        """Be ready, or raise CannotStart. What was arriving when a server died is thrown away."""

    def close(self) -> None:
        """Leave no temporary files."""

    def has_room(self, size: int) -> bool:
        """Whether a file of `size` bytes may arrive and leaves enough of the disk free."""

    def new_file(self) -> Path:
        """A path for a file that arrives."""

    def keep(self, arrived: Path) -> str:
        """Take a file in; returns the name by which it is found again."""

    def fetch(self, name: str) -> Path:
        """The original as a file on this machine, until `give_back`; the path of one that is gone does not exist."""

    def give_back(self, fetched: Path) -> None:
        """The file is not needed any more."""

    def find(self, name: str, what: str) -> Path | Stream | None:
        """The original or what was made from it; None when it is not there."""

    def put(self, name: str, what: str, data: bytes) -> None:
        """Keep something that was made from the original beside it."""

    def remove(self, name: str) -> None:
        """Delete a picture with all that was made of it; what cannot be deleted now is left to a later sweep."""

    def settled_names(self) -> set[str]:
        """All pictures but those of the last hour: these may not have got into the database yet."""


def storage_of(settings: Settings) -> Storage:
    """The storage that the settings name. Raises CannotStart when its package is missing."""
    incoming = Incoming(settings.storage / "incoming")
    if not settings.storage_url:
        return FolderStorage(settings.storage, incoming, settings.spare_bytes)
    try:
        from server.readings.bucket import BucketStorage
    except ModuleNotFoundError as error:
        raise CannotStart("NUMERAL_STORAGE_URL needs a package: pip install 'numeral[s3]'") from error
    return BucketStorage(settings.storage_url, incoming, settings.spare_bytes)


class FolderStorage:
    """A folder for each picture, in folders of two letters: with 100,000 in one, listing and backing up is slow."""

    def __init__(self, folder: Path, incoming: Incoming, spare_bytes: int) -> None:
        self._folder = folder
        self._incoming = incoming
        self._spare_bytes = spare_bytes
        self.new_file = incoming.new_file
        self.close = incoming.close

    def open(self) -> None:
        """See Storage."""
        self._incoming.open()

    def has_room(self, size: int) -> bool:
        """See Storage."""
        return self._incoming.free_bytes() - size >= self._spare_bytes

    def keep(self, arrived: Path) -> str:
        """See Storage."""
        name = secrets.token_hex(11)
        folder = self._of(name)
        folder.mkdir(parents=True, mode=0o700)
        arrived.rename(folder / ORIGINAL)
        return name

    def fetch(self, name: str) -> Path:
        """See Storage."""
        return self._of(name) / ORIGINAL

    def give_back(self, fetched: Path) -> None:
        """See Storage."""

    def find(self, name: str, what: str) -> Path | Stream | None:
        """See Storage."""
        path = self._of(name) / what
        return path if path.is_file() else None

    def put(self, name: str, what: str, data: bytes) -> None:
        """See Storage."""
        part = self._of(name) / f"{what}.{secrets.token_hex(4)}"
        part.write_bytes(data)
        part.rename(self._of(name) / what)  # another request may have made the same: either is whole

    def remove(self, name: str) -> None:
        """See Storage."""
        shutil.rmtree(self._of(name), ignore_errors=True)

    def settled_names(self) -> set[str]:
        """See Storage."""
        settled = time.time() - SETTLED_S
        return {folder.name for folder in self._folder.glob("??/*") if folder.stat().st_mtime < settled}

    def _of(self, name: str) -> Path:
        return self._folder / name[:2] / name
