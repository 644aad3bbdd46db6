"""The API's description is of the API that there is."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
from aiohttp import ClientSession

from tests.server.live.client import ONE
from tests.server.pictures import jpeg
from tests.server.readings.uploads import ended, get, taken, upload
from tests.server.running import Running
from vision import schema


def described(server: Running) -> set[tuple[str, str]]:
    return {
        (route.method, route.resource.canonical)
        for route in server.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/api/") and route.method != "HEAD"
    }


async def test_every_route_under_api_is_described(server: Running, client: ClientSession) -> None:
    """And nothing else is."""
    paths = (await get(client, "/api/openapi.json"))["paths"]
    found = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert found == described(server)


async def test_every_reference_leads_somewhere(client: ClientSession) -> None:
    """A description with holes cannot be made into a client."""
    document = await get(client, "/api/openapi.json")
    text = json.dumps(document)
    for name in {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}:
        assert name in document["components"]["schemas"]
    for schema_ in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema_)


def check(document: dict[str, Any], method: str, path: str, status: int, body: Any) -> None:
    """Hold an answer against the schema that is described for it."""
    answer = document["paths"][path][method]["responses"][str(status)]
    described_ = answer["content"]["application/json"]["schema"]
    jsonschema.validate(body, {**described_, "components": document["components"]})


async def test_answers_are_as_described(signed_in: ClientSession) -> None:
    """Good ones and bad ones, from the real handlers."""
    document = await get(signed_in, "/api/openapi.json")
    status, body = await upload(signed_in, ("a.jpg", jpeg("2467")), ("b.txt", b"x"), ink={"strokes": [ONE]})
    check(document, "post", "/api/readings", status, body)
    for reading in body["readings"]:
        check(document, "get", "/api/readings/{id}", 200, await ended(signed_in, reading["id"]))
    status, body = await upload(signed_in, ("b.txt", b"x"))
    check(document, "post", "/api/readings", status, body)
    check(document, "get", "/api/readings", 200, await get(signed_in, "/api/readings?search=2467"))
    check(document, "get", "/api/readings", 400, await get(signed_in, "/api/readings?limit=0", status=400))
    (cut,) = await taken(signed_in, ("cut.jpg", jpeg("2467")[:400]))
    one = "/api/readings/{id}"
    check(document, "get", one, 200, await ended(signed_in, cut))
    check(document, "get", one, 404, await get(signed_in, "/api/readings/none", status=404))
    async with signed_in.post(f"/api/readings/{cut}/cancel") as response:
        check(document, "post", one + "/cancel", 200, await response.json())
    first = (await get(signed_in, "/api/readings?search=a.jpg"))["readings"][0]["id"]
    explained = await get(signed_in, f"/api/readings/{first}/pages/0/explain?line=0&glyph=0")
    check(document, "get", one + "/pages/{n}/explain", 200, explained)


async def test_without_a_session_the_answer_is_as_described_too(client: ClientSession) -> None:
    """The descriptions themselves are open to all."""
    document = await get(client, "/api/openapi.json")
    check(document, "get", "/api/readings", 401, await get(client, "/api/readings", status=401))
    assert await get(client, "/api/schema/reading.json") == schema()
