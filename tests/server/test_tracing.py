"""Traces: what a collector gets to see of a request, a stroke, a frame and a page; nothing of what was read."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from server.cannot_start import CannotStart
from server.settings import Settings
from server.tracing import Tracing
from tests.server.accounts_at import sign_up
from tests.server.live.client import ONE, opened
from tests.server.pictures import jpeg
from tests.server.ports import free_port
from tests.server.readings.uploads import read
from tests.server.running import connected, running

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@asynccontextmanager
async def collector() -> AsyncIterator[tuple[str, list[Span]]]:
    """A collector's address, and the spans that came there."""
    spans: list[Span] = []

    async def take(request: web.Request) -> web.Response:
        for resource in ExportTraceServiceRequest.FromString(await request.read()).resource_spans:
            assert {a.key: a.value.string_value for a in resource.resource.attributes}["service.name"] == "numeral"
            spans.extend(span for scope in resource.scope_spans for span in scope.spans)
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/v1/traces", take)])
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}/v1/traces", spans
    finally:
        await runner.cleanup()


def attributes(span: Span) -> dict[str, object]:
    return {a.key: getattr(a.value, a.value.WhichOneof("value")) for a in span.attributes}


async def test_requests_strokes_frames_and_pages_leave_traces_with_their_stages(tmp_path: Path) -> None:
    """All of them by the time the server has stopped; a trace that was begun before goes on."""
    async with (
        collector() as (url, spans),
        running(Settings(data_dir=tmp_path, port=0, traces_url=url)) as server,
        connected(server) as client,
    ):
        await sign_up(client, "ada")
        ahead = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        async with client.get("/api/readings", headers=ahead) as response:
            request_id = response.headers["X-Request-ID"]
        async with client.get("/api/readings/nothing", headers=ahead) as response:
            assert response.status == 404
        async with opened(server, client) as page:
            await page.hello()
            await page.stroke(0, ONE)
            await page.reading()
            await page.send("camera.start", id=1)
            await page.frame(7, jpeg("24671358"))
            await page.get("camera.reading", frame=7)
        await read(client, ("a.jpg", jpeg("24671358")))
    by_id = {span.span_id: span for span in spans}
    stages = {
        (by_id[span.parent_span_id].name, span.name)
        for span in spans
        if span.parent_span_id in by_id and not span.name.startswith(("GET", "POST"))
    }
    assert stages >= {
        *(("ink", stage) for stage in ("wait", "prepare", "classify", "finish")),
        *(("page", stage) for stage in ("wait", "prepare", "classify", "finish")),
        ("frame.prepare", "prepare"),
        ("frame", "classify"),
    }
    (listed,) = [span for span in spans if span.name == "GET /api/readings" and span.trace_id.hex() == TRACE]
    assert attributes(listed)["numeral.request"] == request_id
    assert attributes(listed)["http.response.status_code"] == 200
    assert next(attributes(span) for span in spans if span.name == "frame")["numeral.frame"] == 7
    told = " ".join(str(attributes(span)) for span in spans)
    assert "24671358" not in told


def test_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a traceback at the first request."""
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(CannotStart, match=r"numeral\[tracing\]"):
        Tracing.to("http://localhost:4318/v1/traces")


def test_without_a_collector_nothing_is_made() -> None:
    """The common case costs a call that returns."""
    tracing = Tracing()
    with tracing.span("ink", user=1) as nothing:
        assert nothing is None
    tracing.ended("wait", 0.1)
    tracing.close()
