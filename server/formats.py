"""Formats by the names that clients send, at every door."""

from __future__ import annotations

from collections.abc import Callable

from vision import Format, VisionError, open_format


def format_named(name: str, wrong: Callable[[str], Exception]) -> Format | None:
    """The format; None for no name. Raises what `wrong` makes of the reason when there is no such format."""
    if not name.strip():
        return None
    try:
        return open_format(name)
    except VisionError as error:
        raise wrong(str(error)) from error
