"""Two web processes behind the nginx of `deploy/nginx`: what people do works whichever process they reach."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from server.accounts.session_ends import CHECK_EVERY_S
from server.settings import Settings
from tests.server.accounts_at import is_signed_in, post, sign_in, sign_up
from tests.server.cluster.several import CONFIGURATION, Front, Web, nginx, require_nginx, web
from tests.server.live.client import ONE, SEVEN, Page, opened
from tests.server.pictures import jpeg
from tests.server.ports import free_port
from tests.server.readings.test_durability import LINES, everything_once
from tests.server.readings.test_uploads import encoded
from tests.server.readings.uploads import PATIENCE_S, ended, get, taken


@dataclass(frozen=True)
class Several:
    """Two processes and nginx before them."""

    webs: tuple[Web, Web]
    front: Front

    def opened(self, client: ClientSession, **options: Any) -> Any:
        """A socket through nginx, at the process that has fewest."""
        return opened(self.front, client, ssl=self.front.tls, **options)


@pytest.fixture
async def several(tmp_path: Path, database_url: str) -> AsyncIterator[Several]:
    """On one database and one folder of pictures."""
    require_nginx()
    port = free_port()
    given = {
        "data_dir": tmp_path,
        "database_url": database_url,
        "public_url": f"https://127.0.0.1:{port}",
        "trusted_proxies": "127.0.0.1",
        "takeover_s": 1,
    }
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(web(**given))  # the first one brings the tables up to date
        second = await stack.enter_async_context(web(**given))
        front = await stack.enter_async_context(nginx(tmp_path, (first.origin, second.origin), port))
        yield Several((first, second), front)


def test_nginx_lets_through_what_the_server_takes() -> None:
    """Its own limit would be told as a bare 413, without the name of the file that is too large."""
    limit = re.search(r"client_max_body_size (\d+)m;", CONFIGURATION.read_text("utf-8"))
    settings = Settings()
    assert limit is not None
    assert int(limit.group(1)) * 2**20 >= settings.max_files * settings.max_upload_bytes


async def test_people_are_known_at_every_process(several: Several) -> None:
    """Signed in at one, signed in at the other; over https with its cookie; signed out at both."""
    front = several.front
    async with front.client() as client:
        await sign_up(client, "ada")
        assert [cookie.key for cookie in client.cookie_jar] == ["__Host-numeral_session"]
        assert all([await is_signed_in(client) for _ in range(4)])
        assert len(await taken(client, ("large.bmp", encoded("BMP", ("2467",)) + b"\0" * 2**21))) == 1
        await several.webs[0].kill()
        assert all([await is_signed_in(client) for _ in range(4)])
        for path in ("/metrics", "/readyz"):
            async with client.get(path) as response:
                assert response.status == 404
        async with client.get(front.plain + "/draw?a=1", allow_redirects=False) as response:
            assert (response.status, response.headers["Location"][:8]) == (308, "https://")


async def test_attempts_are_counted_together_and_by_the_clients_own_address(several: Several) -> None:
    """Half at each process is no way around the limit, nor is an X-Forwarded-For of one's own."""
    async with several.front.client() as ada:
        await sign_up(ada, "ada")
    statuses = []
    for attempt in range(Settings().attempts_here + 2):
        async with several.front.client(X_Forwarded_For=f"203.0.113.{attempt}") as client:
            statuses.append((await sign_in(client, "ada", "wrong")).status)
    assert statuses[:3] == [401] * 3
    assert statuses[-1] == 429


async def test_a_logout_at_one_process_closes_the_sockets_at_both(several: Several) -> None:
    """Within a second: each looks for ended sessions twice as often."""
    assert CHECK_EVERY_S <= 0.5
    async with several.front.client() as client:
        await sign_up(client, "ada")
        async with several.opened(client) as one, several.opened(client) as other:
            await one.hello("a")
            await other.hello("b")
            await post(client, "/sign-out")
            assert [await one.closed(), await other.closed()] == [4401, 4401]


async def test_ink_comes_back_wherever_the_page_reconnects(several: Several) -> None:
    """A process is killed under the pen: the other knows nothing, is told all, and reads it at once."""
    async with several.front.client() as client:
        await sign_up(client, "ada")
        async with several.opened(client) as one, several.opened(client) as other:
            pages = {"a": one, "b": other}
            drawings = {}
            for canvas, page in pages.items():
                drawings[canvas] = (await page.hello(canvas))["drawing"]
                await page.stroke(0, SEVEN)
                assert (await page.reading())["text"] == "7"
            await several.webs[0].kill()
            canvas = await cut_off(pages)
        async with several.opened(client) as again:
            await again.send("hello", version=1, canvas=canvas, drawing=drawings[canvas])
            assert (await again.get("welcome"))["acked"] == 0
            await again.stroke(0, SEVEN)
            await again.stroke(1, ONE)
            assert (await again.reading())["text"] == "71"


async def cut_off(pages: dict[str, Page]) -> str:
    """The canvas whose socket has gone with its process; the other one still answers."""
    ends = {asyncio.create_task(page.closed()): canvas for canvas, page in pages.items()}
    done, alive = await asyncio.wait(ends, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
    for waiting in alive:
        waiting.cancel()
    await asyncio.gather(*ends, return_exceptions=True)
    (gone,) = (ends[task] for task in done)
    (still,) = (page for canvas, page in pages.items() if canvas != gone)
    await still.stroke(1, ONE)
    assert (await still.reading())["text"] == "71"
    return gone


async def test_a_killed_process_costs_no_upload_and_reads_none_twice(several: Several) -> None:
    """The other one reads on where it was: every page once, in order."""
    async with several.front.client() as client:
        await sign_up(client, "ada")
        ids = await taken(client, *((f"{n}.tiff", encoded("TIFF", *LINES)) for n in range(4)))
        while not (await get(client, f"/api/readings/{ids[0]}"))["pages_done"]:
            pass
        await several.webs[0].kill()
        (later,) = await taken(client, ("a.jpg", jpeg("2467")))
        for reading_id in ids:
            everything_once(await ended(client, reading_id))
        assert (await ended(client, later))["text"] == "2467"
