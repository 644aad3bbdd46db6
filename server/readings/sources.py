"""From a stored file to a source that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from vision import BadInk, Ink, PdfPage, Photo, Source

Side = Annotated[int, Meta(ge=1, le=8192)]


class InkFile(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """Strokes as they are uploaded: points are [x, y], [x, y, t] or [x, y, t, pressure]."""

    strokes: tuple[tuple[tuple[float, ...], ...], ...]
    width: Side | None = None
    height: Side | None = None
    pen_px: Annotated[float, Meta(gt=0, le=512)] = 8.0


def parse_ink(data: bytes) -> Ink:
    """The ink in an uploaded part. Raises BadInk."""
    try:
        ink = msgspec.json.decode(data, type=InkFile)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadInk(f"The strokes cannot be read: {error}") from error
    return Ink.from_points(ink.strokes, width=ink.width, height=ink.height, pen_px=ink.pen_px)


def source_of(path: Path, kind: str, page: int) -> Source:
    """One page of a stored file, from 0; pictures and documents are opened when they are read. Raises BadInk."""
    if kind == "ink":
        return parse_ink(path.read_bytes())
    return PdfPage(path, page) if kind == "pdf" else Photo(path, page=page)
