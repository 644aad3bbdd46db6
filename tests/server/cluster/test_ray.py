"""A real Ray cluster of two nodes: parity, back-pressure, a replica killed, a node killed, all of it away.

One cluster serves all tests here, in their order: the last ones break it. Needs `pip install 'numeral[cluster]'`.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from aiohttp import ClientSession

from server.cluster import wire
from server.cluster.address import proxies_of
from server.cluster.calls import Busy, Proxies
from server.cluster.digits import Digits
from server.cluster.remote import Remote
from server.lanes import Lane
from server.metrics import Metrics
from tests.server.accounts_at import sign_up
from tests.server.cluster.ray_cluster import RayCluster, ray_cluster
from tests.server.cluster.test_digits import crops
from tests.server.cluster.test_serving import answers_ready
from tests.server.live.client import ONE, SEVEN, Page, opened
from tests.server.pictures import jpeg
from tests.server.readings.test_durability import LINES, everything_once
from tests.server.readings.test_uploads import encoded
from tests.server.readings.uploads import ended, taken
from tests.server.running import Running, Start, connected

REQUIRED = os.environ.get("NUMERAL_TEST_REQUIRE_RAY") == "1"

FRAMES_PER_S = 10
MOST_FRAMES = 40 * FRAMES_PER_S
"""Sent at that rate before a test gives up."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayCluster]:
    if importlib.util.find_spec("ray") is None:
        assert not REQUIRED, "Ray is missing, and these tests may not be left out here"
        pytest.skip("Ray is not installed: pip install 'numeral[cluster]'")
    with ray_cluster() as started:
        yield started


@asynccontextmanager
async def served(start: Start, cluster: RayCluster) -> AsyncIterator[tuple[Running, ClientSession]]:
    """A web process of this cluster, and somebody who is signed in."""
    server = await start(recogniser=cluster.recogniser)
    async with connected(server) as client:
        await sign_up(client, "ada")
        await answers_ready(client, True)
        yield server, client


async def frames_until_answered(page: Page, picture: bytes, first: int) -> int:
    """Send frames at the camera's rate, the first with that number; how many until one of them was answered."""
    for number in range(first, first + MOST_FRAMES):
        await page.frame(number, picture)
        try:
            async with asyncio.timeout(1 / FRAMES_PER_S):
                while (await page.get("camera.reading"))["frame"] < first:
                    pass
                return number - first + 1
        except TimeoutError:
            continue
    pytest.fail("the camera was not answered again")


async def test_two_nodes_answer_as_the_local_engine(cluster: RayCluster, digits: Digits) -> None:
    """The parity test once more, through proxies, replicas and batches."""
    async with (
        Proxies.open(proxies_of(cluster.recogniser), digits.weights) as proxies,
        Remote.open(proxies, Metrics()) as remote,
    ):
        users = [remote.classify(crops(), lane=Lane.UPLOAD, user=n) for n in range(9)]
        for logits in await asyncio.gather(*users):
            np.testing.assert_allclose(logits, digits.read([crops()])[0], atol=1e-5)
    replicas = await cluster.replicas()
    assert len(replicas) == 2
    assert {about["weights"] for about in replicas.values()} == {digits.weights}


async def test_a_cluster_that_is_full_says_when_to_come_back(cluster: RayCluster, digits: Digits) -> None:
    """429 with Retry-After, at once, and whoever was taken in is answered."""
    asked = np.zeros((wire.MAX_CROPS, 28, 28), np.uint8)
    async with Proxies.open(proxies_of(cluster.recogniser), digits.weights) as proxies:
        calls = [proxies.read(asked, within_s=60) for _ in range(80)]
        ended = await asyncio.gather(*calls, return_exceptions=True)
    busy = [one for one in ended if isinstance(one, Busy)]
    assert busy
    assert {one.retry_after_s for one in busy} == {1.0}
    answered = [one for one in ended if isinstance(one, np.ndarray)]
    assert len(answered) + len(busy) == len(ended)
    assert len(answered) >= 4
    assert all(len(one) == wire.MAX_CROPS for one in answered)


async def test_a_deployment_that_is_taken_away_and_brought_back(cluster: RayCluster, start: Start) -> None:
    """/readyz says 503 and 200 again; the pen and the upload of meanwhile are read then."""
    async with served(start, cluster) as (server, client), opened(server, client) as page:
        await page.hello()
        await asyncio.to_thread(cluster.tell, "remove")
        await answers_ready(client, False)
        (upload,) = await taken(client, ("a.jpg", jpeg("1180")))
        await page.stroke(0, SEVEN)
        assert (await page.get("error"))["code"] == "recognition.away"
        await page.stroke(1, ONE)
        await asyncio.to_thread(cluster.tell, "deploy")
        assert (await page.reading())["text"] == "71"
        assert (await ended(client, upload))["text"] == "1180"
        await answers_ready(client, True)


@pytest.mark.parametrize("victim", ["replica", "node"])
async def test_a_death_under_load_costs_no_upload_and_the_camera_goes_on(
    cluster: RayCluster, start: Start, victim: str
) -> None:
    """Pages are read once each; the camera is answered again while it goes on sending. On a machine with nothing else
    to do that takes less than two seconds; how long it takes on a busy one is no defect."""
    picture = jpeg("2467")
    async with served(start, cluster) as (server, client), opened(server, client) as page:
        await page.hello()
        ids = await taken(client, *((f"{n}.tiff", encoded("TIFF", *LINES)) for n in range(3)))
        await page.send("camera.start", id=1)
        assert await frames_until_answered(page, picture, first=1)
        if victim == "replica":
            await cluster.kill_a_replica()
        else:
            await asyncio.to_thread(cluster.tell, "kill node")
        assert await frames_until_answered(page, picture, first=10_000)
        for reading_id in ids:
            everything_once(await ended(client, reading_id))
