"""A web process and its cluster: what is carried through, retried, waited for and told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest

from server.batching import Closing, RecognitionFailed, Superseded
from server.cluster import wire
from server.cluster.address import proxies_of
from server.cluster.calls import Proxies
from server.cluster.digits import Digits
from server.cluster.remote import Patience, Remote
from server.lanes import Lane
from server.metrics import Metrics
from server.recogniser import RecogniserAway
from tests.server.cluster.proxy import Answer, Door, busy, died, hung_up, opened_door
from tests.server.cluster.test_digits import crops

FAST = Patience(away_s=0.05, pause_s=0.0, look_s=0.01, look_within_s=5.0, live_s=5.0)
LIVE = (Lane.INK, Lane.CAMERA)


@asynccontextmanager
async def remote_of(*doors: Door, patience: Patience = FAST, weights: str | None = None) -> AsyncIterator[Remote]:
    """A home at these doors."""
    origins = [origin for door in doors for origin in proxies_of(door.recogniser)]
    async with AsyncExitStack() as stack:
        proxies = await stack.enter_async_context(Proxies.open(origins, weights or doors[0].digits.weights))
        yield await stack.enter_async_context(Remote.open(proxies, Metrics(), patience))


async def look_until(remote: Remote, *, ready: bool) -> None:
    """Look at the deployment until it is there, or away; ends a test that would hang."""
    async with asyncio.timeout(20):
        while remote.ready is not ready:
            await remote._look()


@pytest.mark.parametrize("lane", Lane)
async def test_a_remote_answer_is_the_local_answer(door: Door, digits: Digits, lane: Lane) -> None:
    """The same parity test as for the engines, through a socket."""
    async with remote_of(door) as remote:
        logits = await remote.classify(crops(), lane=lane)
    np.testing.assert_allclose(logits, digits.read([crops()])[0], atol=1e-5)


async def test_a_page_goes_in_slices_and_nothing_goes_without_crops(door: Door) -> None:
    """One call for a frame, a few for a dense page, none for an empty one."""
    async with remote_of(door) as remote:
        asked = np.zeros((2 * wire.MAX_CROPS + 1, 28, 28), np.uint8)
        assert (await remote.classify(asked, lane=Lane.UPLOAD)).shape == (len(asked), 11)
        assert (await remote.classify(asked[:0], lane=Lane.INK)).shape == (0, 11)
    assert door.crops == [wire.MAX_CROPS, wire.MAX_CROPS, 1]


@pytest.mark.parametrize("lane", LIVE)
async def test_live_input_gives_way_when_the_cluster_has_enough_to_do(door: Door, lane: Lane) -> None:
    """Its newer input is read instead; it is not sent again and again into a full queue."""
    door.trouble, door.times = busy, 1
    async with remote_of(door) as remote:
        with pytest.raises(Superseded):
            await remote.classify(crops(), lane=lane)
        assert remote.ready
    assert (door.reads, door.refused) == (0, 1)


async def test_an_upload_waits_until_the_cluster_has_room(door: Door) -> None:
    """However often it says no: nothing is lost."""
    door.trouble, door.times = busy, 12
    async with remote_of(door) as remote:
        assert len(await remote.classify(crops(), lane=Lane.UPLOAD)) == 100
    assert (door.reads, door.refused) == (1, 12)


@pytest.mark.parametrize("trouble", [died, hung_up])
@pytest.mark.parametrize("lane", Lane)
async def test_a_call_under_which_a_replica_dies_is_made_once_more(door: Door, trouble: Answer, lane: Lane) -> None:
    """Its user sees nothing of it."""
    door.trouble, door.times = trouble, 1
    async with remote_of(door) as remote:
        assert len(await remote.classify(crops(), lane=lane)) == 100
    assert (door.reads, door.refused) == (1, 1)


@pytest.mark.parametrize("lane", Lane)
async def test_a_call_that_always_fails_ends_with_its_error(door: Door, lane: Lane) -> None:
    """It must not be sent for ever, and the deployment is there for others."""
    door.trouble, door.times = died, 10**6
    async with remote_of(door) as remote:
        with pytest.raises(RecognitionFailed):
            await remote.classify(crops(), lane=lane)
    assert door.refused == (FAST.upload_attempts if lane is Lane.UPLOAD else 2)


async def test_another_node_answers_when_one_is_gone(door: Door, digits: Digits) -> None:
    """Every node has a proxy; a list of them is one address too many to lose."""
    async with opened_door(digits) as other, remote_of(door, other) as remote:
        await door.close()
        for _ in range(10):
            assert len(await remote.classify(crops()[:3], lane=Lane.INK)) == 3
        assert remote.ready
    assert other.reads == 10


async def test_an_upload_outlives_the_whole_cluster(door: Door) -> None:
    """It waits, is read once when the cluster is back, and /readyz knows of both."""
    async with remote_of(door) as remote:
        await door.close()
        reading = asyncio.create_task(remote.classify(crops(), lane=Lane.UPLOAD))
        await look_until(remote, ready=False)
        assert not reading.done()
        await door.open()
        assert len(await reading) == 100
        await look_until(remote, ready=True)
    assert door.reads == 1


@pytest.mark.parametrize("lane", LIVE)
async def test_live_input_is_told_and_its_newest_read_when_the_cluster_is_back(door: Door, lane: Lane) -> None:
    """Superseded makes its callers read what is newest then, not what was waiting."""
    async with remote_of(door) as remote:
        await door.close()
        with pytest.raises(RecogniserAway):
            await remote.classify(crops(), lane=lane)
        remote._patience = replace(FAST, away_s=20)
        patient = asyncio.create_task(remote.classify(crops(), lane=lane))
        await look_until(remote, ready=False)
        await door.open()
        with pytest.raises(Superseded):
            await patient
        assert len(await remote.classify(crops(), lane=lane)) == 100


async def test_other_weights_are_not_read_with(door: Door) -> None:
    """Their logits would be calibrated by the wrong card: surer or less sure than they are."""
    async with remote_of(door, weights="0" * 64) as remote:
        assert not remote.ready
        assert remote.misread is not None
        with pytest.raises(RecogniserAway):
            await remote.classify(crops(), lane=Lane.INK)
    assert door.reads == 0


async def test_those_who_wait_are_let_go_when_the_server_stops(door: Door) -> None:
    """A cluster that is away must not hold up a restart; uploads go back to the queue."""
    async with remote_of(door) as remote:
        await door.close()
        waiting = asyncio.create_task(remote.classify(crops(), lane=Lane.UPLOAD))
        await look_until(remote, ready=False)
        await remote.close()
        with pytest.raises(Closing):
            await waiting
    with pytest.raises(Closing):
        await remote.classify(crops(), lane=Lane.INK)


async def test_a_lane_that_is_full_takes_no_more(door: Door) -> None:
    """What waits for its call is bounded in digits; live input makes way, uploads wait for room."""
    patience = replace(FAST, calls=1, waiting=100)
    async with remote_of(door, patience=patience) as remote:
        live = [asyncio.create_task(remote.classify(crops(), lane=Lane.CAMERA, user=n)) for n in range(4)]
        uploads = [asyncio.create_task(remote.classify(crops(), lane=Lane.UPLOAD, user=n)) for n in range(4)]
        ended = await asyncio.gather(*live, *uploads, return_exceptions=True)
        assert remote.waiting == dict.fromkeys(Lane, 0)
    assert [type(one) for one in ended[:4]] == [np.ndarray, np.ndarray, Superseded, Superseded]
    assert [len(one) for one in ended[4:] if isinstance(one, np.ndarray)] == [100] * 4
