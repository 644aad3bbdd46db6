"""A whole web process whose network is elsewhere: strokes, pages, /readyz, and the start without it."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import ClientSession

from server.cannot_start import CannotStart
from server.cluster.digits import Digits
from tests.server.accounts_at import sign_up
from tests.server.cluster.proxy import Door
from tests.server.live.client import ONE, SEVEN, opened
from tests.server.pictures import jpeg
from tests.server.ports import free_port
from tests.server.readings.uploads import PATIENCE_S, ended, read, taken
from tests.server.running import Start, connected


async def answers_ready(client: ClientSession, wanted: bool) -> None:
    """Ask until /readyz says so: the process looks at its cluster twice a second."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with client.get("/readyz") as response:
                model = (await response.json())["checks"]["model"]
                if (response.status, model) == ((200, True) if wanted else (503, False)):
                    return


async def test_everything_is_read_by_the_cluster(start: Start, door: Door) -> None:
    """Strokes, frames and pages, each by one call or two with all its crops."""
    server = await start(recogniser=door.recogniser)
    async with connected(server) as client:
        await sign_up(client, "ada")
        await answers_ready(client, True)
        async with opened(server, client) as page:
            await page.hello()
            await page.stroke(0, SEVEN)
            assert (await page.reading())["lines"][0]["text"] == "7"
            await page.send("camera.start", id=1)
            await page.frame(1, jpeg("2467"))
            assert (await page.get("camera.reading"))["reading"]["text"] == "2467"
        (reading,) = await read(client, ("a.jpg", jpeg("1180")))
    assert (reading["status"], reading["text"]) == ("done", "1180")
    assert 4 <= door.reads <= 7


async def test_a_cluster_that_goes_and_comes_back_costs_no_stroke_and_no_upload(start: Start, door: Door) -> None:
    """/readyz says it meanwhile; the pen is told, and its ink is read without another stroke."""
    server = await start(recogniser=door.recogniser)
    async with connected(server) as client:
        await sign_up(client, "ada")
        async with opened(server, client) as page:
            await page.hello()
            await door.close()
            await answers_ready(client, False)
            (upload,) = await taken(client, ("a.jpg", jpeg("1180")))
            await page.stroke(0, SEVEN)
            assert (await page.get("error"))["code"] == "recognition.away"
            await page.stroke(1, ONE)
            await door.open()
            assert (await page.reading())["lines"][0]["text"] == "71"
        assert (await ended(client, upload))["text"] == "1180"
        await answers_ready(client, True)


async def test_a_web_process_starts_before_its_cluster(start: Start, digits: Digits) -> None:
    """It is not ready until then; whichever is started first, they find each other."""
    door = Door(digits, free_port())
    server = await start(recogniser=door.recogniser)
    async with connected(server) as client:
        await answers_ready(client, False)
        await door.open()
        await answers_ready(client, True)
    await door.close()


async def test_a_cluster_with_other_weights_stops_the_start(start: Start, door: Door) -> None:
    """The sentence names the command that mends it."""
    with pytest.raises(CannotStart, match="numeral cluster deploy --checkpoint mnist"):
        await start(recogniser=door.recogniser, checkpoint="mnist")
