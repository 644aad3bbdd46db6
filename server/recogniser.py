"""Where crops become logits: an interface with homes to choose from.

What comes before the network (`Reader.prepare`) and after it (`Reader.finish`) stays with the web process; a home
only runs the network. It is called once for each stroke, frame or page with all its crops, never once a digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from server.batching import Batcher
from server.jobs import Crops, Logits
from server.lanes import Lane, User
from server.metrics import Metrics
from server.settings import Settings
from vision import Reader

CLASSIFY_THREADS = 2


class Recogniser(Protocol):
    """Runs the network for everybody. Used from one event loop; `close` ends it."""

    @property
    def ready(self) -> bool:
        """Whether it answers now; /readyz says so."""

    @property
    def waiting(self) -> Mapping[Lane, int]:
        """Digits that wait in each lane, not counting what is being classified."""

    async def classify(self, crops: Crops, *, lane: Lane, user: User = None) -> Logits:
        """The (N, 11) logits of (N, 28, 28) crops, in their order; N may be 0.

        Raises Closing; RecognitionFailed; and, in live lanes only, Superseded. Uploads wait while their lane is full.
        """

    async def close(self) -> None:
        """Refuse new work and fail what waits."""


async def open_recogniser(settings: Settings, reader: Reader, metrics: Metrics, *, threads: int) -> Recogniser:
    """The home that the settings name: the process's own engine, fed in batches."""
    return Batcher(
        reader.classifier.classify,
        threads=min(threads, CLASSIFY_THREADS),
        on_batch=metrics.on_batch,
    )
