"""Where crops become logits: an interface with homes to choose from.

What comes before the network (`Reader.prepare`) and after it (`Reader.finish`) stays with the web process; a home
only runs the network. It is called once for each stroke, frame or page with all its crops, never once a digit.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from server.cannot_start import CannotStart
from server.errors import Unavailable
from server.jobs import Crops, Logits
from server.lanes import Lane, User
from server.metrics import Metrics
from server.settings import Settings
from vision import Reader

CLASSIFY_THREADS = 2


class RecogniserAway(Unavailable):
    """Raised to live callers when the network's home has not answered for a while."""

    code = "recognition.away"
    sentence = "The machines that read digits do not answer."
    hint = "Go on: what is there is read as soon as they are back."


class Recogniser(Protocol):
    """Runs the network for everybody. Used from one event loop; `close` ends it."""

    @property
    def ready(self) -> bool:
        """Whether it answers now; /readyz says so."""

    @property
    def waiting(self) -> Mapping[Lane, int]:
        """Digits that wait in each lane, not counting what is being classified."""

    def at_once(self, crops: Crops) -> Logits | None:
        """The logits of a few crops of ink, here and now, where that takes less time than to wait for others to share a
        batch with; None: ask `classify`. Raises RecognitionFailed."""

    async def classify(self, crops: Crops, *, lane: Lane, user: User = None) -> Logits:
        """The (N, 11) logits of (N, 28, 28) crops, in their order; N may be 0.

        Raises Closing; RecognitionFailed; and, in live lanes only, Superseded and RecogniserAway. Uploads wait while
        their lane is full or the home is away.
        """

    async def close(self) -> None:
        """Refuse new work and fail what waits."""


@asynccontextmanager
async def open_recogniser(
    settings: Settings, reader: Reader, metrics: Metrics, *, threads: int
) -> AsyncIterator[Recogniser]:
    """The home that the settings name: the process's own engine, fed in batches, or a cluster. Raises CannotStart."""
    if settings.recogniser == "local":
        from server.supervision import Supervised

        async with Supervised.open(
            lambda crops: reader.classifier.classify(crops),
            reader.renew,
            at_once=lambda: reader.classifier.at_once,
            threads=min(threads, CLASSIFY_THREADS),
            on_batch=metrics.on_batch,
            on_renewed=metrics.engine_renewed,
        ) as supervised:
            yield supervised
        return

    from server.cluster.address import proxies_of
    from server.cluster.calls import Proxies
    from server.cluster.remote import Remote

    weights = reader.checkpoint.fingerprint
    async with (
        Proxies.open(proxies_of(settings.recogniser), weights) as proxies,
        Remote.open(proxies, metrics) as remote,
    ):
        if remote.misread is not None:
            raise CannotStart(
                f"The cluster at {settings.recogniser} reads with other weights than NUMERAL_CHECKPOINT="
                f"{settings.checkpoint}. Deploy the same: numeral cluster deploy --checkpoint {settings.checkpoint}"
            )
        yield remote
