"""Pictures are read in processes of their own: what one takes with it is little, and is told or read again."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from functools import partial

import pytest
from aiohttp import ClientSession

from server.beside import beside
from server.desk import AtHand, Desk
from server.lanes import Lane
from server.processes import ProcessDied
from server.readings import worker
from server.readings.page_answer import PageAnswer, PageResult
from server.recognition import RECOGNITION, Recognition
from tests.server.live.client import ONE, opened
from tests.server.pictures import jpeg
from tests.server.readings.uploads import PATIENCE_S, ended, get, taken
from tests.server.running import Running, Start
from vision import Limits, Photo, Reading

DEADLY = "99"


def died(reading: Reading, at_hand: AtHand) -> str:
    os.kill(os.getpid(), signal.SIGSEGV)
    return reading.text


def text_of(reading: Reading, at_hand: AtHand) -> str:
    return reading.text


def kept(desk: Desk) -> tuple[int, int]:
    return len(desk._held), len(desk._trackers)


def not_to_be_opened() -> Desk:
    raise OSError("Cannot allocate memory")


class DeadlyAnswer(PageAnswer):
    """Brings its process down at one number."""

    def __call__(self, reading: Reading, at_hand: AtHand) -> PageResult:
        if reading.text == DEADLY:
            os.kill(os.getpid(), signal.SIGSEGV)
        return super().__call__(reading, at_hand)


async def kept_by(recognition: Recognition, lane: Lane) -> list[tuple[int, int]]:
    """Sources and trackers that its processes hold."""
    gc.collect()
    return [await apart.run(kept) for apart in recognition._apart[lane]]


async def test_what_brings_the_reader_down_is_given_up_and_all_else_is_read(server: Running) -> None:
    """It is tried twice; whatever lay beside it in the process is read again, however often."""
    recognition = server.app[RECOGNITION]
    good = [jpeg(text) for text in ("2467", "1180", "305")]
    async with asyncio.timeout(PATIENCE_S):
        bad, *texts = await asyncio.gather(
            recognition.read_as(died, Photo(jpeg("77")), lane=Lane.UPLOAD, user=1),
            *(recognition.read_as(text_of, Photo(picture), lane=Lane.UPLOAD, user=2) for picture in good),
            return_exceptions=True,
        )
    assert isinstance(bad, ProcessDied)
    assert texts == ["2467", "1180", "305"]
    assert sum(apart.process.deaths for apart in recognition._apart[Lane.UPLOAD]) == 2


async def test_an_upload_that_brings_the_reader_down_fails_alone(
    server: Running, signed_in: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a reason and a hint; the server, its pens and other uploads notice nothing."""
    monkeypatch.setattr(worker, "PageAnswer", DeadlyAnswer)
    async with opened(server, signed_in) as page:
        await page.hello()
        ids = await taken(signed_in, *((f"{text}.jpg", jpeg(text)) for text in ("2467", DEADLY, "1180")))
        await page.stroke(0, ONE)
        assert (await page.reading())["text"] == "1"
        first, bad, last = [await ended(signed_in, reading_id) for reading_id in ids]
    assert (first["text"], last["text"]) == ("2467", "1180")
    assert bad["status"] == "failed"
    assert bad["error"]["code"] == "recognition.died"
    assert bad["error"]["hint"]
    await get(signed_in, "/readyz")


async def test_an_upload_waits_until_a_process_can_be_opened(
    server: Running, signed_in: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No memory for it is no fault of the page; /readyz says so meanwhile."""
    monkeypatch.setattr("server.recognition.OPEN_AGAIN_S", 0.05)
    recognition = server.app[RECOGNITION]
    processes = [apart.process for apart in recognition._apart[Lane.UPLOAD]]
    makers = [process._make for process in processes]
    for process in processes:
        process._make = not_to_be_opened
    (upload,) = await taken(signed_in, ("a.jpg", jpeg("2467")))
    async with asyncio.timeout(PATIENCE_S):
        while recognition.ready:  # noqa: ASYNC110 - nobody else has to be told
            await asyncio.sleep(0.01)
    assert (await get(signed_in, "/readyz", status=503))["checks"]["model"] is False
    for process, make in zip(processes, makers, strict=True):
        process._make = make
    assert (await ended(signed_in, upload))["text"] == "2467"
    await get(signed_in, "/readyz")


async def test_processes_are_there_before_they_are_needed_and_again_when_they_died(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to ask first: a server that nothing is sent to because it is not ready must become ready."""
    monkeypatch.setattr("server.recognition.LOOK_AT_PROCESSES_S", 0.05)
    recognition = server.app[RECOGNITION]
    processes = [apart.process for lane in recognition._apart.values() for apart in lane]
    make, processes[0]._make = processes[0]._make, not_to_be_opened
    async with beside(recognition.keep_processes(), "keeping"), asyncio.timeout(PATIENCE_S):
        while processes[0].works or any(process.pid is None for process in processes[1:]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        processes[0]._make = make
        number = processes[1].pid
        assert number is not None
        os.kill(number, signal.SIGKILL)
        while processes[0].pid is None or processes[1].pid in (number, None):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert recognition.ready


async def test_a_camera_goes_on_when_its_reader_dies(server: Running, signed_in: ClientSession) -> None:
    """The page is told at most of the frame that it died at; the next ones are read, and the number locks anew."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.send("camera.start", id=1)
        await page.frame(0, jpeg("2467"))
        await page.get("camera.reading", frame=0)
        (process,) = [a.process for a in server.app[RECOGNITION]._apart[Lane.CAMERA] if a.process.pid is not None]
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        for number in range(1, 8):
            await page.frame(number, jpeg("2467"))
            answer = await page.next()
            while answer["type"] not in ("camera.reading", "error"):
                answer = await page.next()
            assert answer.get("code") in ((None, "recognition.died") if number == 1 else (None,))
    assert answer["stable"][0]["locked"]


async def test_cameras_share_the_processes_and_stay_where_they_are(server: Running) -> None:
    """Each follows its lines in one of them, also after it was started anew."""
    recognition = server.app[RECOGNITION]
    ways = recognition._apart[Lane.CAMERA]
    scenes = [recognition.scene(after=None) for _ in range(2 * len(ways))]
    assert {scene.way for scene in scenes} == set(ways)
    assert [way.scenes for way in ways] == [2] * len(ways)
    assert recognition.scene(after=scenes[0]).way is scenes[0].way


async def test_nothing_is_kept_of_what_nobody_waits_for(server: Running, signed_in: ClientSession) -> None:
    """Frames of a camera that went, its scenes, and pages whose reading was cancelled at any step."""
    recognition = server.app[RECOGNITION]
    async with opened(server, signed_in) as page:
        await page.hello()
        for scene in range(3):
            await page.send("camera.start", id=scene)
            await page.frame(scene, jpeg("2467"))
            await page.get("camera.reading", frame=scene)
        assert sorted(await kept_by(recognition, Lane.CAMERA))[-1] == (0, 1)
        for number in range(10, 14):
            await page.frame(number, jpeg("1180"))
    read = partial(recognition.read_as, text_of, lane=Lane.UPLOAD, user=1)
    for waited_s in (0, 0.002, 0.01, 0.02, 0.05):
        reading = asyncio.create_task(read(Photo(jpeg(*["2467"] * 3))))
        await asyncio.sleep(waited_s)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    del reading  # its traceback holds on to what it had in hand
    assert await read(Photo(jpeg("305"))) == "305"
    async with asyncio.timeout(PATIENCE_S):
        for lane in recognition._apart:
            while any(map(sum, await kept_by(recognition, lane))):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
    assert all(apart.load == 0 for lane in recognition._apart.values() for apart in lane)


async def test_limits_hold_in_the_processes_too(start: Start) -> None:
    """What the settings allow, not what vision allows by itself."""
    recognition = (await start(max_pixels=1_234_567)).app[RECOGNITION]
    for lane in (Lane.CAMERA, Lane.UPLOAD):
        for apart in recognition._apart[lane]:
            assert (await apart.run(limits_of)).pixels == 1_234_567


def limits_of(desk: Desk) -> Limits:
    return desk._reader.limits
