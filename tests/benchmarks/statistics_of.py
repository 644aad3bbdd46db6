"""Numbers with their spread, and the machine that they are from."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure over several runs: the median of the runs, the least and the greatest."""

    name: str
    unit: str
    median: float
    low: float
    high: float
    runs: int
    what: str

    def row(self) -> tuple[str, str, str, str]:
        """As the table shows it."""
        places = 3 if self.median < 10 else 1 if self.median < 1000 else 0
        value = f"{self.median:.{places}f} {self.unit}"
        return self.name, value, f"{self.low:.{places}f} to {self.high:.{places}f}, {self.runs} runs", self.what

    def to_json(self) -> dict[str, Any]:
        """As the file holds it."""
        return asdict(self)


def figure(name: str, unit: str, runs: Sequence[float], what: str) -> Figure:
    """A figure from one value a run."""
    return Figure(name, unit, statistics.median(runs), min(runs), max(runs), len(runs), what)


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 of many."""
    return {f"p{share}": float(np.percentile(values, share)) for share in (50, 95, 99)}


def machine() -> str:
    """One line that names the machine and how busy it is with other things."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "?"
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, load average at the start {load}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
