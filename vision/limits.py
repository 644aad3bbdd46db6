"""How much one source may ask of the machine; every door checks these before work is spent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one source. The defaults read a 600 dpi A4 page and a 48-megapixel phone picture.

    bytes: of the encoded file. pixels: width x height of one picture or page, from the header.
    pages: of one document. render_s: CPU seconds of drawing one PDF page, which a few kilobytes can make minutes.
    strokes and points: of one ink.
    """

    bytes: int = 64 * 1024 * 1024
    pixels: int = 64_000_000
    pages: int = 200
    render_s: float = 10.0
    strokes: int = 2_000
    points: int = 200_000


DEFAULT_LIMITS = Limits()
