"""A server for the bench alone: a process on a free port of this machine, with a new data folder."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from server.bench.errors import NoServer
from server.bench.site import Site

PATIENCE_S = 60.0
ROOM = {"max_live": 4096, "max_messages_per_s": 100_000, "log_level": "warning"}
"""One account draws for hundreds of people here, and a pen that waits for no hand is quicker than any."""


@dataclass(frozen=True, slots=True)
class OwnServer:
    """A server that answers. `started_s` is from the start of the process to its word that it is ready."""

    process: subprocess.Popen[bytes]
    site: Site
    started_s: float

    def memory_mb(self) -> float:
        """Resident memory of the process (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024

    def signed_up(self, name: str) -> Site:
        """A new account's view of it."""
        return self.site.signed_up(name, "correct horse battery")

    def stop(self) -> float:
        """SIGTERM; returns the seconds until the process has ended."""
        began = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_S)
        return time.perf_counter() - began


@contextmanager
def own_server(**settings: object) -> Iterator[OwnServer]:
    """A server inside the block; `settings` by name, as in the README. Raises NoServer."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMERAL_")}
    environment |= {f"NUMERAL_{name.upper()}": str(value) for name, value in {**ROOM, **settings}.items()}
    with TemporaryDirectory(prefix="numeral-bench-") as folder:
        began = time.perf_counter()
        command = [sys.executable, "-m", "server", "--port", "0", "--data-dir", folder]
        # A session of its own: Ctrl+C is for the bench, which stops the server when it is done.
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, start_new_session=True)
        assert process.stdout is not None
        with process.stdout:
            try:
                found = re.search(rb"https?://[\w.\[\]:-]+", process.stdout.readline())
                if found is None:
                    raise NoServer("The server did not start; what it says about it is above.")
                yield OwnServer(process, Site.at(found.group().decode()), time.perf_counter() - began)
            finally:
                if process.poll() is None:
                    process.terminate()
                    process.wait(PATIENCE_S)
