"""The server under test: a process of its own with a new data folder, and somebody signed in."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers. `started_s` is from the start of the process to its word that it is ready."""

    process: subprocess.Popen[bytes]
    port: int
    started_s: float

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def memory_mb(self) -> float:
        """Memory of the process and of those that it has started, what they share counted once."""
        return sum(_memory_mb(pid) for pid in _family(self.process.pid))

    def wait_for_readers(self) -> None:
        """Until the processes that read pictures are there too."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with urllib.request.urlopen(f"{self.origin}/metrics", timeout=PATIENCE_S) as answer:
                up = re.findall(r"^numeral_reader_up\{.*\} (\S+)$", answer.read().decode(), re.MULTILINE)
            if up and all(float(value) for value in up):
                return
            time.sleep(0.05)
        raise TimeoutError("The processes that read pictures are not there.")

    def sign_up(self, name: str = "bench") -> str:
        """Make an account; returns its cookie."""
        form = {"username": name, "email": f"{name}@example.org"}
        form |= dict.fromkeys(("password", "confirmation"), "correct horse battery")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("POST", "/sign-up", urlencode(form), headers)
        answer = connection.getresponse()
        cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
        connection.close()
        assert answer.status == 303 and cookie, f"signing up was answered with {answer.status}"
        return cookie

    def stop(self) -> float:
        """SIGTERM; returns the seconds until the process has ended."""
        began = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_S)
        return time.perf_counter() - began


@contextmanager
def served(**settings: object) -> Iterator[Served]:
    """A server on a free port with a data folder of its own; `settings` by name, as in the README."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMERAL_")}
    environment |= {f"NUMERAL_{name.upper()}": str(value) for name, value in settings.items()}
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        command = [sys.executable, "-m", "server", "--port", "0", "--data-dir", folder]
        environment["NUMERAL_LOG_LEVEL"] = "warning"
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            found = re.search(rb":(\d+)", process.stdout.readline())
            assert found is not None, "the server did not start"
            yield Served(process, int(found.group(1)), time.perf_counter() - began)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE_S)
            if process.stdout is not None:
                process.stdout.close()


def _family(pid: int) -> list[int]:
    """The process and all that come from it."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for thread in threads for child in thread.read_text("ascii").split()]
    return [pid, *(member for child in children for member in _family(child))]


def _memory_mb(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"), re.MULTILINE)
    assert found is not None
    return int(found.group(1)) / 1024
