"""The shelf of drawings whose page is away."""

from __future__ import annotations

from server.live.canvases import Canvases, CanvasLimits
from server.live.drawing import Drawing
from server.messages import InkPoints
from vision import Limits


def drawing(count: int = 1) -> Drawing:
    drawn = Drawing(Limits())
    drawn.apply(InkPoints(1, 0, ((1.0, 1.0, 0.0, 0.5),) * count))
    return drawn


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_drawing_comes_back_to_its_user_and_canvas_only() -> None:
    """Another user who guesses the canvas id gets an empty one."""
    canvases, kept = Canvases(Limits()), drawing()
    canvases.keep(1, "a", kept)
    assert canvases.take(2, "a").acked == 0
    assert canvases.take(1, "b").acked == 0
    assert canvases.take(1, "a") is kept
    assert canvases.take(1, "a").acked == 0


def test_ink_from_before_the_page_was_elsewhere_does_not_come_back() -> None:
    """Another server numbered the same strokes anew: what is added to this ink would land in the wrong strokes."""
    canvases, older = Canvases(Limits()), drawing()
    canvases.keep(1, "a", older)
    newer = canvases.take(1, "a", "elsewhere")
    assert newer.acked == 0
    assert newer.id not in ("", older.id)
    canvases.keep(1, "b", older)
    assert canvases.take(1, "b", older.id) is older


def test_it_is_kept_for_a_while_only() -> None:
    """Ink is memory."""
    clock = Clock()
    canvases = Canvases(Limits(), CanvasLimits(keep_s=60), clock)
    canvases.keep(1, "a", drawing())
    clock.now = 60.0
    assert canvases.take(1, "a").acked == 1
    canvases.keep(1, "a", drawing())
    clock.now = 121.0
    assert canvases.take(1, "a").acked == 0


def test_a_user_who_opens_page_after_page_loses_their_own_oldest() -> None:
    """Not somebody else's."""
    canvases = Canvases(Limits(), CanvasLimits(per_user=2))
    canvases.keep(2, "other", drawing())
    for canvas in "abc":
        canvases.keep(1, canvas, drawing())
    assert [canvases.take(1, canvas).acked for canvas in "abc"] == [0, 1, 1]
    assert canvases.take(2, "other").acked == 1


def test_count_and_bytes_of_all_are_bounded() -> None:
    """The one that lay there longest makes room."""
    by_count = Canvases(Limits(), CanvasLimits(total=2))
    by_bytes = Canvases(Limits(), CanvasLimits(total_bytes=3 * drawing(100).bytes - 1))
    for canvases in (by_count, by_bytes):
        for user in (1, 2, 3):
            canvases.keep(user, "a", drawing(100))
        assert len(canvases) == 2
        assert canvases.take(1, "a").acked == 0


def test_an_empty_canvas_is_not_kept() -> None:
    """There is nothing to lose."""
    canvases = Canvases(Limits())
    canvases.keep(1, "a", Drawing(Limits()))
    assert len(canvases) == 0
