"""The server as a process: it says when it is ready, and stops when it is told to."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import ssl
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector

PATIENCE_S = 60
"""For a start on a machine that is busy with other things."""


@asynccontextmanager
async def process(*arguments: str, **environment: str) -> AsyncIterator[Process]:
    """`python -m server` with these arguments; it is gone when the block ends."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", *arguments, stdout=PIPE, stderr=PIPE, env={**os.environ, **environment}
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


async def ready_at(server: Process) -> str:
    """The first address that the server prints when it is ready."""
    assert server.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        line = (await server.stdout.readline()).decode()
    found = re.search(r"https?://\S+", line)
    assert found is not None, line
    return found.group()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    """With a client that still holds its connection; it leaves a database that opens again."""
    async with process("--port", "0", "--data-dir", str(tmp_path)) as server:
        address = await ready_at(server)
        async with ClientSession(address) as client:
            async with client.get("/") as response:
                assert response.status == 200
            server.send_signal(number)
            async with asyncio.timeout(PATIENCE_S):
                assert await server.wait() == 0
    async with process("--port", "0", "--data-dir", str(tmp_path)) as server:
        await ready_at(server)


async def test_it_serves_https_with_a_certificate_of_its_own(tmp_path: Path) -> None:
    """The fingerprint is printed, to compare on the phone."""
    environment = {"NUMERAL_HOST": "127.0.0.1", "NUMERAL_LOG_FORMAT": "json"}
    async with process("--https", "--port", "0", "--data-dir", str(tmp_path), **environment) as server:
        address = await ready_at(server)
        assert address.startswith("https://localhost:")
        trusting = ssl.create_default_context(cafile=str(tmp_path / "tls" / "cert.pem"))
        async with ClientSession(address, connector=TCPConnector(ssl=trusting)) as client, client.get("/") as response:
            assert response.status == 200
        server.terminate()
        _, errors = await server.communicate()
        assert re.search(rb"Certificate SHA-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}\n", errors)


async def test_a_port_that_is_taken_is_told_with_what_to_do(tmp_path: Path) -> None:
    """In a sentence, without a traceback, exit code 2."""
    holder = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    async with holder:
        port = holder.sockets[0].getsockname()[1]
        async with process("--port", str(port), "--data-dir", str(tmp_path)) as server:
            async with asyncio.timeout(PATIENCE_S):
                _, errors = await server.communicate()
    assert server.returncode == 2
    assert f"Cannot listen on 127.0.0.1:{port}" in errors.decode()
    assert "--port" in errors.decode()
    assert "Traceback" not in errors.decode()


async def test_a_checkpoint_that_is_missing_is_told(tmp_path: Path) -> None:
    """Before anyone signs in to a server that cannot read."""
    environment = {"NUMERAL_CHECKPOINT": "nonesuch"}
    async with process("--port", "0", "--data-dir", str(tmp_path), **environment) as server:
        async with asyncio.timeout(PATIENCE_S):
            _, errors = await server.communicate()
    assert server.returncode == 2
    assert "Check NUMERAL_CHECKPOINT." in errors.decode()
    assert "Traceback" not in errors.decode()


async def test_a_certificate_that_does_not_fit_is_told(tmp_path: Path) -> None:
    """Likewise."""
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("nothing")
    environment = {"NUMERAL_HTTPS": f"{tmp_path / 'cert.pem'},{tmp_path / 'key.pem'}"}
    async with process("--port", "0", "--data-dir", str(tmp_path), **environment) as server:
        async with asyncio.timeout(PATIENCE_S):
            _, errors = await server.communicate()
    assert server.returncode == 2
    assert "Check NUMERAL_HTTPS." in errors.decode()
    assert "Traceback" not in errors.decode()


STUBBORN = """
import asyncio, sys
from server import serve
from server.cli import main

create_app = serve.create_app

async def stay():
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass

def with_a_stubborn_task(settings):
    app = create_app(settings)
    async def begin(app):
        app["stubborn"] = asyncio.create_task(stay(), name="stubborn")
    app.on_startup.append(begin)
    return app

serve.create_app = with_a_stubborn_task
main(["serve", *sys.argv[1:]])
"""


async def test_a_task_that_will_not_end_does_not_keep_a_stopped_server(tmp_path: Path) -> None:
    """It is named in the log; a supervisor sees that something was wrong by the exit code."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", STUBBORN, "--port", "0", "--data-dir", str(tmp_path)),
        stdout=PIPE,
        stderr=PIPE,
        cwd=Path(__file__).parents[2],
    )
    await ready_at(server)
    server.terminate()
    async with asyncio.timeout(PATIENCE_S):
        _, errors = await server.communicate()
    assert server.returncode == 1
    assert b"server.did_not_end" in errors
    assert b"stubborn" in errors
