"""Pictures of pages as browsers can show them: the original where they can, else a JPEG or PNG made from it."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from server.lanes import Lane
from server.readings.errors import NoPicture
from server.readings.models import StoredReading
from server.readings.sources import source_of
from server.readings.storage import ORIGINAL, Storage, Stream
from server.recognition import Recognition
from vision import preview

SHOWN_AS_THEY_ARE = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
PAGE_SIDE = 2400
THUMBNAIL_SIDE = 320


class Images:
    """Finds or makes the picture of a page."""

    def __init__(self, storage: Storage, recognition: Recognition) -> None:
        self._storage = storage
        self._recognition = recognition

    async def page(self, row: StoredReading, page: int) -> tuple[Path | Stream, str]:
        """(where it lies, media type) of a page, from 0.

        Raises NoPicture, StorageAway, or VisionError for a damaged one.
        """
        picture = self._check(row, page)
        if row.kind not in SHOWN_AS_THEY_ARE:
            return await self._made(row, picture, page, PAGE_SIDE)
        found = await asyncio.to_thread(self._storage.find, picture, ORIGINAL)
        if found is None:
            raise NoPicture
        return found, SHOWN_AS_THEY_ARE[row.kind]

    async def thumbnail(self, row: StoredReading, page: int) -> tuple[Path | Stream, str]:
        """The same, small."""
        return await self._made(row, self._check(row, page), page, THUMBNAIL_SIDE)

    def _check(self, row: StoredReading, page: int) -> str:
        if row.picture is None or not 0 <= page < row.pages:
            raise NoPicture
        return row.picture

    async def _made(self, row: StoredReading, picture: str, page: int, side: int) -> tuple[Path | Stream, str]:
        ending, media_type = ("png", "image/png") if row.kind == "ink" else ("jpg", "image/jpeg")
        what = f"{page}-{side}.{ending}"
        found = await asyncio.to_thread(self._storage.find, picture, what)
        if found is None:
            make = partial(self._make, row.kind, picture, page, side, what)
            await self._recognition.aside(make, lane=Lane.UPLOAD, user=row.user_id)
            found = await asyncio.to_thread(self._storage.find, picture, what)
        if found is None:
            raise NoPicture  # deleted meanwhile
        return found, media_type

    def _make(self, kind: str, picture: str, page: int, side: int, what: str) -> None:
        original = self._storage.fetch(picture)
        try:
            shown = preview(source_of(original, kind, page), self._recognition.limits, max_side=side)
        finally:
            self._storage.give_back(original)
        self._storage.put(picture, what, shown)
