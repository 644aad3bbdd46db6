"""What a supervisor and Prometheus see."""

from __future__ import annotations

import asyncio

from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from server.health import DATABASE_CHECK
from server.keys import DATABASE
from server.readings.context import READINGS
from server.recognition import RECOGNITION
from tests.server.live.client import ONE, opened
from tests.server.pictures import jpeg
from tests.server.readings.uploads import get, read
from tests.server.running import Running


async def metrics(client: ClientSession) -> dict[tuple[str, str], float]:
    """Samples by (name, value of the first label)."""
    async with client.get("/metrics") as response:
        assert response.status == 200
        assert response.content_type == "text/plain"
        text = await response.text()
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_running_server_is_healthy_and_ready(client: ClientSession) -> None:
    """Without signing in: a load balancer has no account."""
    assert (await get(client, "/healthz"))["status"] == "ok"
    ready = await get(client, "/readyz")
    assert ready == {"status": "ready", "checks": {"model": True, "worker": True, "database": True}}


async def test_a_server_that_cannot_work_says_what_is_missing(server: Running, client: ClientSession) -> None:
    """503, so that no more is sent to it; healthy all the same."""
    await server.app[RECOGNITION]._recogniser.close()
    for task in server.app[READINGS].worker._tasks:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    answer = await get(client, "/readyz", status=503)
    assert answer["checks"] == {"model": False, "worker": False, "database": True}
    assert len(answer["why"]) == 2
    await get(client, "/healthz")


async def test_a_database_that_is_locked_is_not_ready(server: Running, client: ClientSession) -> None:
    """Somebody else holds it and does not let go."""
    async with server.app[DATABASE].writing():
        server.app[DATABASE_CHECK].within_s = 0.01
        assert (await get(client, "/readyz", status=503))["checks"]["database"] is False


async def test_the_figures_follow_what_happens(server: Running, signed_in: ClientSession) -> None:
    """A stroke, a frame and an upload leave their marks."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.send("camera.start", id=1)
        await page.stroke(0, ONE)
        await page.reading()
        await page.frame(1, jpeg("2467"))
        await page.get("camera.reading", frame=1)
        await page.socket.send("garbage")
        await page.get("error")
        await read(signed_in, ("a.jpg", jpeg("2467")))
        figures = await metrics(signed_in)
    assert figures["numeral_sockets", ""] == 1
    assert figures["numeral_answer_seconds_count", "ink"] >= 1
    assert figures["numeral_answer_seconds_count", "camera"] == 1
    assert figures["numeral_message_errors_total", "message.not_json"] == 1
    assert figures["numeral_uploads_total", "done"] == 1
    assert figures["numeral_batch_digits_count", "upload"] >= 1
    assert figures["numeral_waiting_digits", "ink"] == 0
    assert figures["numeral_stage_seconds_count", "ink"] >= 1
    assert figures["process_resident_memory_bytes", ""] > 0
