"""Uploaded pictures on disk: one folder each, named by chance, with what was made of them beside the original.

Everything here blocks and is called off the event loop. Names never come from people.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

ORIGINAL = "original"
SPARE_BYTES = 256 * 1024 * 1024
"""So much of the disk is left free for the database and everything else."""


class Storage:
    """A folder of pictures. `incoming` is for files that are still arriving."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"

    def open(self) -> None:
        """Make the folders, and throw away what was arriving when the server last stopped."""
        shutil.rmtree(self._incoming, ignore_errors=True)
        self._incoming.mkdir(parents=True, mode=0o700)

    def has_room(self, size: int) -> bool:
        """Whether a file of `size` bytes leaves enough of the disk free."""
        return shutil.disk_usage(self._folder).free - size > SPARE_BYTES

    def new_file(self) -> Path:
        """A path for a file that arrives."""
        return self._incoming / secrets.token_urlsafe(16)

    def keep(self, arrived: Path) -> str:
        """Take a file in; returns the name by which it is found again."""
        name = secrets.token_hex(11)
        folder = self._of(name)
        folder.mkdir(parents=True, mode=0o700)
        arrived.rename(folder / ORIGINAL)
        return name

    def original(self, name: str) -> Path:
        """The file as it was sent."""
        return self._of(name) / ORIGINAL

    def derived(self, name: str, what: str) -> Path:
        """Where something made from the original lies, such as a thumbnail, once it was made."""
        return self._of(name) / what

    def derive(self, name: str, what: str, make: Callable[[], bytes]) -> Path:
        """Make it, unless somebody has; it is kept beside the original."""
        path = self.derived(name, what)
        if not path.exists():
            part = path.with_name(f"{what}.{secrets.token_hex(4)}")
            part.write_bytes(make())
            part.rename(path)  # another request may have made the same: either is whole
        return path

    def remove(self, name: str) -> None:
        """Delete a picture with all that was made of it; one that is gone already is no error."""
        shutil.rmtree(self._of(name), ignore_errors=True)

    def settled_names(self) -> set[str]:
        """All pictures but those of the last hour: these may not have got into the database yet."""
        settled = time.time() - 3600
        return {folder.name for folder in self._folder.glob("??/*") if folder.stat().st_mtime < settled}

    def _of(self, name: str) -> Path:
        # Two letters first: folders with 100,000 entries are slow to list and to back up.
        return self._folder / name[:2] / name
