"""A server in this process, on a socket of its own, and clients of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from aiohttp import ClientSession, CookieJar, web

from server.app import create_app
from server.settings import Settings

HTML = {"Accept": "text/html"}
"""What a browser says when a person opens an address or sends a form."""


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    app: web.Application
    origin: str
    settings: Settings


class Reached(Protocol):
    """A server as its clients know it: by its address."""

    @property
    def origin(self) -> str: ...


Start = Callable[..., Awaitable[Running]]


@asynccontextmanager
async def running(settings: Settings, routes: Iterable[web.RouteDef] = ()) -> AsyncIterator[Running]:
    """The whole application, and `routes` that only a test needs, for as long as the block lasts."""
    app = create_app(settings)
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    try:
        await runner.setup()
        await web.TCPSite(runner, settings.listen_host, settings.port).start()
        yield Running(runner.app, f"http://127.0.0.1:{runner.addresses[0][1]}", settings)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def connected(server: Running, **headers: str) -> AsyncIterator[ClientSession]:
    """A client with cookies of its own. It sends the Origin of the server's pages, as a browser would there."""
    jar = CookieJar(unsafe=True)  # as a browser does, keep cookies of a bare address too
    given = {"Origin": server.origin, **{name.replace("_", "-"): value for name, value in headers.items()}}
    async with ClientSession(server.origin, cookie_jar=jar, headers=given) as session:
        yield session
