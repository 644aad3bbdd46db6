"""How long a call to the cluster takes from here, beside the same crops in this process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from statistics import median, quantiles
from typing import TYPE_CHECKING

import numpy as np

from server.cluster.calls import Busy, Proxies
from server.jobs import Crops

if TYPE_CHECKING:
    from vision import Classifier

SIZES = {"a digit": 1, "a frame of 30 digits": 100, "a slice of a page": 512}
"""Crops in one call: numbers in pictures have about three crops a digit."""

CALLERS = 16
WARM_UP = 10
WITHIN_S = 10.0

Row = dict[str, str | float]


async def measure(proxies: Proxies, classifier: Classifier, calls: int) -> list[Row]:
    """A row for each size: milliseconds there and here, one call after the other, and crops a second from callers
    at the same time. Raises Lost."""
    return [await _row(proxies, classifier, name, count, calls) for name, count in SIZES.items()]


async def _row(proxies: Proxies, classifier: Classifier, name: str, count: int, calls: int) -> Row:
    crops: Crops = np.random.default_rng(0).integers(0, 256, (count, 28, 28), dtype=np.uint8)
    there = await _times_ms(lambda: proxies.read(crops, WITHIN_S), calls)
    here = await _times_ms(lambda: asyncio.to_thread(classifier.classify, crops), calls)
    return {
        "call": name,
        "crops": count,
        "there_p50_ms": round(median(there), 2),
        "there_p95_ms": round(quantiles(there, n=20)[-1], 2),
        "here_p50_ms": round(median(here), 2),
        "there_crops_per_s": round(await _rate(proxies, crops, calls)),
    }


async def _times_ms(call: Callable[[], Awaitable[object]], calls: int) -> list[float]:
    times = []
    for _ in range(WARM_UP + calls):
        began = time.perf_counter()
        await call()
        times.append((time.perf_counter() - began) * 1e3)
    return times[WARM_UP:]


async def _rate(proxies: Proxies, crops: Crops, calls: int) -> float:
    """Crops a second while `CALLERS` call, each again as soon as it is answered."""
    left = iter(range(calls))
    began = time.perf_counter()
    answered = await asyncio.gather(*(_caller(proxies, crops, left) for _ in range(CALLERS)))
    return sum(answered) * len(crops) / (time.perf_counter() - began)


async def _caller(proxies: Proxies, crops: Crops, left: Iterator[int]) -> int:
    answered = 0
    for _ in left:
        try:
            await proxies.read(crops, WITHIN_S)
            answered += 1
        except Busy:
            await asyncio.sleep(0)
    return answered
