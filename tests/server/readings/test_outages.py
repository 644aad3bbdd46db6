"""Something that the server needs is gone and comes back: live reading goes on, nothing that was taken is lost."""

from __future__ import annotations

import asyncio
import resource
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession
from sqlalchemy import make_url

from tests.server.accounts_at import sign_in, sign_up
from tests.server.cable import cable_to
from tests.server.live.client import ONE, opened
from tests.server.pictures import jpeg
from tests.server.private_postgresql import private_postgresql
from tests.server.readings.test_durability import LINES, client_of, everything_once, process
from tests.server.readings.test_uploads import encoded
from tests.server.readings.uploads import MULTIPART, PATIENCE_S, ended, form, get, taken
from tests.server.running import Running, Start, connected

PIECE = 1000
"""Bytes of an upload that come at once."""

Step = Callable[[], Awaitable[None]]


async def until_ready(client: ClientSession) -> None:
    """It comes back by itself."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with client.get("/readyz") as response:
                if response.status == 200:
                    return


async def lives_without_its_database(server: Running, go: Step, come_back: Step) -> None:
    """Go in the middle of a document, and come back."""
    document = encoded("TIFF", *LINES)
    async with connected(server) as client:
        await sign_up(client, "ada")
        async with opened(server, client) as page:
            await page.hello()
            (before,) = await taken(client, ("before.tiff", document))
            await page.get("reading.progress")
            await go()
            await page.stroke(0, ONE)
            assert (await page.reading())["text"] == "1"
            async with client.post("/api/readings", data=form("a.tiff", document), headers=MULTIPART) as response:
                assert response.status == 503
                assert int(response.headers["Retry-After"]) > 0
            answer = await get(client, "/readyz", status=503)
            assert answer["checks"]["database"] is False
            assert "database" in answer["why"][0]
            await get(client, "/healthz")
            await page.stroke(1, ONE)
            await page.reading()
            await come_back()
            await until_ready(client)
            (after,) = await taken(client, ("after.tiff", document))
            for reading_id in (before, after):
                everything_once(await ended(client, reading_id))
            assert len((await get(client, "/api/readings"))["readings"]) == 2
            await page.stroke(2, ONE)
            await page.reading()


async def test_a_database_server_that_crashes_costs_no_upload(start: Start) -> None:
    """A real one, with every connection broken in the middle."""
    async with private_postgresql() as database:
        server = await start(database_url=database.url)
        await lives_without_its_database(server, database.down, database.up)


async def test_a_line_to_the_database_that_is_cut_costs_no_upload(start: Start, database_url: str) -> None:
    """On whichever database server the tests run."""
    url = make_url(database_url)
    if url.host is None:
        pytest.skip("SQLite has no line to be cut")
    async with cable_to(url.host, url.port or 0) as cable:
        through = url.set(host="127.0.0.1", port=cable.port).render_as_string(hide_password=False)
        await lives_without_its_database(await start(database_url=through), cable.cut, cable.mend)


@asynccontextmanager
async def full_disk(server: Process) -> AsyncIterator[None]:
    """No file of the process can grow inside the block: what it gets to hear is what a full disk tells."""
    _, most = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (1, most))
    try:
        yield
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (most, most))


async def test_a_disk_that_fills_up_costs_no_upload(tmp_path: Path) -> None:
    """In the middle of a document, with the database on the same disk: told, and over when there is room again."""
    document = encoded("TIFF", *LINES)
    async with process(tmp_path) as (server, origin), client_of(origin) as client:
        await sign_up(client, "ada")
        (before,) = await taken(client, ("before.tiff", document))
        while not (await get(client, f"/api/readings/{before}"))["pages_done"]:
            pass
        async with full_disk(server):
            async with client.post("/api/readings", data=form("a.tiff", document), headers=MULTIPART) as response:
                assert response.status == 507
                assert (await response.json())["error"]["code"] == "upload.storage_full"
            assert (await sign_in(client, "ada")).status == 503
            async with client.ws_connect("/live") as socket:
                await socket.send_json({"type": "hello", "version": 1, "canvas": "c"})
                points = [[x, y, 10.0 * i, 0.5] for i, (x, y) in enumerate(ONE)]
                await socket.send_json({"type": "ink.points", "seq": 1, "stroke": 0, "points": points})
                async with asyncio.timeout(PATIENCE_S):
                    while (answer := await socket.receive_json())["type"] != "ink.reading":
                        pass
                assert answer["reading"]["text"] == "1"
        (after,) = await taken(client, ("after.tiff", document))
        for reading_id in (before, after):
            everything_once(await ended(client, reading_id))
        assert len((await get(client, "/api/readings"))["readings"]) == 2


async def test_a_server_that_is_killed_in_the_middle_of_an_upload_keeps_nothing_of_it(tmp_path: Path) -> None:
    """Nobody was told that it was taken; sent again it is read once, and no half file lies about."""
    content = jpeg("2467") + bytes(40 * PIECE)
    async with process(tmp_path) as (server, origin), client_of(origin) as client:
        await sign_up(client, "ada")

        async def half() -> AsyncIterator[bytes]:
            # In small pieces: the server holds back what may be the beginning of the end.
            body = form("a.jpg", content).getvalue()
            for start in range(0, len(body) - PIECE, PIECE):
                yield body[start : start + PIECE]
                await get(client, "/healthz")
                if _arriving(tmp_path):
                    break
            assert _arriving(tmp_path)
            server.send_signal(signal.SIGKILL)
            await server.wait()

        with pytest.raises((OSError, ClientError)):
            await client.post("/api/readings", data=half(), headers=MULTIPART)
    async with process(tmp_path) as (_, origin), client_of(origin) as client:
        await sign_in(client, "ada")
        assert not _arriving(tmp_path)
        assert (await get(client, "/api/readings"))["readings"] == []
        (reading,) = await taken(client, ("a.jpg", content))
        assert (await ended(client, reading))["text"] == "2467"


def _arriving(data_dir: Path) -> list[Path]:
    """Files in which something has arrived."""
    folder = data_dir / "storage" / "incoming"
    return [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]
