"""Frames by credit: the page sends one only when there will be a place for it."""

from __future__ import annotations

import struct
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import ClientSession

from server.lanes import Lane
from server.live.credit import BUSY_WINDOW, WINDOW, Credit
from server.live.errors import NoCredit
from server.recognition import RECOGNITION
from tests.server.live.client import Page, opened
from tests.server.pictures import jpeg
from tests.server.running import Running


async def started(page: Page) -> int:
    """Introduce the page and its camera; returns the first credit."""
    await page.hello()
    await page.send("camera.start", id=5, credit=True)
    first = await page.get("camera.credit")
    assert first["id"] == 5
    return int(first["frames"])


def credits(page: Page) -> list[dict[str, Any]]:
    return [message for message in page.skipped if message["type"] == "camera.credit"]


def test_as_many_are_allowed_as_there_are_places() -> None:
    """Two on their way; each one done with makes room for another."""
    credit = Credit()
    assert credit.grant(busy=False)
    for _ in range(WINDOW):
        credit.spend()
    with pytest.raises(NoCredit):
        credit.spend()
    assert not credit.grant(busy=False)
    credit.settle()
    assert credit.grant(busy=False)
    credit.spend()


def test_while_others_wait_one_frame_is_on_its_way_and_never_none() -> None:
    """A full server slows cameras down by itself; it stops none for good."""
    credit = Credit()
    credit.grant(busy=False)
    for done in range(20):
        credit.spend()
        if done == 0:
            credit.spend()
        credit.settle()
        credit.grant(busy=True)
        if done == 0:
            credit.settle()
            credit.grant(busy=True)
        assert credit.granted == done + 2 + BUSY_WINDOW


def test_a_frame_that_replaced_another_settles_both() -> None:
    """Else a page could go on sending for as long as no frame of its is read."""
    credit = Credit()
    credit.grant(busy=False)
    credit.spend()
    credit.spend()
    credit.replace()
    assert not credit.grant(busy=False)
    credit.settle()
    assert credit.grant(busy=False)
    assert credit.granted == 2 + WINDOW


async def test_a_page_that_keeps_to_its_credit_has_all_frames_accounted_for(
    server: Running, signed_in: ClientSession
) -> None:
    """Each is answered, in order, or counted as replaced; never are more on their way than the window allows."""
    picture = jpeg("2467")
    async with opened(server, signed_in) as page:
        allowed = await started(page)
        sent = done = 0
        while done < 20:
            while sent < allowed:
                sent += 1
                await page.frame(sent, picture)
            message = await page.next()
            if message["type"] == "camera.credit":
                allowed = message["frames"]
            if message["type"] == "camera.reading":
                done, last = message["frame"], message
                assert last["dropped"] < last["frame"]
            assert sent - done <= WINDOW + 1
    assert not [message for message in page.skipped if message["type"] == "error"]


async def test_a_frame_beyond_the_credit_is_refused(server: Running, signed_in: ClientSession) -> None:
    """It is told, costs no reading, and what was allowed goes on."""
    turns = server.app[RECOGNITION]._apart[Lane.CAMERA][0].turns
    async with opened(server, signed_in) as page, AsyncExitStack() as places:
        allowed = await started(page)
        while turns._free:
            await places.enter_async_context(turns.turn(Lane.CAMERA, None))
        for number in range(allowed + 1):
            await page.frame(number, jpeg("2467"))
        assert (await page.get("error"))["code"] == "camera.no_credit"
        await places.aclose()
        await page.get("camera.reading", frame=allowed - 1)


async def test_credit_comes_back_for_frames_that_could_not_be_read(server: Running, signed_in: ClientSession) -> None:
    """Cut off on the way, without a header, not even a JPEG: none of them may stop the camera."""
    async with opened(server, signed_in) as page:
        allowed = await started(page)
        bad = [jpeg("2467")[:400], b"\xff\xd8 nothing", b"GIF89a"]
        for number in range(12):
            data = struct.pack(">BBHId", 1, 1, 0, number, 0.0) + bad[number % len(bad)]
            await page.socket.send(data if number % 4 else b"short")
            if number + 1 == allowed:
                allowed = (await page.get("camera.credit"))["frames"]
        assert allowed > 12
        await page.frame(99, jpeg("2467"))
        await page.get("camera.reading", frame=99)
        await page.send("camera.start", id=6, credit=True)
        assert (await page.get("camera.credit", id=6))["frames"] == WINDOW


async def test_a_page_that_knows_nothing_of_credit_is_served_as_ever(server: Running, signed_in: ClientSession) -> None:
    """It hears no word that it does not know; a newer frame replaces the one that waits."""
    async with opened(server, signed_in) as page:
        await page.hello()
        await page.send("camera.start", id=1)
        for number in range(30):
            await page.frame(number, jpeg("2467"))
        last = await page.get("camera.reading", frame=29)
        assert last["dropped"] > 0
        assert not credits(page)
