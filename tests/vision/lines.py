"""Lines made for the tests of what is decided by them."""

from __future__ import annotations

from vision.reading import Box, Line


def line(text: str, confidence: float) -> Line:
    """A line that reads so, as surely, somewhere."""
    return Line(text, confidence, Box(0, 0, 10, 10), ())
