"""Live readings under a format: the few lines that a person looks at, judged where the reading is finished."""

from __future__ import annotations

from typing import Any

from vision import Format, Reading, Stable, judged, under

MOST_LINES = 8
"""Of one drawing or frame that are judged, the likeliest numbers first: each may take some tens of milliseconds."""


def with_format(reading: Reading, chosen: Format | None) -> Reading:
    """The reading with its surest lines judged."""
    return under(reading, chosen, most=MOST_LINES)


def formatted_of(lines: tuple[Stable, ...], chosen: Format | None) -> dict[int, dict[str, Any]]:
    """The followed lines under the format, by track."""
    if chosen is None:
        return {}
    surest = sorted(lines, key=lambda line: -line.confidence)[:MOST_LINES]
    found = {line.track: judged(line.line, chosen) for line in surest}
    return {track: formatted.to_json() for track, formatted in found.items() if formatted is not None}
