"""A server of another kind in a process of its own, on a free port of this machine, for as long as it is measured."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO

from server.bench.site import Site
from tests.benchmarks.peers.errors import DidNotStart
from tests.benchmarks.serving import ROOT

START_WITHIN_S = 60.0
STOP_WITHIN_S = 10.0
LOOK_EVERY_S = 0.05


@contextmanager
def peer(module: str) -> Iterator[Site]:
    """The address of a module that serves on `--port`; its port is open inside the block. Raises DidNotStart."""
    port = free_port()
    with TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", module, "--port", str(port)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, port, module, said)
            yield Site(f"http://127.0.0.1:{port}")
        finally:
            _stop(process)


def free_port() -> int:
    """A port that nobody listened on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, module: str, said: IO[bytes]) -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise DidNotStart(f"{module} ended with {process.returncode}. {_last_line(said)}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(LOOK_EVERY_S)
    raise DidNotStart(f"{module} did not open its port within {START_WITHIN_S:.0f} s. {_last_line(said)}")


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return f"It said: {lines[-1]}" if lines else "It said nothing."


def _stop(process: subprocess.Popen[bytes]) -> None:
    """The process by its id; then whatever workers it left in the session that was made for it."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_WITHIN_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(STOP_WITHIN_S)
