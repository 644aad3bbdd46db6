"""Figures of the processes beside the server's own, asked of the system whenever Prometheus asks for them (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class Watched(Protocol):
    """What is asked of a process."""

    @property
    def name(self) -> str:
        """What it is for, and its number."""

    @property
    def pid(self) -> int | None:
        """Its number at the system while it lives."""

    @property
    def deaths(self) -> int:
        """How many have died in its place."""


class ProcessesCollector(Collector):
    """A collector of `prometheus_client`."""

    def __init__(self) -> None:
        self._watched: Sequence[Watched] = ()
        self._cpu_s: dict[str, dict[int, float]] = {}

    def watch(self, processes: Sequence[Watched]) -> None:
        """Tell of these from here on."""
        self._watched = processes

    def collect(self) -> Iterator[Metric]:
        """Each process by its name."""
        up = GaugeMetricFamily("numeral_reader_up", "1 while the reading process lives", labels=["process"])
        deaths = CounterMetricFamily("numeral_reader_deaths", "Reading processes that died", labels=["process"])
        memory = GaugeMetricFamily(
            "numeral_reader_resident_memory_bytes", "Resident memory of the reading process", labels=["process"]
        )
        cpu = CounterMetricFamily(
            "numeral_reader_cpu_seconds",
            "Processor time of it and of those before it",
            labels=["process"],
        )
        for process in self._watched:
            label = [process.name]
            pid = process.pid
            figures = None if pid is None else _figures(pid)
            up.add_metric(label, float(figures is not None))
            deaths.add_metric(label, process.deaths)
            spent = self._cpu_s.setdefault(process.name, {})
            if pid is not None and figures is not None:
                spent[pid] = figures[1]
            memory.add_metric(label, figures[0] if figures is not None else 0.0)
            cpu.add_metric(label, sum(spent.values()))
        yield from (up, deaths, memory, cpu)


def _figures(pid: int) -> tuple[float, float] | None:
    """Resident bytes and seconds on the processor; None where they cannot be known."""
    folder = Path("/proc", str(pid))
    try:
        pages = int((folder / "statm").read_text().split()[1])
        # The name in parentheses may hold anything; user and system time are the 14th and 15th field.
        after_name = (folder / "stat").read_text().rpartition(")")[2].split()
        ticks = int(after_name[11]) + int(after_name[12])
    except (OSError, IndexError, ValueError):
        return None
    return float(pages * os.sysconf("SC_PAGE_SIZE")), ticks / os.sysconf("SC_CLK_TCK")
