"""A real server on a real socket with a real database, for each test that asks.

    server      one with default settings, on a free port
    start       makes one with other settings: `await start(max_files=2)`
    client      an HTTP client of `server` that sends the Origin of its pages; keeps cookies
    signed_in   the same, signed in as `ada` (see `accounts.py` for more people)

NUMERAL_TEST_DATABASE_URL names another database server (postgresql+asyncpg:// or mysql+asyncmy://, with a user who
may create databases); the same tests then run there.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from server import logs
from server.settings import Settings
from tests.server.accounts_at import sign_up
from tests.server.calm_loop import watch_the_loop
from tests.server.databases import fresh_database
from tests.server.running import Running, Start, connected, running


@pytest.fixture(autouse=True, scope="session")
def _logs_as_served() -> None:
    """The format of a server, so that what it costs and what it tells is tested too."""
    logs.configure(Settings(log_level="debug", log_format="json"))


@pytest.fixture(autouse=True)
def _the_event_loop_is_never_held() -> Iterator[None]:
    """Anything over 5 ms belongs off the loop; a test in which the server held it for 50 ms fails."""
    with watch_the_loop() as holds:
        yield
    assert not holds, f"the server held the event loop: {', '.join(holds)}"


@pytest.fixture
async def database_url(tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database: a new SQLite file, or one made for this test on the given server."""
    async with fresh_database(os.environ.get("NUMERAL_TEST_DATABASE_URL"), tmp_path) as url:
        yield url


@pytest.fixture
async def start(tmp_path: Path, database_url: str) -> AsyncIterator[Start]:
    """Starts servers on the same data, with the settings and additional routes that are given."""
    async with AsyncExitStack() as stack:

        async def start_one(*routes: web.RouteDef, **given: object) -> Running:
            base = {"data_dir": tmp_path, "database_url": database_url, "port": 0, "host": "127.0.0.1"}
            return await stack.enter_async_context(running(Settings.model_validate({**base, **given}), routes))

        yield start_one


@pytest.fixture
async def server(start: Start) -> Running:
    """One server with default settings."""
    return await start()


@pytest.fixture
async def client(server: Running) -> AsyncIterator[ClientSession]:
    """A client of `server` whom nobody knows yet."""
    async with connected(server) as session:
        yield session


@pytest.fixture
async def signed_in(client: ClientSession) -> ClientSession:
    """The same client, signed in as `ada`."""
    await sign_up(client, "ada")
    return client
