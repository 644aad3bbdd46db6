"""Ink messages in order, out of order, twice, and too many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.live.drawing import Drawing
from server.live.errors import InkFull, InkGap, NoSuchStroke
from server.messages import InkCanvas, InkClear, InkMessage, InkPoints, InkUndo
from vision import Limits

LIMITS = Limits(strokes=3, points=10)


def points(seq: int, stroke: int, count: int = 1) -> InkPoints:
    return InkPoints(seq, stroke, tuple((float(seq), float(i), 0.0, 0.5) for i in range(count)))


def drawn(*messages: InkMessage) -> Drawing:
    drawing = Drawing(LIMITS)
    for message in messages:
        drawing.apply(message)
    return drawing


def shape(drawing: Drawing) -> list[int]:
    return [len(stroke.points) for stroke in drawing.ink().strokes]


def test_strokes_grow_and_new_ones_begin() -> None:
    """Also an earlier stroke: two fingers draw at once."""
    drawing = drawn(points(1, 0), points(2, 1, 2), points(3, 0, 3))
    assert shape(drawing) == [4, 2]
    assert drawing.acked == 3
    assert drawing.ink().strokes[0].points.tolist() == [[1, 0], [3, 0], [3, 1], [3, 2]]


def test_undo_and_clear() -> None:
    """The number of a stroke that was taken away is free again; undo on nothing is nothing."""
    drawing = drawn(points(1, 0), points(2, 1), InkUndo(3))
    assert shape(drawing) == [1]
    drawing.apply(points(4, 1, 2))
    assert shape(drawing) == [1, 2]
    drawing.apply(InkClear(5))
    drawing.apply(InkUndo(6))
    assert shape(drawing) == []
    assert drawing.bytes == 0


def test_the_canvas_is_the_one_that_was_told() -> None:
    """Boxes are in its pixels."""
    ink = drawn(InkCanvas(1, 640, 480, 9.5), points(2, 0)).ink()
    assert (ink.width, ink.height, ink.pen_px) == (640, 480, 9.5)


def test_a_message_counts_once() -> None:
    """After a reconnect the page may send again what had arrived."""
    drawing = drawn(points(1, 0), points(2, 0))
    assert not drawing.apply(points(2, 0))
    assert not drawing.apply(points(1, 0))
    assert shape(drawing) == [2]


def test_a_gap_is_told_once_and_mended_by_sending_again() -> None:
    """A hundred messages behind a gap are one mistake, not a hundred."""
    drawing = drawn(points(1, 0))
    with pytest.raises(InkGap) as gap:
        drawing.apply(points(3, 0))
    assert gap.value.seq == 1
    assert not drawing.apply(points(4, 0))
    for seq in (2, 3, 4):
        assert drawing.apply(points(seq, 0))
    assert shape(drawing) == [4]
    with pytest.raises(InkGap):
        drawing.apply(points(9, 0))


@pytest.mark.parametrize("first", [points(57, 0), InkClear(57), InkCanvas(57, 10, 10, 1.0), InkUndo(1)])
def test_a_canvas_that_nobody_knows_may_begin_anywhere(first: InkMessage) -> None:
    """After the server's restart the page sends what it has kept since the last clear."""
    drawing = drawn(first)
    assert drawing.acked == first.seq


@pytest.mark.parametrize("first", [points(57, 4), InkUndo(57)])
def test_but_not_in_the_middle_of_a_drawing(first: InkMessage) -> None:
    """These cannot be the first since a clear: something before them is missing."""
    drawing = Drawing(LIMITS)
    with pytest.raises(InkGap) as gap:
        drawing.apply(first)
    assert gap.value.seq == 0


def test_a_stroke_cannot_be_skipped() -> None:
    """The message counts all the same, or everything after it would stand behind a gap."""
    drawing = drawn(points(1, 0))
    with pytest.raises(NoSuchStroke):
        drawing.apply(points(2, 5))
    assert drawing.apply(points(3, 1))


@pytest.mark.parametrize("most", [points(5, 3), points(5, 0, 7)])
def test_a_full_drawing_says_so_once_and_keeps_what_it_has(most: InkPoints) -> None:
    """Strokes as well as points; undo makes room again."""
    drawing = drawn(InkCanvas(1, 9, 9, 1.0), points(2, 0, 2), points(3, 1), points(4, 2))
    with pytest.raises(InkFull):
        drawing.apply(most)
    assert not drawing.apply(InkPoints(6, most.stroke, most.points))
    assert shape(drawing) == [2, 1, 1]
    drawing.apply(InkUndo(7))
    assert drawing.apply(points(8, 2))


def test_a_message_that_could_not_be_read_leaves_no_gap() -> None:
    """It was answered by an error; those after it still count."""
    drawing = drawn(points(1, 0))
    drawing.skip(2)
    drawing.skip(9)
    assert drawing.apply(points(3, 0))


def test_ink_taken_earlier_stays_as_it_was() -> None:
    """It is being read in a thread while points are added; unchanged strokes are the same objects."""
    drawing = drawn(points(1, 0), points(2, 1))
    before = drawing.ink()
    kept = before.strokes[0].points.copy()
    for seq in range(3, 9):
        drawing.apply(points(seq, 0))
    assert np.array_equal(before.strokes[0].points, kept)
    assert drawing.ink().strokes[1] is before.strokes[1]


@given(st.lists(st.sampled_from("abcUC"), max_size=40), st.lists(st.integers(0, 40), max_size=60))
def test_a_line_that_breaks_and_repeats_ends_with_the_same_ink(kinds: list[str], resumes: list[int]) -> None:
    """However often the page goes back and sends again from some message on."""
    log: list[InkMessage] = [InkCanvas(1, 99, 99, 2.0)]
    strokes = 0
    for kind in kinds:
        seq = len(log) + 1
        if kind == "U":
            log.append(InkUndo(seq))
            strokes = max(0, strokes - 1)
        elif kind == "C":
            log.append(InkClear(seq))
            strokes = 0
        else:
            stroke = min(strokes, "abc".index(kind))
            log.append(points(seq, stroke))
            strokes = max(strokes, stroke + 1)
    straight, broken = Drawing(Limits()), Drawing(Limits())
    for message in log:
        straight.apply(message)
    for resume in [*resumes, 0]:
        for message in log[min(resume, broken.acked) :]:
            broken.apply(message)
    assert shape(broken) == shape(straight)
    assert all(
        np.array_equal(a.points, b.points) for a, b in zip(broken.ink().strokes, straight.ink().strokes, strict=True)
    )
