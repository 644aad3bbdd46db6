"""What Prometheus' fetching of the figures costs those who draw meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from server.lanes import Lane
from server.metrics import Metrics


class WhoWrites(Collector):
    """Notes in which thread the figures are collected."""

    def __init__(self) -> None:
        self.threads: set[int] = set()

    def collect(self) -> Iterator[Metric]:
        self.threads.add(threading.get_ident())
        yield from ()


async def test_the_figures_are_written_beside_the_event_loop() -> None:
    """Thousands of lines take twenty milliseconds, in which the loop would answer nobody."""
    metrics, writer = Metrics(), WhoWrites()
    metrics.registry.register(writer)
    writer.threads.clear()
    await metrics.text()
    assert writer.threads
    assert threading.get_ident() not in writer.threads


async def test_lines_are_counted_on_the_event_loop() -> None:
    """It alone may go through them: elsewhere they change while they are counted."""
    asked: set[int] = set()

    def waiting() -> dict[Lane, int]:
        asked.add(threading.get_ident())
        return dict.fromkeys(Lane, 7)

    metrics = Metrics()
    metrics.watch_lanes(waiting)
    text = (await metrics.text()).decode()
    assert asked == {threading.get_ident()}
    assert 'numeral_lane_waiting{lane="ink"} 7.0' in text
