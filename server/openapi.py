"""The OpenAPI 3.1 description of the HTTP API, made from the models that the handlers use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from server import VERSION
from server.readings.schemas import ErrorBody
from vision import schema as reading_schema

Answer = type[BaseModel] | str | None
"""A model, the media type of something else, or None for an empty body."""

_REF = "#/components/schemas/{model}"
_PAGE_READING = {"oneOf": [{"$ref": _REF.format(model="Reading")}, {"$ref": _REF.format(model="ErrorBody")}]}
_PATH_PARAMETERS: dict[str, dict[str, Any]] = {
    "id": {"schema": {"type": "string"}, "description": "of the reading"},
    "n": {"schema": {"type": "integer", "minimum": 0}, "description": "number of the page, from 0"},
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What one handler takes and answers; `errors` are the statuses of its own errors."""

    summary: str
    answers: Mapping[int, Answer]
    errors: tuple[int, ...] = ()
    query: type[BaseModel] | None = None
    body: Mapping[str, Any] | None = None
    session: bool = True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route under /api with its description."""

    method: str
    path: str
    handler: Handler
    operation: Operation

    @property
    def route(self) -> web.RouteDef:
        """What the application adds."""
        return web.route(self.method, self.path, self.handler)


def document(endpoints: Iterable[Endpoint], cookie: str) -> dict[str, Any]:
    """The whole description; `cookie` names the session's cookie."""
    endpoints = tuple(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Numeral",
            "version": VERSION,
            "description": "Reads digits in pictures, documents and strokes. The README describes the live socket.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(endpoints),
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": cookie}},
        },
    }


def _schemas(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    models: set[type[BaseModel]] = {ErrorBody}
    for endpoint in endpoints:
        models.update(answer for answer in endpoint.operation.answers.values() if isinstance(answer, type))
    ordered = sorted(models, key=lambda model: model.__name__)
    _, definitions = models_json_schema([(model, "serialization") for model in ordered], ref_template=_REF)
    reading = {key: value for key, value in reading_schema().items() if key != "$schema"}
    return {**definitions["$defs"], "Reading": reading, "PageReading": _PAGE_READING}


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation = endpoint.operation
    described: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": endpoint.handler.__name__,
        "parameters": [*_path_parameters(endpoint.path), *_query_parameters(operation.query)],
        "responses": {str(status): _response(status, answer) for status, answer in operation.answers.items()},
    }
    errors = {*operation.errors, *([401] if operation.session else []), *([403] if _is_unsafe(endpoint) else [])}
    for status in sorted(errors - set(operation.answers)):
        described["responses"][str(status)] = _response(status, ErrorBody)
    if operation.body is not None:
        described["requestBody"] = {"required": True, "content": dict(operation.body)}
    if operation.session:
        described["security"] = [{"session": []}]
    return described


def _is_unsafe(endpoint: Endpoint) -> bool:
    return endpoint.method not in ("GET", "HEAD")


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", path)
    return [{"name": name, "in": "path", "required": True, **_PATH_PARAMETERS[name]} for name in names]


def _query_parameters(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema()
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _response(status: int, answer: Answer) -> dict[str, Any]:
    response: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if isinstance(answer, str):
        schema = {"type": "string", "contentMediaType": answer} if answer != "application/json" else {}
        response["content"] = {answer: {"schema": schema}}
    elif answer is not None:
        response["content"] = {"application/json": {"schema": {"$ref": _REF.format(model=answer.__name__)}}}
    return response
