"""Stored readings judged under a format when they are asked for; what was seen stays as it was stored.

A format is a way of looking at a reading, so it is chosen anew each time and is not kept: the same upload can be looked
at as an amount and as a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from vision import Format, judged, line_from_json

MOST_LINES = 300
"""Of one answer that are judged, each for up to some tens of milliseconds; lines after these have `formatted` null."""


def under_format(pages: Sequence[str | None], chosen: Format) -> list[str | None]:
    """The JSON of each page's reading with its lines judged; None stays None. Takes long: for a thread."""
    left = MOST_LINES
    out: list[str | None] = []
    for page in pages:
        if page is None:
            out.append(None)
            continue
        reading = msgspec.json.decode(page)
        for line in reading["lines"]:
            line["formatted"] = _judged(line, chosen) if left > 0 else None
            left -= line["formatted"] is not None
        out.append(msgspec.json.encode({**reading, "format": chosen.name}).decode())
    return out


def _judged(line: dict[str, Any], chosen: Format) -> dict[str, Any] | None:
    result = judged(line_from_json(line), chosen)
    return None if result is None else result.to_json()
