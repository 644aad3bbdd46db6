"""The handlers of /api/readings. Each needs a session, and each user has readings of their own only."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from aiohttp import web
from pydantic import BaseModel, ValidationError

from server.accounts.sessions import require_session
from server.errors import BadRequest
from server.formats import format_named
from server.readings import errors, export
from server.readings.bounds import Load
from server.readings.context import READINGS
from server.readings.intake import Intake
from server.readings.judging import under_format
from server.readings.models import ReadPage
from server.readings.schemas import (
    Accepted,
    ErrorBody,
    ExplanationBody,
    FormatBody,
    FormatQuery,
    Formats,
    GlyphQuery,
    Listing,
    ListQuery,
    Problem,
)
from server.readings.storage import Stream
from server.readings.store import summary
from server.recognition import RECOGNITION
from vision import Format, VisionError, known_formats

CROP_BYTES = 784

M = TypeVar("M", bound=BaseModel)


async def add_readings(request: web.Request) -> web.Response:
    """POST /api/readings."""
    user = await require_session(request)
    readings = request.app[READINGS]
    await readings.store.check_room(user.user_id, Load(1, request.content_length or 0))
    intake = await readings.door.take(request, user.user_id)
    try:
        added = await readings.store.add(intake.readings)
    except BaseException:
        await readings.door.discard(intake)
        raise
    readings.worker.wake()
    return _json(Accepted(readings=added, rejected=intake.rejected), status=_status(intake))


async def list_readings(request: web.Request) -> web.Response:
    """GET /api/readings."""
    user = await require_session(request)
    asked = _query(request, ListQuery)
    rows = await request.app[READINGS].store.listing(user.user_id, asked)
    shown = [summary(row) for row in rows[: asked.limit]]
    return _json(Listing(readings=shown, next=shown[-1].id if len(rows) > asked.limit else None))


async def show_reading(request: web.Request) -> web.Response:
    """GET /api/readings/{id}."""
    user = await require_session(request)
    chosen = _format(request)
    store = request.app[READINGS].store
    row = await store.find(user.user_id, request.match_info["id"])
    pages = await store.pages(row.id)
    judged = await _read(pages, chosen)
    done = {page.page: _page(reading, page.error) for page, reading in zip(pages, judged, strict=True)}
    read = [done.get(number) for number in range(row.pages)]
    # The pages' JSON goes in as it was written: decoding a dense page only to encode it again takes too long.
    body = summary(row).model_dump(mode="json") | {"page_readings": read}
    return web.Response(body=msgspec.json.encode(body), content_type="application/json")


async def list_formats(request: web.Request) -> web.Response:
    """GET /api/formats."""
    await require_session(request)
    return _json(Formats(formats=[FormatBody.model_validate(known.to_json()) for known in known_formats()]))


async def delete_reading(request: web.Request) -> web.Response:
    """DELETE /api/readings/{id}."""
    user = await require_session(request)
    readings = request.app[READINGS]
    row = await readings.store.delete(user.user_id, request.match_info["id"])
    readings.worker.abandon(row.public_id)
    if row.picture is not None:
        await asyncio.to_thread(readings.storage.remove, row.picture)
    return web.Response(status=204)


async def cancel_reading(request: web.Request) -> web.Response:
    """POST /api/readings/{id}/cancel."""
    user = await require_session(request)
    readings = request.app[READINGS]
    row = await readings.store.cancel(user.user_id, request.match_info["id"])
    if row.status == "cancelled":
        readings.worker.abandon(row.public_id)
        if not readings.keep_images and row.picture is not None:
            await readings.store.forget_picture(row.id)
            await asyncio.to_thread(readings.storage.remove, row.picture)
            row.picture = None
    return _json(summary(row))


async def page_image(request: web.Request) -> web.StreamResponse:
    """GET /api/readings/{id}/pages/{n}/image."""
    user = await require_session(request)
    readings = request.app[READINGS]
    row = await readings.store.find(user.user_id, request.match_info["id"])
    return await _picture(request, readings.images.page(row, _number(request)))


async def page_thumbnail(request: web.Request) -> web.StreamResponse:
    """GET /api/readings/{id}/pages/{n}/thumbnail."""
    user = await require_session(request)
    readings = request.app[READINGS]
    row = await readings.store.find(user.user_id, request.match_info["id"])
    return await _picture(request, readings.images.thumbnail(row, _number(request)))


async def explain_glyph(request: web.Request) -> web.Response:
    """GET /api/readings/{id}/pages/{n}/explain."""
    user = await require_session(request)
    asked = _query(request, GlyphQuery)
    store = request.app[READINGS].store
    row = await store.find(user.user_id, request.match_info["id"])
    page = await store.page(row.id, _number(request))
    if page is None or page.reading is None or page.crops is None:
        raise errors.NothingToExplain
    crop = await asyncio.to_thread(_crop, page.reading, page.crops, asked)
    explained = await request.app[RECOGNITION].explain(crop, user=user.user_id)
    return _json(ExplanationBody.model_validate(explained))


async def export_readings(request: web.Request) -> web.StreamResponse:
    """GET /api/readings.csv."""
    user = await require_session(request)
    chosen = _format(request)
    store = request.app[READINGS].store
    response = web.StreamResponse(headers={"Content-Disposition": 'attachment; filename="numeral-readings.csv"'})
    response.content_type, response.charset = "text/csv", "utf-8"
    await response.prepare(request)
    await response.write(export.header(chosen is not None).encode())
    asked: ListQuery | None = ListQuery(limit=200)
    while asked is not None:
        rows = await store.listing(user.user_id, asked)
        for row in rows[: asked.limit]:
            pages = await store.pages(row.id)
            judged = await _read(pages, chosen)
            read = [(page.page, reading) for page, reading in zip(pages, judged, strict=True) if reading is not None]
            about = (row.name, row.created.isoformat(), row.kind, row.status, row.public_id)
            table = await asyncio.to_thread(export.rows, *about, read, formatted=chosen is not None)
            await response.write(table.encode())
        more = len(rows) > asked.limit
        asked = ListQuery(limit=200, before=rows[asked.limit - 1].public_id) if more else None
    await response.write_eof()
    return response


async def _read(pages: Sequence[ReadPage], chosen: Format | None) -> list[str | None]:
    """The JSON of each page's reading, under a format where one is asked for."""
    read = [page.reading for page in pages]
    return read if chosen is None else await asyncio.to_thread(under_format, read, chosen)


def _format(request: web.Request) -> Format | None:
    """What `?format=` names; None without. Raises WrongFormat."""
    return format_named(_query(request, FormatQuery).format, errors.WrongFormat)


def _json(model: BaseModel, status: int = 200) -> web.Response:
    return web.Response(body=model.model_dump_json().encode(), status=status, content_type="application/json")


def _status(intake: Intake) -> int:
    if intake.readings:
        return 202
    if not intake.trouble:
        raise errors.NothingSent
    first = intake.trouble[0]
    return 422 if isinstance(first, VisionError) else first.status


def _query(request: web.Request, model: type[M]) -> M:
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        wrong = error.errors()[0]
        name = ".".join(str(part) for part in wrong["loc"])
        raise BadRequest(f"The parameter {name} is wrong: {wrong['msg']}.") from error


def _number(request: web.Request) -> int:
    text = request.match_info["n"]
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise errors.NoPicture
    return int(text)


def _page(reading: str | None, error: Any) -> msgspec.Raw | dict[str, Any]:
    if reading is not None:
        return msgspec.Raw(reading.encode())
    return ErrorBody(error=Problem.model_validate(error)).model_dump()


async def _picture(request: web.Request, finding: Awaitable[tuple[Path | Stream, str]]) -> web.StreamResponse:
    try:
        found, media_type = await finding
    except errors.StorageAway:
        raise
    except (VisionError, OSError) as error:
        raise errors.NoPicture from error
    # Kept by the browser, but asked for each time: somebody who has signed out sees it no more.
    headers = {"Content-Type": media_type, "Cache-Control": "private, no-cache"}
    if isinstance(found, Path):
        return web.FileResponse(found, headers=headers)
    return await _streamed(request, found, headers)


async def _streamed(request: web.Request, stream: Stream, headers: dict[str, str]) -> web.StreamResponse:
    response = web.StreamResponse(headers=headers)
    if stream.tag is not None:
        response.headers["ETag"] = stream.tag
        if stream.tag in request.headers.get("If-None-Match", ""):
            response.set_status(304)
            return response
    response.content_length = stream.size
    await response.prepare(request)
    if request.method != "HEAD":
        async for chunk in stream.chunks:
            await response.write(bytes(chunk))
    await response.write_eof()
    return response


def _crop(reading: str, crops: bytes, asked: GlyphQuery) -> bytes:
    lines = msgspec.json.decode(reading)["lines"]
    if asked.line >= len(lines) or asked.glyph >= len(lines[asked.line]["glyphs"]):
        raise errors.NothingToExplain
    index = sum(len(line["glyphs"]) for line in lines[: asked.line]) + asked.glyph
    crop = zlib.decompress(crops)[index * CROP_BYTES : (index + 1) * CROP_BYTES]
    if len(crop) != CROP_BYTES:
        raise errors.NothingToExplain
    return crop
