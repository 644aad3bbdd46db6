"""The network alone, on this machine: what everything else is measured against."""

from __future__ import annotations

import asyncio
import threading
import time

import numpy as np

from vision import Checkpoint, open_classifier

THREADS = 2
BATCHES = (16, 32, 64)


class RawNetwork:
    """The engine that a server of this machine would take, fed with full batches by as many threads as it uses."""

    def __init__(self) -> None:
        self._classifier = open_classifier(Checkpoint.open())
        self._crops = np.random.default_rng(0).integers(0, 256, (max(BATCHES), 28, 28)).astype(np.uint8)

    async def per_s(self, seconds: float) -> float:
        """Digits a second at the batch size that suits it best."""
        return await asyncio.to_thread(lambda: max(self._rate(batch, seconds / len(BATCHES)) for batch in BATCHES))

    def close(self) -> None:
        """Release the engine."""
        self._classifier.close()

    def _rate(self, batch: int, seconds: float) -> float:
        counts: list[int] = []

        def call() -> None:
            until, count = time.perf_counter() + seconds, 0
            while time.perf_counter() < until:
                self._classifier.classify(self._crops[:batch])
                count += batch
            counts.append(count)

        threads = [threading.Thread(target=call) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / seconds
