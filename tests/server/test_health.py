"""What a supervisor and Prometheus see."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text as text_of
from sqlalchemy.exc import SQLAlchemyError

from server.db.engine import CONNECTIONS
from server.health import DATABASE_CHECK
from server.keys import DATABASE
from server.process_metrics import watch_lag
from server.readings.context import READINGS
from server.recognition import RECOGNITION
from tests.server.live.client import ONE, opened
from tests.server.pictures import jpeg
from tests.server.readings.uploads import PATIENCE_S, get, read
from tests.server.running import Running


async def fetched(client: ClientSession) -> str:
    async with client.get("/metrics") as response:
        assert response.status == 200
        assert response.content_type == "text/plain"
        return await response.text()


async def metrics(client: ClientSession) -> dict[tuple[str, str], float]:
    """Samples by (name, value of the first label)."""
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(await fetched(client))
        for sample in family.samples
    }


def sample(text: str, name: str, **labels: str) -> float:
    """The sum of the samples of that name with these labels."""
    found = [
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    ]
    assert found, (name, labels)
    return sum(found)


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
    assert [reason.split()[1] for reason in answer["why"]] == ["network", "are"]
    await get(client, "/healthz")


async def test_a_database_that_cannot_be_had_is_not_ready(server: Running, client: ClientSession) -> None:
    """Others hold it and do not let go: the one writer of SQLite, every connection of another database."""
    database = server.app[DATABASE]
    async with AsyncExitStack() as held:
        for _ in range(1 if database.is_sqlite else CONNECTIONS):
            session = await held.enter_async_context(database.writing())
            await session.execute(text_of("SELECT 1"))
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
        async with asyncio.timeout(PATIENCE_S):  # looked at now and then: perhaps while the upload was being read
            while (await metrics(signed_in))["numeral_upload_oldest_seconds", ""]:
                await get(signed_in, "/healthz")
        figures, text = await metrics(signed_in), await fetched(signed_in)
    assert figures["numeral_sockets", ""] == 1
    assert figures["numeral_answer_seconds_count", "ink"] >= 1
    assert figures["numeral_answer_seconds_count", "camera"] == 1
    assert figures["numeral_message_errors_total", "message.not_json"] == 1
    assert figures["numeral_uploads_total", "done"] == 1
    assert figures["numeral_batch_digits_count", "upload"] >= 1
    assert figures["numeral_waiting_digits", "ink"] == 0
    assert figures["numeral_stage_seconds_count", "ink"] >= 1
    assert figures["process_resident_memory_bytes", ""] > 0
    for stage in ("wait", "prepare", "decode", "segment", "classify", "finish", "encode"):
        for lane in ("ink", "camera", "upload"):
            assert sample(text, "numeral_stage_seconds_count", stage=stage, lane=lane) >= 1, (stage, lane)
    assert figures["numeral_reading_age_seconds_count", "ink"] >= 1
    assert figures["numeral_reading_age_seconds_count", "camera"] == 1
    assert figures["numeral_send_wait_seconds_count", "welcome"] == 1
    assert figures["numeral_lane_waiting", "camera"] == 0
    assert figures["numeral_database_up", ""] == figures["numeral_ready", ""] == 1
    assert figures["numeral_database_query_seconds_count", "insert"] >= 2
    assert figures["numeral_database_connections", "idle"] >= 1
    assert figures["numeral_threads", "classify"] >= 1
    assert figures["numeral_upload_oldest_seconds", ""] == 0
    for process in ("camera-0", "upload-0"):
        assert sample(text, "numeral_reader_up", process=process) == 1
        assert sample(text, "numeral_reader_resident_memory_bytes", process=process) > 10_000_000
        assert sample(text, "numeral_reader_cpu_seconds_total", process=process) > 0
        assert sample(text, "numeral_reader_deaths_total", process=process) == 0
    assert sample(text, "numeral_http_seconds_count", route="/api/readings", method="POST", status="202") == 1


async def test_no_client_can_add_series(client: ClientSession) -> None:
    """Addresses and methods that somebody makes up count together, or Prometheus runs out of memory."""
    for number in range(20):
        async with client.request(("PROPFIND", "MKCOL", "COPY", "LOCK")[number % 4], f"/made/up/{number}"):
            pass
        async with client.get(f"/history/{number}?n={number}", allow_redirects=False):
            pass
    text = await fetched(client)
    assert sample(text, "numeral_http_seconds_count", route="unmatched", method="other", status="404") == 20
    assert sample(text, "numeral_http_seconds_count", route="/history/{id}", method="GET") == 20
    assert "made" not in text.lower()


async def test_a_loop_that_is_held_is_seen() -> None:
    """The lag is what a call that was due had to wait."""
    seen = asyncio.Event()
    watching = asyncio.create_task(watch_lag(lambda lag_s: seen.set() if lag_s >= 0.015 else None, every_s=0.0))
    await asyncio.sleep(0)
    until = time.perf_counter() + 0.02
    while time.perf_counter() < until:
        pass
    async with asyncio.timeout(10):
        await seen.wait()
    watching.cancel()


async def test_statements_that_fail_are_counted(server: Running, client: ClientSession) -> None:
    """A database that is full or away shows before anybody complains."""
    async with server.app[DATABASE].reading() as session:
        with pytest.raises(SQLAlchemyError):
            await session.execute(text_of("SELECT nothing FROM nowhere"))
    assert sample(await fetched(client), "numeral_database_failures_total") == 1
