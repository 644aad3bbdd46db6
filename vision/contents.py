"""The bytes of a source, never more than the limits allow."""

from __future__ import annotations

from pathlib import Path

from vision.errors import EmptySource, NotASource, TooManyBytes, Unreadable
from vision.limits import Limits


def contents(data: bytes | Path, limits: Limits) -> bytes:
    """All bytes of an encoded source. Raises NotASource, EmptySource, TooManyBytes or Unreadable.

    At most one byte over the limit is read, whatever size the file system states: devices and pipes state 0.
    """
    if not isinstance(data, bytes | bytearray | memoryview | Path):
        raise NotASource(f"{type(data).__name__} is neither bytes nor a Path. {NotASource.hint}")
    found = _read(data, limits.bytes + 1) if isinstance(data, Path) else data
    if not found:
        raise EmptySource
    if len(found) > limits.bytes:
        raise TooManyBytes(f"The file has more than {limits.bytes:,} bytes. {TooManyBytes.hint}")
    return found


def _read(path: Path, at_most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(at_most)
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        raise Unreadable from error
