"""A caller's crops on their way through the classifier, in one piece or in slices."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from server.lanes import Lane, User

Crops = NDArray[np.uint8]
Logits = NDArray[np.float32]


@dataclass(eq=False, slots=True)
class Job:
    """(N, 28, 28) crops and the answer that their caller waits for; `taken` of them are in batches."""

    crops: Crops
    lane: Lane
    user: User
    answer: asyncio.Future[Logits]
    since: float = field(default_factory=time.perf_counter)
    taken: int = 0
    done: int = 0
    logits: Logits | None = None

    def put(self, start: int, logits: Logits) -> None:
        """Take the answers of the slice that begins at `start`; the last slice completes the job."""
        if len(logits) == len(self.crops):
            self.logits = logits
        else:
            if self.logits is None:
                self.logits = np.empty((len(self.crops), logits.shape[1]), np.float32)
            self.logits[start : start + len(logits)] = logits
        self.done += len(logits)
        if self.done == len(self.crops) and not self.answer.done():
            self.answer.set_result(self.logits)

    def fail(self, error: Exception) -> None:
        """Tell the caller, if it still listens."""
        if not self.answer.done():
            self.answer.set_exception(error)


@dataclass(frozen=True, slots=True)
class Slice:
    """The crops from `start` to `stop` of a job: its part of one batch."""

    job: Job
    start: int
    stop: int
