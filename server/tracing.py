"""Traces for OpenTelemetry: one span for each request, stroke, frame and page, and under it one for each stage.

Off unless NUMERAL_TRACES_URL names a collector; then the `tracing` extra must be installed. A trace that a proxy has
begun (W3C Trace Context) goes on. Spans hold sizes, lanes and ids, never what was read.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler

from server import VERSION
from server.cannot_start import CannotStart
from server.keys import REQUEST_ID, SETTINGS

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

Value = str | int | float | bool

_NOTHING: AbstractContextManager[None] = nullcontext()
SERVICE = "numeral"


class Tracing:
    """Begins spans; without a provider it does nothing, in no time."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        self._provider = provider
        self._tracer = None if provider is None else provider.get_tracer(SERVICE, VERSION)

    @classmethod
    def to(cls, url: str) -> Tracing:
        """Spans go to the collector at `url` in batches, from a thread of their own. Raises CannotStart."""
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ModuleNotFoundError as error:
            raise CannotStart("NUMERAL_TRACES_URL needs a package: pip install 'numeral[tracing]'") from error
        resource = Resource.create({"service.name": SERVICE, "service.version": VERSION})
        provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
        return cls(provider)

    def span(self, name: str, **attributes: Value) -> AbstractContextManager[object]:
        """A span around the block, under the one that is open here."""
        if self._tracer is None:
            return _NOTHING
        return self._tracer.start_as_current_span(name, attributes=_named(attributes))

    def ended(self, name: str, seconds: float, **attributes: Value) -> None:
        """A span that ended just now and lasted so long."""
        if self._tracer is not None:
            now = time.time_ns()
            begun = now - round(seconds * 1e9)
            self._tracer.start_span(name, attributes=_named(attributes), start_time=begun).end(now)

    @contextmanager
    def request(self, request: web.Request) -> Iterator[Callable[[int], None]]:
        """A span around the answer to a request; tell it the status."""
        if self._tracer is None:
            yield lambda status: None
            return
        from opentelemetry import propagate
        from opentelemetry.trace import SpanKind, Status, StatusCode

        resource = request.match_info.route.resource
        route = "" if resource is None else resource.canonical
        attributes = {"http.request.method": request.method, "http.route": route}
        with self._tracer.start_as_current_span(
            f"{request.method} {route}".strip(),
            context=propagate.extract(request.headers),
            kind=SpanKind.SERVER,
            attributes=attributes,
        ) as span:

            def answered(status: int) -> None:
                span.set_attribute("http.response.status_code", status)
                span.set_attribute("numeral.request", request.get(REQUEST_ID, ""))
                if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    span.set_status(Status(StatusCode.ERROR))

            yield answered

    def close(self) -> None:
        """Send what is left. Takes as long as the collector does, a few seconds at most."""
        if self._provider is not None:
            self._provider.shutdown()


def _named(attributes: dict[str, Value]) -> dict[str, Value]:
    return {f"{SERVICE}.{name}": value for name, value in attributes.items()}


TRACING: web.AppKey[Tracing] = web.AppKey("tracing", Tracing)


async def tracing_ctx(app: web.Application) -> AsyncIterator[None]:
    """Own the way to the collector for as long as the server runs."""
    url = app[SETTINGS].traces_url
    app[TRACING] = tracing = Tracing.to(url) if url else Tracing()
    yield
    await asyncio.to_thread(tracing.close)


@web.middleware
async def traces(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A trace for each request; a socket's spans are those of its strokes and frames."""
    if request.headers.get("Upgrade"):
        return await handler(request)
    with request.app[TRACING].request(request) as answered:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            answered(error.status)
            raise
        answered(response.status)
        return response
