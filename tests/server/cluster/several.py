"""Several web processes, as people start them, behind the nginx configuration of the repository."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import ssl
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, TCPConnector

from server.settings import Settings
from server.tls import certificate_files
from tests.server.ports import free_port
from tests.server.readings.uploads import PATIENCE_S

ROOT = Path(__file__).parents[3]
CONFIGURATION = ROOT / "deploy" / "nginx" / "numeral.conf"
NGINX = shutil.which("nginx") or (shutil.which("nginx", path="/usr/sbin") or "")
REQUIRED = os.environ.get("NUMERAL_TEST_REQUIRE_NGINX") == "1"

AROUND = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/numeral.conf;
}}
"""


@dataclass(frozen=True)
class Web:
    """One web process."""

    process: Process
    origin: str

    async def kill(self) -> None:
        """Without a word."""
        self.process.kill()
        await self.process.wait()


@dataclass(frozen=True)
class Front:
    """nginx, as browsers reach it."""

    origin: str
    plain: str
    tls: ssl.SSLContext

    @asynccontextmanager
    async def client(self, **headers: str) -> AsyncIterator[ClientSession]:
        """A client with cookies of its own."""
        given = {"Origin": self.origin, **{name.replace("_", "-"): value for name, value in headers.items()}}
        connector = TCPConnector(ssl=self.tls)
        jar = CookieJar(unsafe=True)
        async with ClientSession(self.origin, cookie_jar=jar, headers=given, connector=connector) as session:
            yield session


def require_nginx() -> None:
    """Leave the test out where nginx is missing, but not in CI."""
    if not NGINX:
        assert not REQUIRED, "nginx is missing, and these tests may not be left out here"
        pytest.skip("nginx is not installed")


@asynccontextmanager
async def web(**settings: object) -> AsyncIterator[Web]:
    """`numeral serve` in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMERAL_")}
    environment |= {f"NUMERAL_{name.upper()}": str(value) for name, value in settings.items()}
    environment |= {"NUMERAL_PORT": "0", "NUMERAL_HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "server"]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, env=environment, cwd=ROOT)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            port = re.search(rb":(\d+)", await process.stdout.readline())
        assert port is not None
        yield Web(process, f"http://127.0.0.1:{int(port.group(1))}")
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


@asynccontextmanager
async def nginx(folder: Path, origins: Sequence[str], port: int) -> AsyncIterator[Front]:
    """The repository's configuration with this test's addresses and certificate, in a real nginx."""
    files = certificate_files(Settings(https="self-signed", data_dir=folder))
    assert files is not None
    plain = next(found for found in iter(free_port, 0) if found != port)  # nobody listens at `port` yet either
    configuration = CONFIGURATION.read_text("utf-8")
    for written, given in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/numeral/tls.crt", str(files.certificate)),
        ("/etc/numeral/tls.key", str(files.key)),
        ("127.0.0.1:8081", origins[0].removeprefix("http://")),
        ("127.0.0.1:8082", origins[1].removeprefix("http://")),
    ):
        assert configuration.count(written) == 1, written
        configuration = configuration.replace(written, given)
    (folder / "numeral.conf").write_text(configuration, "utf-8")
    main = folder / "nginx.conf"
    main.write_text(AROUND.format(folder=folder, user="user root;" if os.geteuid() == 0 else ""), "utf-8")

    process = await asyncio.create_subprocess_exec(NGINX, "-p", str(folder), "-c", str(main))
    front = Front(f"https://127.0.0.1:{port}", f"http://127.0.0.1:{plain}", ssl.create_default_context())
    front.tls.load_verify_locations(files.certificate)
    try:
        await _listens(port, process)
        yield front
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def _listens(port: int, process: Process) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            writer.close()
            return
    pytest.fail("nginx does not take its configuration")
