"""The batcher, with classifiers that do as the test needs; the real one is met over the socket and in benchmarks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.batching import Batcher, BatchRecord, BatchSizes, Closing, RecognitionFailed, Superseded
from server.jobs import Crops, Logits
from server.lanes import Lane


def crops(*values: int) -> Crops:
    """One crop for each value, which is its first pixel."""
    out = np.zeros((len(values), 28, 28), np.uint8)
    out[:, 0, 0] = values
    return out


def answers(of: Crops) -> Logits:
    """Logits from which the crop can be told."""
    return np.repeat(of[:, :1, 0].astype(np.float32), 11, axis=1)


class Gate:
    """A classifier that waits to be let; notes which crops came together."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.began = threading.Semaphore(0)
        self._lets = threading.Semaphore(0)

    def classify(self, batch: Crops) -> Logits:
        self.batches.append(batch[:, 0, 0].tolist())
        self.began.release()
        assert self._lets.acquire(timeout=30)
        return answers(batch)

    def let(self, batches: int = 1) -> None:
        self._lets.release(batches)

    async def busy(self) -> None:
        """Wait until one more batch has begun."""
        assert await asyncio.to_thread(self.began.acquire, timeout=30)


@asynccontextmanager
async def opened(
    classify: Callable[[Crops], Logits], sizes: BatchSizes | None = None, threads: int = 1
) -> AsyncIterator[tuple[Batcher, list[BatchRecord]]]:
    records: list[BatchRecord] = []
    batcher = Batcher(classify, threads=threads, sizes=sizes, on_batch=records.append)
    try:
        yield batcher, records
    finally:
        await batcher.close()


def ask(batcher: Batcher, *values: int, lane: Lane = Lane.INK, user: object = 1) -> asyncio.Task[Logits]:
    return asyncio.create_task(batcher.classify(crops(*values), lane=lane, user=user))


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_gathers_while_a_batch_runs_goes_together() -> None:
    """No timer: the first goes alone, the others when the classifier is free."""
    gate = Gate()
    async with opened(gate.classify) as (batcher, _):
        tasks = [ask(batcher, 1)]
        await gate.busy()
        tasks += [ask(batcher, value, user=value) for value in (2, 3, 4)]
        await settle()
        gate.let(2)
        got = await asyncio.gather(*tasks)
    assert gate.batches == [[1], [2, 3, 4]]
    assert [int(logits[0, 0]) for logits in got] == [1, 2, 3, 4]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(Lane), st.integers(0, 3), st.integers(0, 40)), max_size=30),
    st.integers(1, 16),
    st.integers(1, 3),
)
def test_everyone_gets_the_answers_to_their_own_crops(
    asked: list[tuple[Lane, int, int]], batch: int, threads: int
) -> None:
    """Whatever is cut, mixed and reordered on the way."""

    async def run() -> None:
        sizes = BatchSizes(batch=batch, slice=max(1, batch // 2))
        async with opened(answers, sizes, threads) as (batcher, records):
            rng = np.random.default_rng(0)
            wanted = [rng.integers(0, 256, count).tolist() for _, _, count in asked]
            got = await asyncio.gather(
                *(ask(batcher, *values, lane=lane, user=user)
                  for values, (lane, user, _) in zip(wanted, asked, strict=True))
            )  # fmt: skip
            assert [logits[:, 0].astype(int).tolist() for logits in got] == wanted
            assert sum(record.digits for record in records) == sum(map(len, wanted))
            assert all(record.digits <= batch for record in records)
            assert set(batcher.waiting.values()) == {0}

    asyncio.run(run())


async def test_idle_threads_share_what_waits() -> None:
    """Two threads are worth nothing when one takes all; crumbs are not shared."""
    gate = Gate()
    async with opened(gate.classify, BatchSizes(batch=64, share=4), threads=2) as (batcher, _):
        tasks = [ask(batcher, *range(10))]
        await gate.busy()
        await gate.busy()
        gate.let(2)
        await asyncio.gather(*tasks)
        assert sorted(map(len, gate.batches)) == [5, 5]
        tasks = [ask(batcher, *range(5))]
        await gate.busy()
        gate.let(2)
        await asyncio.gather(*tasks)
    assert [len(batch) for batch in gate.batches[2:]] == [4, 1]


async def test_no_crops_need_no_classifier() -> None:
    """A blank page is an ordinary page."""
    async with opened(lambda batch: pytest.fail("nothing to classify")) as (batcher, records):
        assert (await batcher.classify(crops(), lane=Lane.UPLOAD)).shape == (0, 11)
    assert not records


async def test_a_pen_goes_between_the_slices_of_a_page() -> None:
    """A dense page must not hold up a stroke."""
    gate = Gate()
    async with opened(gate.classify, BatchSizes(batch=8, slice=4)) as (batcher, _):
        page = ask(batcher, *range(10, 22), lane=Lane.UPLOAD)
        await gate.busy()
        pen = ask(batcher, 1)
        await settle()
        gate.let(4)
        await asyncio.gather(page, pen)
    assert gate.batches == [[10, 11, 12, 13], [1], [14, 15, 16, 17], [18, 19, 20, 21]]


@pytest.mark.parametrize("lane", [Lane.CAMERA, Lane.UPLOAD])
async def test_pictures_leave_a_thread_to_the_pen(lane: Lane) -> None:
    """Two pictures and two threads: a pen that comes then waits for neither."""
    gate = Gate()
    async with opened(gate.classify, threads=2) as (batcher, _):
        pages = [ask(batcher, value, lane=lane, user=value) for value in (10, 11)]
        await gate.busy()
        pages.append(ask(batcher, 12, lane=lane))
        pen = ask(batcher, 1)
        await gate.busy()
        assert gate.batches == [[10, 11], [1]]
        gate.let(3)
        await asyncio.gather(pen, *pages)


async def test_a_cancelled_caller_s_crops_are_not_classified() -> None:
    """Work for a socket that has gone is work taken from the others."""
    gate = Gate()
    async with opened(gate.classify) as (batcher, _):
        first = ask(batcher, 1)
        await gate.busy()
        gone, stays = ask(batcher, 2), ask(batcher, 3)
        await settle()
        gone.cancel()
        await settle()
        assert batcher.waiting[Lane.INK] == 1
        gate.let(2)
        await asyncio.gather(first, stays)
    assert gate.batches == [[1], [3]]


async def test_a_caller_cancelled_between_slices_is_not_classified_further() -> None:
    """The slices that were not begun leave; the books stay straight."""
    gate = Gate()
    async with opened(gate.classify, BatchSizes(slice=2)) as (batcher, _):
        page = ask(batcher, 1, 2, 3, 4, lane=Lane.UPLOAD)
        await gate.busy()
        page.cancel()
        await settle()
        assert batcher.waiting[Lane.UPLOAD] == 0
        gate.let()
        after = ask(batcher, 5, lane=Lane.UPLOAD)
        gate.let()
        await after
    assert gate.batches == [[1, 2], [5]]


async def test_a_full_live_lane_gives_up_its_oldest_work() -> None:
    """Live input is replaced, never queued without end."""
    gate = Gate()
    async with opened(gate.classify, BatchSizes(waiting=2)) as (batcher, _):
        running = ask(batcher, 0)
        await gate.busy()
        old, newer, newest = ask(batcher, 1), ask(batcher, 2), ask(batcher, 3)
        with pytest.raises(Superseded):
            await old
        gate.let(2)
        await asyncio.gather(running, newer, newest)
    assert gate.batches == [[0], [2, 3]]


async def test_uploads_wait_for_room() -> None:
    """No page is lost, and no more of them lie in memory than allowed."""
    gate = Gate()
    async with opened(gate.classify, BatchSizes(waiting=2)) as (batcher, _):
        pages = [ask(batcher, value, lane=Lane.UPLOAD) for value in range(6)]
        await gate.busy()
        assert batcher.waiting[Lane.UPLOAD] <= 2
        gate.let(6)
        got = await asyncio.gather(*pages)
    assert [int(logits[0, 0]) for logits in got] == list(range(6))


async def test_a_job_larger_than_the_bound_is_let_in_alone() -> None:
    """A very dense page must not wait for ever."""
    async with opened(answers, BatchSizes(waiting=2)) as (batcher, _):
        logits = await batcher.classify(crops(*range(9)), lane=Lane.UPLOAD)
    assert logits[:, 0].tolist() == list(range(9))


async def test_a_failing_classifier_fails_its_batch_and_no_more() -> None:
    """The error has a code; the next batch is served."""

    def classify(batch: Crops) -> Logits:
        if batch[0, 0, 0] == 13:
            raise ValueError("thirteen")
        return answers(batch)

    async with opened(classify) as (batcher, records):
        with pytest.raises(RecognitionFailed) as failure:
            await batcher.classify(crops(13), lane=Lane.INK)
        assert isinstance(failure.value.__cause__, ValueError)
        assert (await batcher.classify(crops(1), lane=Lane.INK))[0, 0] == 1
    assert [record.failed for record in records] == [True, False]


async def test_a_classifier_that_loses_answers_has_failed() -> None:
    """Answers must never go to the wrong crops."""
    async with opened(lambda batch: answers(batch)[1:]) as (batcher, _):
        with pytest.raises(RecognitionFailed):
            await batcher.classify(crops(1, 2), lane=Lane.INK)


async def test_closing_fails_what_waits_and_refuses_what_comes() -> None:
    """Nobody hangs when the server stops; the running batch is finished."""
    gate = Gate()
    batcher = Batcher(gate.classify)
    running = ask(batcher, 1)
    await gate.busy()
    waiting = ask(batcher, 2)
    await settle()
    closing = asyncio.create_task(batcher.close())
    with pytest.raises(Closing):
        await waiting
    gate.let()
    assert (await running)[0, 0] == 1
    await closing
    with pytest.raises(Closing):
        await batcher.classify(crops(3), lane=Lane.UPLOAD)
    assert gate.batches == [[1]]
