"""From a request's body to queued readings: streamed to disk part by part, each judged by its content.

One bad file does not spoil the others. A file over its limit is read to its end but not kept; the request as a
whole is bounded by the number of files times their size.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from server.accounts.tokens import new_public_id
from server.errors import ServerError
from server.readings import errors
from server.readings.arriving import ArrivingFile
from server.readings.models import NAME_LENGTH
from server.readings.schemas import Rejected
from server.readings.storage import Storage
from server.readings.store import NewReading
from server.settings import Settings
from vision import Limits, VisionError

CHUNK_BYTES = 256 * 1024
HEADERS_BYTES = 16 * 1024
"""What one part may cost beside its content."""

BROKEN = (ValueError, HttpProcessingError, EOFError, ConnectionError)
"""What a body that ends too early, or is no multipart, shows up as."""

INK_BYTES = 8 * 1024 * 1024
MAX_REJECTED = 1000


@dataclass(slots=True)
class Intake:
    """What one upload brought. `files` are arrived and judged; whoever takes it keeps or deletes them."""

    readings: list[NewReading] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    trouble: list[VisionError | ServerError] = field(default_factory=list)
    bytes: int = 0

    def reject(self, name: str, error: VisionError | ServerError) -> None:
        """Note a file that is not taken, and why."""
        self.rejected.append(Rejected(name=name, error=errors.problem(error)))
        self.trouble.append(error)


@dataclass(frozen=True, slots=True)
class Door:
    """Takes uploads in, by the limits of the settings."""

    storage: Storage
    settings: Settings
    limits: Limits

    async def take(self, request: web.Request, user_id: int) -> Intake:
        """Read the whole body. Raises NotMultipart, UploadTooLarge, BrokenUpload or StorageFull."""
        if request.content_type != "multipart/form-data":
            raise errors.NotMultipart
        self._count(request.content_length or 0, Intake())
        intake = Intake()
        try:
            async for part in MultipartReader(request.headers, request.content):
                if isinstance(part, BodyPartReader) and part.name in ("files", "ink"):
                    await self._take_part(part, user_id, intake)
        except BaseException as error:
            await self.discard(intake)
            if isinstance(error, BROKEN) and not isinstance(error, errors.StorageAway):
                raise errors.BrokenUpload from error
            raise
        return intake

    async def discard(self, intake: Intake) -> None:
        """Delete what was stored for readings that did not come about."""
        for reading in intake.readings:
            await asyncio.to_thread(self.storage.remove, reading.picture)
        intake.readings.clear()

    def _count(self, size: int, intake: Intake) -> None:
        intake.bytes += size
        most = self.settings.max_files * (self.settings.max_upload_bytes + HEADERS_BYTES)
        if intake.bytes > most or len(intake.rejected) > MAX_REJECTED:
            raise errors.UploadTooLarge(f"An upload has at most {most:,} bytes.")

    async def _take_part(self, part: BodyPartReader, user_id: int, intake: Intake) -> None:
        name, is_ink = _name(part), part.name == "ink"
        try:
            if len(intake.readings) + len(intake.rejected) >= self.settings.max_files:
                await self._skip(part, intake)
            file = ArrivingFile(self.storage, INK_BYTES if is_ink else self.settings.max_upload_bytes)
            try:
                size, end = await self._write(part, file, intake)
                kind, pages, picture = await asyncio.to_thread(file.take_in, end, self.limits, is_ink=is_ink)
            except BaseException:
                await asyncio.to_thread(file.drop)
                raise
        except (VisionError, errors.FileTooLarge, errors.TooManyFiles) as error:
            intake.reject(name, error)
            return
        intake.readings.append(NewReading(new_public_id(), user_id, name, kind, pages, size, picture))

    async def _skip(self, part: BodyPartReader, intake: Intake) -> None:
        """Raises TooManyFiles when the part is read to its end."""
        while chunk := await part.read_chunk(CHUNK_BYTES):
            self._count(len(chunk), intake)
        raise errors.TooManyFiles(f"At most {self.settings.max_files} files go into one upload.")

    async def _write(self, part: BodyPartReader, file: ArrivingFile, intake: Intake) -> tuple[int, bytes]:
        """Write a part to `file` but for its end; returns its size and that end.

        Raises FileTooLarge when it is read to its end, StorageFull at once.
        """
        size, held = 0, bytearray()
        while chunk := await part.read_chunk(CHUNK_BYTES):
            size += len(chunk)
            self._count(len(chunk), intake)
            if size > file.most:
                continue
            held += chunk
            if len(held) >= CHUNK_BYTES:
                await asyncio.to_thread(file.write, bytes(held))
                held.clear()
        if size > file.most:
            raise errors.FileTooLarge(f"The file has {size:,} bytes; {file.most:,} are the most.")
        return size, bytes(held)


def _name(part: BodyPartReader) -> str:
    """The file's name without its folders, as people should see it: no control characters, not too long."""
    name = (part.filename or "").replace("%22", '"').replace("\\", "/").rpartition("/")[2]
    name = "".join(character for character in name if character.isprintable()).strip()
    fallback = "Drawing" if part.name == "ink" else "Unnamed"
    return name[:NAME_LENGTH] or fallback
