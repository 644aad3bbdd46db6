"""A clock that jumps: nothing is deleted, nobody is locked out, no session outlives its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import ClientSession
from sqlalchemy import select, update

from server.accounts.models import Attempt, Session
from server.db.base import utc_now
from server.keys import DATABASE
from server.readings.steady import JUMP_S, STEADY_S, SteadyClock
from tests.server.accounts_at import is_signed_in, sign_in, sign_up
from tests.server.running import Running, Start, connected

A_YEAR_S = 365 * 24 * 3600.0


class Times:
    """A clock that can be set, and a timer that cannot."""

    def __init__(self) -> None:
        self.wall, self.timer = 1_800_000_000.0, 50.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.timer += seconds


@pytest.mark.parametrize("jump_s", [A_YEAR_S, -A_YEAR_S, JUMP_S + 1])
def test_after_a_jump_the_clock_is_not_believed_for_a_day(jump_s: float) -> None:
    """A clock that is a year ahead must not make the sweep delete everything."""
    times = Times()
    clock = SteadyClock(lambda: times.wall, lambda: times.timer)
    times.pass_by(3600)
    assert clock.believed()
    times.wall += jump_s
    times.pass_by(3600)
    assert not clock.believed()
    times.pass_by(STEADY_S - 1)
    assert not clock.believed()
    times.pass_by(2)
    assert clock.believed()


def test_a_clock_that_is_kept_right_by_a_little_is_believed() -> None:
    """Time servers correct it all the time."""
    times = Times()
    clock = SteadyClock(lambda: times.wall, lambda: times.timer)
    for _ in range(10):
        times.pass_by(3600)
        times.wall += JUMP_S / 2
        assert clock.believed()


async def test_attempts_of_the_future_lock_nobody_out(start: Start) -> None:
    """They were counted before the clock was set back; the year until they are past is nobody's fault."""
    server = await start(attempts_here=1)
    async with connected(server) as client:
        await sign_up(client, "ada")
        assert (await sign_in(client, "ada", "wrong wrong wrong")).status == 401
        assert (await sign_in(client, "ada", "wrong wrong wrong")).status == 429
        async with server.app[DATABASE].writing() as session:
            await session.execute(update(Attempt).values(at=utc_now() + timedelta(days=365)))
        assert (await sign_in(client, "ada")).status == 303


async def test_a_session_of_the_future_is_given_its_right_end(server: Running, signed_in: ClientSession) -> None:
    """Seen before the clock was set back, it would otherwise live on for a year without being used."""
    later = utc_now() + timedelta(days=365)
    async with server.app[DATABASE].writing() as session:
        await session.execute(update(Session).values(last_seen=later, expires=later + timedelta(hours=12)))
    assert await is_signed_in(signed_in)
    async with server.app[DATABASE].reading() as session:
        (expires,) = await session.scalars(select(Session.expires))
    assert expires < utc_now() + timedelta(hours=13)
