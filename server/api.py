"""The HTTP API as a whole: its endpoints, and the two documents that describe it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
from aiohttp import web

from server.accounts.sessions import cookie_name
from server.keys import SETTINGS
from server.openapi import Endpoint, Operation, document
from server.readings.endpoints import ENDPOINTS as READINGS
from vision import schema as reading_schema

OPENAPI: web.AppKey[bytes] = web.AppKey("openapi", bytes)


async def describe_api(request: web.Request) -> web.Response:
    """GET /api/openapi.json."""
    return web.Response(body=request.app[OPENAPI], content_type="application/json")


async def describe_reading(request: web.Request) -> web.Response:
    """GET /api/schema/reading.json."""
    return web.Response(body=msgspec.json.encode(reading_schema()), content_type="application/schema+json")


ENDPOINTS = (
    *READINGS,
    Endpoint(
        "GET", "/api/openapi.json", describe_api,
        Operation("This description.", {200: "application/json"}, session=False),
    ),
    Endpoint(
        "GET", "/api/schema/reading.json", describe_reading,
        Operation("The JSON Schema of a reading.", {200: "application/schema+json"}, session=False),
    ),
)  # fmt: skip
ROUTES = [endpoint.route for endpoint in ENDPOINTS]


async def openapi_ctx(app: web.Application) -> AsyncIterator[None]:
    """Write the description once: nothing in it changes while the server runs."""
    app[OPENAPI] = msgspec.json.encode(document(ENDPOINTS, cookie_name(app[SETTINGS])))
    yield
