"""Ray on this machine: a node of a cluster is started, the application is deployed or removed.

Ray is loaded only when one of these is called. Ray's usage reports are switched off: nothing leaves the machines.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from server.cannot_start import CannotStart
from server.cluster import wire
from server.cluster.options import Options

STORE_BYTES = 256 * 2**20
"""Of shared memory for Ray's object store: crops pass through it, nothing stays."""

WORKER_PORTS = range(10002, 20000)

NO_REPORTS = {"RAY_USAGE_STATS_ENABLED": "0"}


@dataclass(frozen=True, slots=True)
class Node:
    """What a machine gives to the cluster. `join` is HOST:PORT of the first node; empty begins a cluster."""

    join: str = ""
    host: str = ""
    port: int = 6379
    cpus: int | None = None
    gpus: int | None = None
    store_bytes: int = STORE_BYTES

    def arguments(self) -> list[str]:
        """Of `ray start`."""
        given = ["--address", self.join] if self.join else ["--head", "--port", str(self.port)]
        if self.host:
            given += ["--node-ip-address", self.host]
        if self.cpus is not None:
            given += ["--num-cpus", str(self.cpus)]
        if self.gpus is not None:
            given += ["--num-gpus", str(self.gpus)]
        given += ["--object-store-memory", str(self.store_bytes), "--disable-usage-stats"]
        return given if self.join else [*given, "--include-dashboard", "false"]


def require_ray() -> None:
    """Raises CannotStart with what to install."""
    if importlib.util.find_spec("ray") is None:
        raise CannotStart("Ray is not installed here. Install it with: pip install 'numeral[cluster]'")


def start(node: Node) -> None:
    """Start Ray on this machine and leave it running; `ray stop` ends it. Raises CannotStart."""
    require_ray()
    if not node.join:
        _require_free(node.host, node.port)
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", *node.arguments()]
    ended = subprocess.run(command, env={**os.environ, **NO_REPORTS}, stdout=sys.stderr, check=False)
    if ended.returncode:
        raise CannotStart("Ray did not start; it says above why.")


def _require_free(host: str, port: int) -> None:
    """Ray says this on two pages, after a minute. Raises CannotStart."""
    if port in WORKER_PORTS:
        raise CannotStart(
            f"Ray keeps the ports {WORKER_PORTS[0]} to {WORKER_PORTS[-1]} for its workers; choose another with --port."
        )
    for address in {host or "0.0.0.0", "127.0.0.1"}:  # it listens on both
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError as error:
            raise CannotStart(
                f"Ray cannot listen on {address}:{port}: {error.strerror}. Redis has the same port by default; "
                "choose another with --port, or end the Ray that runs already with `ray stop`."
            ) from error


def deploy(address: str, options: Options, *, host: str, port: int) -> None:
    """Run the application and wait until a replica answers; a running one is replaced without a break."""
    with _driver(address):
        from ray import serve

        from server.cluster.deployment import NAME, build

        # A proxy on every node, so that the cluster answers when one of them is gone.
        serve.start(http_options={"host": host, "port": port, "location": "EveryNode"})
        serve.run(build(options.model_dump()), name=NAME, route_prefix=wire.ROUTE)


def remove(address: str) -> None:
    """Take the application away; the cluster stays."""
    with _driver(address):
        from ray import serve

        from server.cluster.deployment import NAME

        serve.delete(NAME)


@contextmanager
def _driver(address: str) -> Iterator[None]:
    """A connection to the cluster for a moment. Raises CannotStart."""
    require_ray()
    os.environ.update(NO_REPORTS)
    import ray

    try:
        ray.init(address=address, namespace="numeral", log_to_driver=False, logging_level="warning")
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise CannotStart(
            f"There is no cluster at {address!r}: {error}. Start one with: numeral cluster start"
        ) from error
    try:
        yield
    finally:
        ray.shutdown()
