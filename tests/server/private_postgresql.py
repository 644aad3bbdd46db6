"""A PostgreSQL server of a test's own, on a port of its own, that can be brought down and up again."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import pytest

PATIENCE_S = 60
NOBODY = "postgres"
"""The server refuses to run as root; its package makes this user."""


def program(name: str) -> str:
    """Where PostgreSQL's programs lie: in the path, or where Debian puts them."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        if os.environ.get("NUMERAL_TEST_REQUIRE_DATABASES"):
            pytest.fail(f"PostgreSQL's {name} is not installed")
        pytest.skip(f"PostgreSQL's {name} is not installed")
    return path


class PrivatePostgresql:
    """The server; `url` stays the same over its deaths."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self._server: Process | None = None
        self._user = NOBODY if os.geteuid() == 0 else None
        self.url = f"postgresql+asyncpg://{NOBODY}@127.0.0.1:{port}/postgres"

    async def create(self) -> None:
        """Make its files."""
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        options = ("-D", str(self._folder / "data"), "-A", "trust", "-U", NOBODY, "--no-sync")
        await (await self._run("initdb", *options)).wait()

    async def up(self) -> None:
        """Start it and wait until it answers."""
        options = ("-h", "127.0.0.1", "-p", str(self._port), "-k", str(self._folder), "-F")
        self._server = await self._run("postgres", "-D", str(self._folder / "data"), *options)
        async with asyncio.timeout(PATIENCE_S):
            while True:
                with suppress(OSError, asyncpg.PostgresError):
                    await (await asyncpg.connect(self.url.replace("+asyncpg", ""))).close()
                    return

    async def down(self) -> None:
        """As a crash: every connection breaks in the middle."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            await self._server.wait()
            self._server = None

    async def _run(self, name: str, *options: str) -> Process:
        return await asyncio.create_subprocess_exec(
            program(name), *options, stdout=DEVNULL, stderr=DEVNULL, user=self._user, cwd=self._folder
        )


@asynccontextmanager
async def private_postgresql() -> AsyncIterator[PrivatePostgresql]:
    """One that runs; gone with its files when the block ends."""
    program("initdb")
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="numeral-test-") as folder:
        server = PrivatePostgresql(Path(folder), port)
        await server.create()
        await server.up()
        try:
            yield server
        finally:
            await server.down()
