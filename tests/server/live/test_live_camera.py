"""Camera frames over a real socket with the real reader."""

from __future__ import annotations

import asyncio

from aiohttp import ClientSession

from tests.server.live.client import ONE, Page, opened
from tests.server.pictures import jpeg
from tests.server.running import Running


async def started(page: Page) -> None:
    await page.hello()
    await page.send("camera.start", id=1)


async def test_a_held_up_number_is_read_and_locks(server: Running, signed_in: ClientSession) -> None:
    """Frame number and time of capture come back, so that the page can tell how old an answer is."""
    picture = jpeg("2467")
    async with opened(server, signed_in) as page:
        await started(page)
        for number in range(6):
            await page.frame(number, picture, 1000.5 + number)
            answer = await page.get("camera.reading", frame=number)
    (line,) = answer["stable"]
    assert line["locked"]
    assert line["text"] == answer["reading"]["text"]
    assert answer["captured_ms"] == 1005.5
    assert (answer["reading"]["width"], answer["reading"]["height"]) == (640, 480)
    x, y, width, height = line["box"]
    assert 0 <= x < x + width <= 640
    assert 0 <= y < y + height <= 480


async def test_frames_that_come_too_fast_are_replaced_by_newer_ones(server: Running, signed_in: ClientSession) -> None:
    """The last one is always read; those left out are counted; answers come in order."""
    picture = jpeg("2467")
    async with opened(server, signed_in) as page:
        await started(page)
        for number in range(40):
            await page.frame(number, picture)
        last = await page.get("camera.reading", frame=39)
    answered = [m["frame"] for m in page.skipped if m["type"] == "camera.reading"] + [39]
    assert answered == sorted(set(answered))
    assert last["dropped"] > 0
    assert len(answered) + last["dropped"] <= 40


async def test_a_frame_before_the_start_or_after_the_stop_is_refused(server: Running, signed_in: ClientSession) -> None:
    """The page is told; nothing is read."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.frame(1, jpeg("1"))
        assert (await page.get("error"))["code"] == "camera.not_started"
        await page.send("camera.start", id=1)
        await page.send("camera.stop")
        await page.frame(2, jpeg("1"))
        assert (await page.get("error"))["code"] == "camera.not_started"
    assert not [message for message in page.skipped if message["type"] == "camera.reading"]


async def test_starting_again_is_a_new_scene(server: Running, signed_in: ClientSession) -> None:
    """What was locked before is not shown over something else."""
    async with opened(server, signed_in) as page:
        await started(page)
        for number in range(5):
            await page.frame(number, jpeg("2467"))
            before = await page.get("camera.reading", frame=number)
        await page.send("camera.start", id=2)
        await page.frame(5, jpeg("2467"))
        after = await page.get("camera.reading", frame=5)
    assert before["stable"][0]["locked"]
    assert not after["stable"][0]["locked"]


async def test_a_damaged_picture_is_an_error_and_the_next_one_is_read(
    server: Running, signed_in: ClientSession
) -> None:
    """Cameras and networks cut frames off."""
    async with opened(server, signed_in) as page:
        await started(page)
        await page.frame(1, jpeg("2467")[:400])
        assert (await page.get("error"))["code"] == "source.broken"
        await page.frame(2, jpeg("2467"))
        await page.get("camera.reading", frame=2)


async def test_ink_and_camera_share_a_socket(server: Running, signed_in: ClientSession) -> None:
    """One connection for both; neither waits for the other's end."""
    async with opened(server, signed_in) as page:
        await started(page)
        await page.frame(1, jpeg("2467"))
        await page.stroke(0, ONE)
        kinds = {(await page.get("ink.reading"))["type"], *(m["type"] for m in page.skipped)}
        if "camera.reading" not in kinds:
            await page.get("camera.reading", frame=1)


async def test_sockets_that_vanish_while_they_are_read_harm_nobody(server: Running, signed_in: ClientSession) -> None:
    """Four pages send a frame and are gone; a fifth is served."""

    async def vanish(canvas: str) -> None:
        async with opened(server, signed_in) as page:
            await page.hello(canvas)
            await page.send("camera.start", id=1)
            await page.frame(1, jpeg("2467", "5309"))
            page.socket.transport.abort()

    await asyncio.gather(*(vanish(f"gone-{n}") for n in range(4)))
    async with opened(server, signed_in) as page:
        await started(page)
        await page.frame(7, jpeg("2467"))
        await page.get("camera.reading", frame=7)
