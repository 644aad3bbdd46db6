"""An engine that dies is replaced: nothing that waits is lost, and everybody is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from aiohttp import ClientSession

from server import threads
from server.batching import Closing, RecognitionFailed
from server.jobs import Crops, Logits
from server.lanes import Lane
from server.recogniser import RecogniserAway
from server.recognition import RECOGNITION, Recognition
from server.supervision import Signs, Supervised
from tests.server.live.client import ONE, opened
from tests.server.pictures import jpeg
from tests.server.readings.uploads import ended, get, taken
from tests.server.running import Running

SIGNS = Signs(failures=3, hangs_s=0.3, away_s=0.2, pause_s=0.02, opens_s=0.3)


class Engines:
    """Engines one after the other; each answers, fails or hangs for ever."""

    at_once = 4

    def __init__(self, *kinds: str) -> None:
        self.kinds = list(kinds)
        self.opened = 0
        self.refusals = 0
        self.asked = 0
        self.go_on = threading.Event()

    def renew(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise RuntimeError("no device")
        self.opened += 1

    def classify(self, crops: Crops) -> Logits:
        self.asked += 1
        kind = self.kinds[self.opened]
        if kind == "fails":
            raise RuntimeError("device-side assert triggered")
        if kind == "hangs":
            self.go_on.wait(30)
        return np.tile(crops[:, 0, :1].astype(np.float32), (1, 11))


@asynccontextmanager
async def supervised(engines: Engines) -> AsyncIterator[Supervised]:
    renewals: list[int] = []
    async with Supervised.open(
        engines.classify,
        engines.renew,
        at_once=lambda: engines.at_once,
        threads=2,
        on_renewed=lambda: renewals.append(1),
        signs=SIGNS,
    ) as made:
        yield made
        assert len(renewals) == (engines.opened > 0)
    engines.go_on.set()


def crop(value: int, count: int = 1) -> Crops:
    return np.full((count, 28, 28), value, np.uint8)


async def until(recogniser: Supervised | Recognition, *, ready: bool) -> None:
    async with asyncio.timeout(20):
        while recogniser.ready is not ready:  # noqa: ASYNC110 - nobody else has to be told
            await asyncio.sleep(0.001)


async def test_a_batch_that_fails_once_is_no_death() -> None:
    """The pen is told; an upload is tried again by itself."""
    engines = Engines("fails")
    async with supervised(engines) as recogniser:
        with pytest.raises(RecognitionFailed):
            await recogniser.classify(crop(1), lane=Lane.INK)
        assert recogniser.ready
        engines.kinds[0] = "answers"
        assert (await recogniser.classify(crop(7), lane=Lane.UPLOAD))[0, 0] == 7
    assert engines.opened == 0


async def test_an_engine_that_keeps_failing_is_replaced_and_the_upload_read() -> None:
    """The upload never hears of it."""
    engines = Engines("fails", "answers")
    async with supervised(engines) as recogniser:
        assert (await recogniser.classify(crop(5, 100), lane=Lane.UPLOAD))[99, 0] == 5
        assert recogniser.ready
    assert engines.opened == 1


async def test_an_engine_that_hangs_while_it_is_opened_is_given_up() -> None:
    """Else one hanging driver would keep /readyz at 503 until somebody restarts the server."""
    engines = Engines("fails", "hangs", "answers")
    async with supervised(engines) as recogniser:
        reading = asyncio.create_task(recogniser.classify(crop(7), lane=Lane.UPLOAD))
        await until(recogniser, ready=False)
        await until(recogniser, ready=True)
        assert (await reading)[0, 0] == 7
        assert engines.opened == 2


@pytest.mark.parametrize("lane", [Lane.INK, Lane.CAMERA])
async def test_a_hanging_engine_is_left_behind(lane: Lane) -> None:
    """Live input that was in it is told; uploads that were in it, and those that waited, are read by the next one."""
    engines = Engines("hangs", "answers")
    async with supervised(engines) as recogniser:
        uploads = [asyncio.create_task(recogniser.classify(crop(k), lane=Lane.UPLOAD)) for k in (1, 2, 3)]
        live = asyncio.create_task(recogniser.classify(crop(9), lane=lane))
        with pytest.raises(RecogniserAway):
            await live
        await until(recogniser, ready=True)
        assert (await recogniser.classify(crop(8), lane=lane))[0, 0] == 8
        assert [logits[0, 0] for logits in await asyncio.gather(*uploads)] == [1, 2, 3]
        engines.go_on.set()  # what the old one says at last is nobody's answer any more
        assert (await recogniser.classify(crop(6), lane=lane))[0, 0] == 6


async def test_it_is_tried_until_one_opens_and_answers() -> None:
    """The device may be away for a while; until then nobody is told that all is well."""
    engines = Engines("fails", "fails", "answers")
    engines.refusals = 6
    async with supervised(engines) as recogniser:
        upload = asyncio.create_task(recogniser.classify(crop(4), lane=Lane.UPLOAD))
        await until(recogniser, ready=False)
        with pytest.raises(RecogniserAway):
            await recogniser.classify(crop(1), lane=Lane.INK)
        assert (await upload)[0, 0] == 4
    assert (engines.opened, engines.refusals) == (2, 0)


async def test_closing_ends_those_who_wait_for_another_engine() -> None:
    """A server can be stopped while its device is away."""
    engines = Engines("fails")
    engines.refusals = 10**6
    async with supervised(engines) as recogniser:
        upload = asyncio.create_task(recogniser.classify(crop(4), lane=Lane.UPLOAD))
        await until(recogniser, ready=False)
    with pytest.raises(Closing):
        await upload


@pytest.mark.parametrize("turns", range(8))
async def test_it_can_be_closed_at_any_turn_of_an_attempt(turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop that arrives just as a trial comes back once left the watch running, and the server with it."""
    tried, settle = asyncio.Event(), threads._settle

    def settled(future: asyncio.Future[object], result: object, error: BaseException | None) -> None:
        settle(future, result, error)
        tried.set()

    engines = Engines("fails")
    engines.refusals = 10**6
    recogniser = Supervised(engines.classify, engines.renew, lambda: 0, 1, lambda record: None, lambda: None, SIGNS)
    watch = asyncio.create_task(recogniser._watch())
    monkeypatch.setattr(threads, "_settle", settled)
    recogniser._die("failed")
    await tried.wait()
    for _ in range(turns):
        await asyncio.sleep(0)
    watch.cancel()
    await asyncio.wait([watch], timeout=10)
    assert watch.cancelled()
    await recogniser.close()


async def test_a_few_crops_of_ink_are_classified_at_once() -> None:
    """More than a few, and none, take the way of all; so does everything while the engine is away."""
    engines = Engines("answers")
    async with supervised(engines) as recogniser:
        logits = recogniser.at_once(crop(7, 4))
        assert logits is not None
        assert logits.shape == (4, 11)
        assert logits[3, 0] == 7
        assert recogniser.at_once(crop(7, 5)) is None
        assert recogniser.at_once(crop(7, 0)) is None
        engines.at_once = 0
        assert recogniser.at_once(crop(7)) is None
    engines.at_once = 4
    assert recogniser.at_once(crop(7)) is None


async def test_failures_at_once_count_towards_the_end_of_an_engine() -> None:
    """A pen alone finds out that it has died, and is read by the next one."""
    engines = Engines("fails", "answers")
    async with supervised(engines) as recogniser:
        for _ in range(SIGNS.failures):
            with pytest.raises(RecognitionFailed):
                recogniser.at_once(crop(7))
        assert not recogniser.ready
        assert recogniser.at_once(crop(7)) is None
        await until(recogniser, ready=True)
        assert recogniser.at_once(crop(7)) is not None


async def test_a_server_whose_engine_dies_comes_back_by_itself(server: Running, signed_in: ClientSession) -> None:
    """/readyz says so meanwhile, the pen is told and then read, the upload is read once."""
    reader, recogniser = server.app[RECOGNITION]._reader, server.app[RECOGNITION]._recogniser
    assert isinstance(recogniser, Supervised)
    renew, engines = recogniser._renew, Engines("fails")
    engines.refusals = 10**6
    async with opened(server, signed_in) as page:
        await page.hello()
        reader.classifier = engines  # type: ignore[assignment]
        recogniser._renew = engines.renew
        (upload,) = await taken(signed_in, ("a.jpg", jpeg("2467")))
        await page.stroke(0, ONE)
        assert (await page.get("error"))["code"] in ("recognition.away", "recognition.failed")
        await until(server.app[RECOGNITION], ready=False)
        assert (await get(signed_in, "/readyz", status=503))["checks"]["model"] is False
        await page.stroke(1, ONE)
        recogniser._renew = renew
        assert (await page.reading())["text"] == "1"
        assert (await ended(signed_in, upload))["text"] == "2467"
        await get(signed_in, "/readyz")
