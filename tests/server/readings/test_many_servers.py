"""Several servers on one PostgreSQL or MySQL: what one knows, the others know."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.server.accounts_at import is_signed_in, post, sign_in, sign_up
from tests.server.live.client import opened
from tests.server.readings.test_durability import LINES, client_of, everything_once, process
from tests.server.readings.test_uploads import encoded
from tests.server.readings.uploads import PATIENCE_S, ended, get, taken
from tests.server.running import Start, connected


@pytest.fixture(autouse=True)
def _not_on_sqlite(database_url: str) -> None:
    if make_url(database_url).host is None:
        pytest.skip("several servers need PostgreSQL or MySQL")


async def test_a_killed_server_s_uploads_are_read_by_another(tmp_path: Path, database_url: str) -> None:
    """kill -9 in the middle of a document: each is read to its end, no page of it twice."""
    environment = {"NUMERAL_DATABASE_URL": database_url, "NUMERAL_TAKEOVER_S": "1"}
    async with (
        process(tmp_path, **environment) as (first, at_first),
        process(tmp_path, **environment) as (_, at_second),
        client_of(at_first) as client,
        client_of(at_second) as other,
    ):
        await sign_up(client, "ada")
        await sign_in(other, "ada")
        ids = await taken(client, *((f"{n}.tiff", encoded("TIFF", *LINES)) for n in range(3)))
        while not (await get(client, f"/api/readings/{ids[0]}"))["pages_done"]:
            pass
        first.kill()
        await first.wait()
        for reading_id in ids:
            everything_once(await ended(other, reading_id))
        assert len((await get(other, "/api/readings"))["readings"]) == 3


async def test_signing_out_at_one_server_closes_sockets_at_another(start: Start) -> None:
    """Within a second, by asking the database."""
    here, there = await start(), await start()
    async with connected(here) as client:
        await sign_up(client, "ada")
        async with opened(there, client) as page:
            await page.hello()
            await post(client, "/sign-out")
            async with asyncio.timeout(PATIENCE_S):
                assert (await page.get("bye"))["reason"] == "session_ended"
        assert not await is_signed_in(client)


async def test_attempts_count_at_all_servers_together(start: Start) -> None:
    """Guessing at two doors is guessing twice."""
    here, there = await start(attempts_here=2), await start(attempts_here=2)
    async with connected(here) as client, connected(there) as other:
        await sign_up(client, "ada")
        assert (await sign_in(client, "ada", "wrong wrong wrong")).status == 401
        assert (await sign_in(other, "ada", "wrong wrong wrong")).status == 401
        assert (await sign_in(client, "ada", "wrong wrong wrong")).status == 429
        assert (await sign_in(other, "ada", "wrong wrong wrong")).status == 429


async def test_progress_is_told_at_all_servers(start: Start) -> None:
    """The page that shows it may be open at another server than the one that reads."""
    here, there = await start(), await start()
    async with connected(here) as client:
        await sign_up(client, "ada")
        async with opened(there, client) as page:
            await page.hello()
            (reading_id,) = await taken(client, ("a.tiff", encoded("TIFF", *LINES)))
            while True:
                progress = (await page.get("reading.progress"))["reading"]
                assert progress["id"] == reading_id
                if progress["status"] == "done":
                    break
            everything_once(progress)
