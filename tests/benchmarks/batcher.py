"""The batcher beside the bare network, in a process of its own: `python -m tests.benchmarks.batcher`.

Bare: as many threads as the batcher has, each calling the network with full batches and doing nothing else, at the
batch size that suits it best. Batched: callers that ask for one digit at a time and ask again when it is there.
Both take turns within every run, so that whatever else the machine does hits both.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from typing import Any

import numpy as np

from server.batching import Batcher
from server.jobs import Crops
from server.lanes import Lane
from tests.benchmarks.loops import loop_factory
from tests.benchmarks.statistics_of import percentiles
from vision import Reader

BARE_BATCHES = (16, 32, 64)


def bare(reader: Reader, crops: Crops, threads: int, seconds: float) -> float:
    """Digits a second of the network alone, at its best batch size."""

    def call(batch: int, counts: list[int]) -> None:
        until, count = time.perf_counter() + seconds / len(BARE_BATCHES), 0
        while time.perf_counter() < until:
            reader.classifier.classify(crops[:batch])
            count += batch
        counts.append(count)

    rates = []
    for batch in BARE_BATCHES:
        counts: list[int] = []
        running = [threading.Thread(target=call, args=(batch, counts)) for _ in range(threads)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
        rates.append(sum(counts) / (seconds / len(BARE_BATCHES)))
    return max(rates)


async def batched(reader: Reader, crops: Crops, threads: int, callers: int, seconds: float) -> dict[str, float]:
    """Digits a second through the batcher, how long each took, and how many went together."""
    sizes: list[int] = []
    times_ms: list[float] = []
    batcher = Batcher(reader.classifier.classify, threads=threads, on_batch=lambda record: sizes.append(record.digits))
    until = time.perf_counter() + seconds

    async def caller(number: int) -> None:
        crop = crops[number % len(crops)][None]
        while (began := time.perf_counter()) < until:
            await batcher.classify(crop, lane=Lane.INK, user=number)
            times_ms.append((time.perf_counter() - began) * 1e3)

    await asyncio.gather(*(caller(number) for number in range(callers)))
    await batcher.close()
    return {"per_s": len(times_ms) / seconds, "batch": float(np.mean(sizes)), **percentiles(times_ms)}


def runs(job: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry for each run: the bare rate, then each number of callers."""
    crops = np.random.default_rng(0).integers(0, 256, (64, 28, 28)).astype(np.uint8)
    found = []
    with Reader.open() as reader, asyncio.Runner(loop_factory=loop_factory()) as runner:
        for _ in range(job["runs"]):
            run: dict[str, Any] = {}
            for callers in job["callers"]:
                # The bare network before and after: what changes meanwhile is evened out.
                before = bare(reader, crops, job["threads"], job["seconds"] / 2)
                through = runner.run(batched(reader, crops, job["threads"], callers, job["seconds"]))
                after = bare(reader, crops, job["threads"], job["seconds"] / 2)
                run[str(callers)] = {**through, "bare_per_s": (before + after) / 2}
            found.append(run)
    return found


if __name__ == "__main__":
    print(json.dumps(runs(json.loads(sys.stdin.readline()))))
