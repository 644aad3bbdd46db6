"""How many pages a TIFF has, counted by following its chain of directories and reading nothing else.

Pillow would parse every directory in full to count them; a hostile file can make that take minutes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from vision.errors import TooManyPages
from vision.limits import Limits


def page_count(data: bytes, limits: Limits) -> int:
    """Pages of the TIFF (classic or BigTIFF) in `data`. Raises TooManyPages.

    A chain that leads outside the file or back to a page already seen ends there, as it does for Pillow.
    """
    count = 0
    for count, _ in enumerate(_directories(data), start=1):
        if count > limits.pages:
            raise TooManyPages(f"The document has more than {limits.pages} pages. {TooManyPages.hint}")
    return count


def _directories(data: bytes) -> Iterator[int]:
    """Offsets of the image file directories, each once."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    offset, entries, entry_bytes = (order + "Q", order + "Q", 20) if big else (order + "I", order + "H", 12)
    seen: set[int] = set()
    link = 8 if big else 4
    try:
        while (start := struct.unpack_from(offset, data, link)[0]) and start not in seen:
            (count,) = struct.unpack_from(entries, data, start)
            seen.add(start)
            yield start
            link = start + struct.calcsize(entries) + count * entry_bytes
    except (struct.error, OverflowError):
        return
