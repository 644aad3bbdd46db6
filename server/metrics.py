"""What /metrics tells Prometheus. Each app has a registry of its own, so that two in a process do not mix."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from server.batching import BatchRecord
from server.lanes import Lane
from server.machine import memory_limit_bytes
from server.messages import CameraReading, InkReading, ServerMessage
from server.process_metrics import Owned, ProcessMetrics, watch_lag
from server.processes_collector import ProcessesCollector

SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
DIGITS = (1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    """Every figure that the server keeps about itself."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._owned = Owned()
        self.process = ProcessMetrics(registry, self._owned)
        self.processes = ProcessesCollector()
        registry.register(self.processes)
        self._stages = Histogram(
            "numeral_stage_seconds", "Time of one stage of a reading", ("stage", "lane"),
            buckets=SECONDS, registry=registry,
        )  # fmt: skip
        self._batch_digits = self._by_lane("numeral_batch_digits", "Digits in one batch of the classifier", DIGITS)
        self._batch_seconds = self._by_lane("numeral_batch_seconds", "Time of one batch in the classifier")
        self._batch_waits = self._by_lane("numeral_batch_wait_seconds", "Longest wait of a batch's digits")
        self._answers = self._by_lane("numeral_answer_seconds", "From a live message's arrival to its answer")
        self._ages = self._by_lane(
            "numeral_reading_age_seconds", "From live input's arrival to its reading on the socket"
        )
        self._send_waits = Histogram(
            "numeral_send_wait_seconds", "From a message's making until the socket took it", ("type",),
            buckets=SECONDS, registry=registry,
        )  # fmt: skip
        self._batch_failures = Counter(
            "numeral_batch_failures", "Batches at which the classifier failed", registry=registry
        )
        self._waiting = Gauge(
            "numeral_waiting_digits", "Digits that wait for the classifier", ("lane",), registry=registry
        )
        self._callers = Gauge(
            "numeral_lane_waiting",
            "Sources that wait to be prepared",
            ("lane",),
            registry=registry,
        )
        self._drops = Counter(
            "numeral_dropped", "Live input and answers left out, by reason", ("reason",), registry=registry
        )
        self._renewed = Counter("numeral_engine_renewals", "Engines that died and were replaced", registry=registry)
        self._hurried = Counter(
            "numeral_hurried_frames", "Frames read without a second look because others waited", registry=registry
        )
        self._message_errors = Counter(
            "numeral_message_errors", "Messages on /live that were not taken", ("code",), registry=registry
        )
        self.sockets = Gauge("numeral_sockets", "Open live sockets", registry=registry)
        self._canvases = Gauge("numeral_canvases", "Canvases whose ink is held", registry=registry)
        self._uploads = Counter("numeral_uploads", "Uploads by how they ended", ("status",), registry=registry)
        self.upload_queue = Gauge("numeral_upload_queue", "Readings queued or being read", registry=registry)
        self._send_wait_of: dict[str, Histogram] = {}
        self._stage_and_lane: dict[tuple[str, Lane], Histogram] = {}

    def stage(self, stage: str, lane: Lane, seconds: float) -> None:
        """One stage of a reading took so long; may be called from any thread."""
        # Looking labels up costs ten times as much as counting; a stroke passes here six times.
        found = self._stage_and_lane.get((stage, lane))
        if found is None:
            found = self._stage_and_lane[stage, lane] = self._stages.labels(stage, lane.name.lower())
        found.observe(seconds)

    def on_batch(self, record: BatchRecord) -> None:
        """One batch has ended."""
        self._batch_digits[record.lane].observe(record.digits)
        self._batch_seconds[record.lane].observe(record.classify_s)
        self._batch_waits[record.lane].observe(record.waited_s)
        if record.failed:
            self._batch_failures.inc()

    def answered(self, lane: Lane, seconds: float) -> None:
        """A live message was answered so long after it came."""
        self._answers[lane].observe(seconds)

    def sent(self, message: ServerMessage, waited_s: float) -> None:
        """A message was taken by its socket, so long after it was made."""
        found = self._send_wait_of.get(message.type)
        if found is None:
            found = self._send_wait_of[message.type] = self._send_waits.labels(message.type)
        found.observe(waited_s)
        if isinstance(message, InkReading | CameraReading):
            lane = Lane.INK if isinstance(message, InkReading) else Lane.CAMERA
            self._ages[lane].observe(message.server_ms / 1e3 + waited_s)

    def dropped(self, reason: str, count: int = 1) -> None:
        """Live input or an answer was left out: frame_replaced, reading_replaced, superseded, no_credit."""
        self._drops.labels(reason).inc(count)

    def engine_renewed(self) -> None:
        """The engine had died, and another one took its place."""
        self._renewed.inc()

    def hurried(self) -> None:
        """A frame was read without a second look, at its lines or for chains of print, because others waited."""
        self._hurried.inc()

    def message_error(self, code: str) -> None:
        """A message could not be taken."""
        self._message_errors.labels(code).inc()

    def upload_ended(self, status: str) -> None:
        """An upload is done, failed or cancelled."""
        self._uploads.labels(status).inc()

    def watch_queue(self, waiting: Callable[[], Mapping[Lane, int]]) -> None:
        """Ask `waiting` for the lanes' digits whenever the figures are fetched."""
        for lane in Lane:
            self._owned.watch(self._waiting.labels(lane.name.lower()), partial(_of_lane, waiting, lane))

    def watch_lanes(self, waiting: Callable[[], Mapping[Lane, int]]) -> None:
        """The same for sources that wait for a place."""
        for lane in Lane:
            self._owned.watch(self._callers.labels(lane.name.lower()), partial(_of_lane, waiting, lane))

    def watch_canvases(self, held: Callable[[], int]) -> None:
        """The same for canvases whose ink is held."""
        self._owned.watch(self._canvases, held)

    async def text(self) -> bytes:
        """All figures in Prometheus' text form: thousands of lines, which a thread writes while strokes are read."""
        self._owned.take()
        return await asyncio.to_thread(generate_latest, self.registry)

    def _by_lane(self, name: str, about: str, buckets: Sequence[float] = SECONDS) -> dict[Lane, Histogram]:
        histogram = Histogram(name, about, ("lane",), buckets=buckets, registry=self.registry)
        return {lane: histogram.labels(lane.name.lower()) for lane in Lane}


def _of_lane(waiting: Callable[[], Mapping[Lane, int]], lane: Lane) -> float:
    return waiting()[lane]


METRICS: web.AppKey[Metrics] = web.AppKey("metrics", Metrics)


async def metrics_ctx(app: web.Application) -> AsyncIterator[None]:
    """Figures of this app alone."""
    app[METRICS] = metrics = Metrics()
    metrics.process.memory_limit.set(memory_limit_bytes() or 0)
    watching = asyncio.create_task(watch_lag(metrics.process.lag))
    yield
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
