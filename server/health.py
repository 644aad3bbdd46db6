"""For whoever watches over the server: is it up, can it work, what are its figures."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from server import VERSION
from server.db.engine import Database
from server.keys import DATABASE
from server.metrics import METRICS
from server.readings.context import READINGS
from server.recognition import RECOGNITION

KEEP_S = 1.0
"""Anyone may ask; the database is asked at most once a second."""

WITHIN_S = 2.0

WHY = {
    "model": "The network does not answer: it is starting or stopping, or the machines that it runs on are away.",
    "worker": "Uploads are not being read: the log says why. Restart the server; none of them is lost.",
    "database": "The database takes no writes: look whether it runs and has room. Only what is open live goes on.",
}
"""What is meant by a check that fails, for whoever is called in."""


@dataclass(slots=True)
class DatabaseCheck:
    """Whether the database took a write in the last second."""

    database: Database
    within_s: float = WITHIN_S
    _at: float = float("-inf")
    _writable: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def writable(self) -> bool:
        """Asks again when the last answer is old."""
        async with self._turn:
            if time.monotonic() - self._at > KEEP_S:
                self._writable, self._at = await self._ask(), time.monotonic()
            return self._writable

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(self.within_s):
                await self.database.check_writable()
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True


DATABASE_CHECK: web.AppKey[DatabaseCheck] = web.AppKey("database_check", DatabaseCheck)


async def health_ctx(app: web.Application) -> AsyncIterator[None]:
    """Remember the last answer of the database, and keep its figures."""
    database, figures = app[DATABASE], app[METRICS].process
    app[DATABASE_CHECK] = DatabaseCheck(database)
    database.observe(figures.queried, figures.query_failed)
    figures.watch_connections(lambda: database.connections)
    yield


async def healthz(request: web.Request) -> web.Response:
    """GET /healthz: the process answers."""
    return web.json_response({"status": "ok", "version": VERSION})


async def readyz(request: web.Request) -> web.Response:
    """GET /readyz: 200 when everything works that a reading needs, else 503; says what does not, and what to do."""
    checks = await _checks(request.app)
    if all(checks.values()):
        return web.json_response({"status": "ready", "checks": checks})
    why = [WHY[name] for name, works in checks.items() if not works]
    return web.json_response({"status": "not ready", "checks": checks, "why": why}, status=503)


async def _checks(app: web.Application) -> dict[str, bool]:
    return {
        "model": app[RECOGNITION].ready,
        "worker": app[READINGS].worker.alive,
        "database": await app[DATABASE_CHECK].writable(),
    }


async def metrics(request: web.Request) -> web.Response:
    """GET /metrics in Prometheus' text form."""
    checks, figures = await _checks(request.app), request.app[METRICS]
    figures.process.ready.set(all(checks.values()))
    figures.process.database_up.set(checks["database"])
    return web.Response(body=await figures.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


ROUTES = [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
