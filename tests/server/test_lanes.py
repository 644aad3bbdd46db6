"""Whose turn it is."""

from __future__ import annotations

from server.lanes import Lane, Lanes


def drain(lanes: Lanes[str], lane: Lane) -> list[str]:
    out = []
    while (job := lanes.pop(lane)) is not None:
        out.append(job)
    return out


def test_the_pen_goes_first() -> None:
    """Then the camera, then uploads."""
    lanes: Lanes[str] = Lanes(turn=10)
    for lane in reversed(Lane):
        lanes.add(lane, 1, lane.name)
    order = []
    while (chosen := lanes.choose()) is not None:
        order.append(lanes.pop(chosen))
    assert order == ["INK", "CAMERA", "UPLOAD"]


def test_uploads_have_a_floor() -> None:
    """Pens that never rest leave uploads an eighth of the work."""
    lanes: Lanes[str] = Lanes(turn=8)
    served = []
    for _ in range(900):
        if lanes.head(Lane.INK) is None:
            lanes.add(Lane.INK, 1, "ink")
        if lanes.head(Lane.UPLOAD) is None:
            lanes.add(Lane.UPLOAD, 2, "page")
        lane = lanes.choose()
        assert lane is not None
        lanes.pop(lane)
        lanes.served(lane, 8)
        served.append(lane)
    assert served.count(Lane.UPLOAD) == 100


def test_a_lane_that_waits_for_nothing_saves_nothing_up() -> None:
    """Or an upload after a quiet hour would hold up every pen."""
    lanes: Lanes[str] = Lanes(turn=8)
    for _ in range(100):
        lanes.add(Lane.INK, 1, "ink")
        lanes.pop(Lane.INK)
        lanes.served(Lane.INK, 64)
    lanes.add(Lane.UPLOAD, 2, "page")
    lanes.add(Lane.INK, 1, "ink")
    assert lanes.choose() is Lane.INK


def test_users_of_a_lane_take_turns() -> None:
    """Somebody with a thousand pages does not keep another's one page waiting."""
    lanes: Lanes[str] = Lanes(turn=8)
    for page in range(3):
        lanes.add(Lane.UPLOAD, "many", f"m{page}")
    lanes.add(Lane.UPLOAD, "few", "f0")
    assert drain(lanes, Lane.UPLOAD) == ["m0", "f0", "m1", "m2"]


def test_a_full_lane_gives_up_the_oldest_job_of_who_has_most() -> None:
    """The one who floods pays."""
    lanes: Lanes[str] = Lanes(turn=8)
    for user, job in (("few", "f0"), ("many", "m0"), ("many", "m1")):
        lanes.add(Lane.CAMERA, user, job)
    assert lanes.heaviest(Lane.CAMERA) == ("many", "m0")


def test_a_removed_job_is_gone_once() -> None:
    """Who cancels twice, or after the job was taken, changes nothing."""
    lanes: Lanes[str] = Lanes(turn=8)
    lanes.add(Lane.INK, 1, "job")
    assert lanes.remove(Lane.INK, 1, "job")
    assert not lanes.remove(Lane.INK, 1, "job")
    assert lanes.choose() is None
