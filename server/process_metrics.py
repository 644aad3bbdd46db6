"""Figures of the process around the readings: event loop, threads, memory limit, database, requests.

Labels come from closed lists, so that no client can make Prometheus' memory grow: routes are the router's own
patterns, methods and statements those that are known, threads those that were named here.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter as Counts
from collections.abc import Callable
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

LAG_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
QUERY_S = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5)
REQUEST_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

LAG_EVERY_S = 0.1
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
STATEMENTS = frozenset({"select", "insert", "update", "delete"})
POOLS = ("ink", "camera", "upload", "aside", "classify")
OTHER = "other"


class Owned:
    """Gauges of what the event loop alone may look at, as lines that it changes while it goes through them."""

    def __init__(self) -> None:
        self._watched: list[tuple[Gauge, Callable[[], float]]] = []

    def watch(self, gauge: Gauge, value: Callable[[], float]) -> None:
        """Give the gauge this value whenever the figures are fetched."""
        self._watched.append((gauge, value))

    def take(self) -> None:
        """On the event loop, before a thread writes the figures down."""
        for gauge, value in self._watched:
            gauge.set(value())


class ProcessMetrics:
    """Kept in the registry of one app."""

    def __init__(self, registry: CollectorRegistry, owned: Owned) -> None:
        self._owned = owned
        self._lag = Histogram(
            "numeral_loop_lag_seconds", "How late the event loop comes to a call that is due",
            buckets=LAG_S, registry=registry,
        )  # fmt: skip
        self._queries = Histogram(
            "numeral_database_query_seconds", "Time of one statement at the database", ("statement",),
            buckets=QUERY_S, registry=registry,
        )  # fmt: skip
        self._query_failures = Counter(
            "numeral_database_failures", "Statements and connections that the database refused", registry=registry
        )
        self._requests = Histogram(
            "numeral_http_seconds", "Time of one HTTP request, sockets left out", ("route", "method", "status"),
            buckets=REQUEST_S, registry=registry,
        )  # fmt: skip
        self.database_up = Gauge("numeral_database_up", "1 while the database takes writes", registry=registry)
        self._connections = Gauge(
            "numeral_database_connections", "Connections of the pool", ("state",), registry=registry
        )
        self.ready = Gauge("numeral_ready", "1 while /readyz says so", registry=registry)
        self.memory_limit = Gauge(
            "numeral_memory_limit_bytes", "Memory at which the process is killed; 0: none", registry=registry
        )
        self.upload_oldest = Gauge(
            "numeral_upload_oldest_seconds", "Age of the oldest upload that waits or is being read", registry=registry
        )
        threads = Gauge("numeral_threads", "Threads of the process by what they are for", ("pool",), registry=registry)
        for pool in (*POOLS, OTHER):
            threads.labels(pool).set_function(partial(threads_of, pool))

    def lag(self, seconds: float) -> None:
        """The loop came so late to a call."""
        self._lag.observe(seconds)

    def queried(self, statement: str, seconds: float) -> None:
        """A statement took so long."""
        word = statement.lstrip()[:6].lower()
        self._queries.labels(word if word in STATEMENTS else OTHER).observe(seconds)

    def query_failed(self) -> None:
        """A statement or a connection was refused."""
        self._query_failures.inc()

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request was answered; `route` is a pattern of the router, or empty where none fits."""
        named = method if method in METHODS else OTHER
        self._requests.labels(route or "unmatched", named, str(status)).observe(seconds)

    def watch_connections(self, counts: Callable[[], tuple[int, int]]) -> None:
        """Ask `counts` for connections in use and idle ones whenever the figures are fetched."""
        self._owned.watch(self._connections.labels("in_use"), lambda: counts()[0])
        self._owned.watch(self._connections.labels("idle"), lambda: counts()[1])


def threads_of(pool: str) -> int:
    """Living threads whose name begins with that of `pool`; "other" counts the rest."""
    prefixes = Counts(thread.name.rpartition("-")[0] for thread in threading.enumerate())
    if pool != OTHER:
        return prefixes[pool]
    return sum(count for prefix, count in prefixes.items() if prefix not in POOLS)


async def watch_lag(tell: Callable[[float], None], every_s: float = LAG_EVERY_S) -> None:
    """Until cancelled: be woken now and then, and tell by how much too late."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + every_s
        await asyncio.sleep(every_s)
        tell(max(0.0, loop.time() - due))
