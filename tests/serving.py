"""The server in a process of its own, as a person starts it, for tests that must not share a loop with it."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest


@contextmanager
def served(command: Sequence[str], *, cwd: Path | None = None, environment: dict[str, str]) -> Iterator[str]:
    """The address that the command prints; SIGTERM at the end, and an exit status that must be 0."""
    with subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        assert server.stdout is not None
        said = []
        for line in server.stdout:
            said.append(line)
            if address := re.search(r"http://localhost:[1-9]\d*", line):
                break
        else:
            pytest.fail("the server ended without an address:\n" + "".join(said))
        # The pipe must be emptied, or the server stops at the first full buffer.
        rest = Thread(target=server.stdout.read)
        rest.start()
        try:
            yield address.group()
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0
        rest.join()
