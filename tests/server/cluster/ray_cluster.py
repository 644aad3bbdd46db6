"""The cluster of `two_nodes` as a test holds it: one process that starts it, and what a test may do to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from server.cluster.address import proxies_of
from server.cluster.calls import Proxies
from tests.server.cluster.several import ROOT
from tests.server.ports import free_port

LOOKS = 40
"""The kernel chooses a node for each connection: so many reach both."""


@dataclass(frozen=True)
class RayCluster:
    """Two nodes with a replica each, one port for the proxies of both."""

    process: subprocess.Popen[str]
    port: int

    @property
    def recogniser(self) -> str:
        """What NUMERAL_RECOGNISER says."""
        return f"ray://127.0.0.1:{self.port}"

    def tell(self, command: str) -> None:
        """Run a command of `two_nodes` and wait until it is done."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        self.heard(command)

    def heard(self, what: str) -> None:
        """Wait for the line that says so."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{") and json.loads(line)["done"] == what:
                return
        raise AssertionError(f"the cluster ended before {what!r}")

    async def replicas(self) -> dict[int, dict[str, Any]]:
        """What each replica that is met in a while says of itself, by its process."""
        met = [await self._about() for _ in range(LOOKS)]
        return {int(about["pid"]): about for about in met}

    async def _about(self) -> dict[str, Any]:
        # By a connection of its own: both nodes listen on one port, and a proxy prefers the replica of its node.
        async with Proxies.open(proxies_of(self.recogniser), weights="") as proxies:
            return await proxies.about(5)

    async def kill_a_replica(self) -> int:
        """Without a word; returns which."""
        victim = min(await self.replicas())
        os.kill(victim, signal.SIGKILL)
        return victim


@contextmanager
def ray_cluster() -> Iterator[RayCluster]:
    """Start it, and shut it down by its own means."""
    port = free_port()
    command = [sys.executable, "-m", "tests.server.cluster.two_nodes", str(port)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as process:
        cluster = RayCluster(process, port)
        try:
            cluster.heard("ready")
            yield cluster
        finally:
            if process.poll() is None and process.stdin is not None:
                process.stdin.close()
            process.wait()
