"""So many clients that ask again as soon as they are answered, and what became of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from websockets.exceptions import ConnectionClosed

from server.bench.errors import BenchFailed
from server.bench.site import Site
from tests.benchmarks.peers.contestants import Ask, Contestant
from tests.benchmarks.peers.errors import BadAnswer, DidNotStart
from tests.benchmarks.peers.samples import Sample

ANSWER_WITHIN_S = 30.0
READY_WITHIN_S = 60.0
TRY_EVERY_S = 0.1

STRIDE = 7
"""Clients begin with different digits."""


@dataclass(frozen=True, slots=True)
class Round:
    """What all clients together saw of one server in `seconds`.

    times_ms: of each answered request. right: how many of them were the digit that was sent. client_cores: processor
    time of this process, which shares the machine with the server.
    """

    seconds: float
    times_ms: tuple[float, ...]
    right: int
    client_cores: float

    @property
    def per_s(self) -> float:
        """Answers a second."""
        return len(self.times_ms) / self.seconds


async def until_ready(contestant: Contestant, site: Site, sample: Sample) -> None:
    """Ask until one answer comes: an open port is not yet a loaded network. Raises DidNotStart."""
    until = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S), contestant.client(site) as ask:
                await ask(sample)
            return
        except (BadAnswer, BenchFailed, TimeoutError) as error:
            if time.monotonic() > until:
                raise DidNotStart(f"{contestant.name} did not become ready: {error}") from error
        await asyncio.sleep(TRY_EVERY_S)


async def measured(
    contestant: Contestant, site: Site, inputs: Sequence[Sample], *, clients: int, warm_up_s: float, seconds: float
) -> Round:
    """One round. What is answered during the warm-up or after the end is not counted. Raises BadAnswer."""
    times_ms: list[float] = []
    right = 0
    async with AsyncExitStack() as stack:
        asks = [await stack.enter_async_context(contestant.client(site)) for _ in range(clients)]
        counted_from = time.perf_counter() + warm_up_s
        until = counted_from + seconds

        async def ask_on(ask: Ask, turn: int) -> None:
            nonlocal right
            while (began := time.perf_counter()) < until:
                sample = inputs[turn % len(inputs)]
                text = await ask(sample)
                if counted_from <= (now := time.perf_counter()) <= until:
                    times_ms.append((now - began) * 1e3)
                    right += text == sample.digit
                turn += 1

        try:
            async with asyncio.timeout(warm_up_s + seconds + ANSWER_WITHIN_S), asyncio.TaskGroup() as tasks:
                cores = tasks.create_task(_cores(warm_up_s, seconds))
                for number, ask in enumerate(asks):
                    tasks.create_task(ask_on(ask, number * STRIDE))
        except* (BadAnswer, ConnectionClosed) as errors:
            raise BadAnswer(f"{contestant.name}: {errors.exceptions[0]}") from errors
        except* TimeoutError as errors:
            raise BadAnswer(f"{contestant.name} left a request unanswered for {ANSWER_WITHIN_S:g} s.") from errors
    if not times_ms:
        raise BadAnswer(f"{contestant.name} answered nothing in {seconds:g} s.")
    return Round(seconds, tuple(times_ms), right, cores.result())


async def _cores(warm_up_s: float, seconds: float) -> float:
    """How many cores this process keeps busy while the others are counted."""
    await asyncio.sleep(warm_up_s)
    before = time.process_time()
    await asyncio.sleep(seconds)
    return (time.process_time() - before) / seconds
