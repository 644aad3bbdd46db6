"""How fast a client may talk, by a clock that the test turns."""

from __future__ import annotations

import pytest

from server.live.pace import Pace


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_a_flood_is_slowed_to_the_pace() -> None:
    """After the burst every message costs its share of a second."""
    clock = Clock()
    pace = Pace(10, burst=5, clock=clock)
    assert [pace.take() for _ in range(5)] == [0.0] * 5
    for _ in range(20):
        wait = pace.take()
        assert wait == pytest.approx(0.1)
        clock.now += wait


def test_rest_gives_the_burst_back_and_no_more() -> None:
    """An hour of silence is no licence to flood."""
    clock = Clock()
    pace = Pace(10, burst=2, clock=clock)
    clock.now = 3600.0
    assert [pace.take() > 0 for _ in range(3)] == [False, False, True]
