"""Files on their way: uploads that still arrive, and copies of what lies elsewhere.

Each process has a folder of its own. What a killed process left is thrown away by the next that starts; what a living
one writes is not.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LONG_S = 24 * 3600.0
"""A folder that was not touched for so long is given up where locks do not tell."""


class Incoming:
    """A folder that is locked for as long as this process lives: the kernel lets go of it, however that ends."""

    def __init__(self, folder: Path) -> None:
        self._all = folder
        self._folder = folder / secrets.token_hex(8)
        self._lock = -1

    def open(self) -> None:
        """Make the folder, and throw away what dead processes left."""
        self._folder.mkdir(parents=True, mode=0o700)
        if fcntl is not None:
            self._lock = os.open(self._folder, os.O_RDONLY)
            _lock(self._lock)
        for other in self._all.iterdir():
            if other != self._folder and not _in_use(other):
                shutil.rmtree(other, ignore_errors=True)
        self._folder.mkdir(parents=True, mode=0o700, exist_ok=True)

    def close(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def new_file(self) -> Path:
        """A path for a file that arrives."""
        return self._folder / secrets.token_urlsafe(16)

    def free_bytes(self) -> int:
        """What the disk still takes."""
        return shutil.disk_usage(self._folder).free


def _lock(descriptor: int) -> bool | None:
    """Whether the lock is ours now; None where the file system has no locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _in_use(folder: Path) -> bool:
    try:
        young = folder.stat().st_mtime > time.time() - LONG_S
        if fcntl is None:
            return young
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # gone meanwhile
        return True
    try:
        got = _lock(descriptor)
    finally:
        os.close(descriptor)
    return young if got is None else not got
