"""Live readings under a format: the few lines that a person looks at, judged where the reading is finished."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from server.live.errors import WrongFormat
from vision import Format, Reading, Stable, VisionError, judged, open_format, under

MOST_LINES = 8
"""Of one drawing or frame that are judged, the likeliest numbers first: each may take some tens of milliseconds."""


def format_named(name: str) -> Format | None:
    """The format; None for no name. Raises WrongFormat."""
    if not name.strip():
        return None
    try:
        return open_format(name)
    except VisionError as error:
        raise WrongFormat(str(error)) from error


def with_format(reading: Reading, chosen: Format | None) -> Reading:
    """The reading with its surest lines judged."""
    if chosen is None or len(reading.lines) <= MOST_LINES:
        return under(reading, chosen)
    surest = sorted(range(len(reading.lines)), key=lambda k: -reading.lines[k].confidence)[:MOST_LINES]
    lines = [
        replace(line, formatted=judged(line, chosen) if k in surest else None) for k, line in enumerate(reading.lines)
    ]
    return replace(reading, lines=tuple(lines), format=chosen.name)


def formatted_of(lines: tuple[Stable, ...], chosen: Format | None) -> dict[int, dict[str, Any]]:
    """The followed lines under the format, by track."""
    surest = sorted(lines, key=lambda line: -line.confidence)[:MOST_LINES] if chosen is not None else []
    found = {line.track: judged(line.line, chosen) for line in surest if chosen is not None}
    return {track: formatted.to_json() for track, formatted in found.items() if formatted is not None}
