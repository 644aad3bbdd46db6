"""Strokes to glyphs: which strokes make one digit, and that live drawing does no work twice."""

import numpy as np

from vision import Ink, Stroke
from vision.segment_ink import crop_of, segment_ink

FOUR = [[(30, 10), (10, 60), (60, 60)], [(48, 40), (46, 100)]]
ONE = [[(120, 10), (120, 100)]]
BAR_OF_SEVEN = [[(200, 10), (260, 10), (230, 100)], [(215, 55), (260, 52)]]


def runs(ink: Ink) -> list[list[tuple[int, ...]]]:
    return [[candidate.strokes for candidate in lattice.candidates] for lattice in segment_ink(ink).lattices]


def test_strokes_that_lie_over_each_other_are_one_place() -> None:
    """The two strokes of a 4 and the crossed 7 are never offered as two digits."""
    (line,) = runs(Ink.from_points([*FOUR, *ONE, *BAR_OF_SEVEN]))
    assert line == [(0, 1), (2,), (3, 4)]


def test_a_tap_of_the_pen_does_not_break_a_digit() -> None:
    """A pen that bounces leaves a dot beside the stroke: the 5, its bar and the dot stay one place of one line."""
    five = [[(52, 46)], [(75, 45), (70, 100), (110, 140), (60, 190)], [(60, 40), (120, 42)]]
    for dot in ((52, 46), (85, 62), (90, 180)):
        (line,) = segment_ink(Ink.from_points([[dot], *five[1:]])).lattices
        assert [set(candidate.strokes) - {0} for candidate in line.candidates] == [{1, 2}]


def test_the_end_of_a_digit_goes_with_it_where_the_pen_lost_touch() -> None:
    """The hook of a 6 over its ring; but a small number over a large one, drawn later, is a number of its own."""
    hook, ring = [(96, 40), (84, 68)], [(70, 95), (72, 210), (100, 160), (74, 150)]
    assert runs(Ink.from_points([hook, ring])) == [[(0, 1)]]
    assert runs(Ink.from_points([ring, hook])) == [[(0, 1)]]
    assert len(runs(Ink.from_points([hook, *ONE, ring]))) > 1


def test_two_rows_are_two_lines() -> None:
    """A second number below the first."""
    below = [[(x, y + 200) for x, y in stroke] for stroke in FOUR]
    assert len(runs(Ink.from_points([*FOUR, *below]))) == 2


def test_a_huge_and_a_tiny_drawing_give_nearly_the_same_crops() -> None:
    """The size of a drawing must not matter."""
    large = [[(20 * x, 20 * y) for x, y in stroke] for stroke in FOUR]
    crops = [segment_ink(Ink.from_points(strokes)).crops[0].astype(int) for strokes in (FOUR, large)]
    assert np.abs(crops[0] - crops[1]).mean() < 20


def test_a_finished_stroke_is_rendered_once() -> None:
    """While the next digit is drawn, the crops of the others come from memory."""
    made: list[int] = []

    def counted(strokes: tuple[Stroke, ...], pen_px: float) -> np.ndarray:
        made.append(len(strokes))
        return crop_of(strokes, pen_px)

    from functools import lru_cache

    remembered = lru_cache(64)(counted)
    ink = Ink.from_points([*FOUR, *ONE])
    segment_ink(ink, remembered)
    before = len(made)
    more = Ink((*ink.strokes, *Ink.from_points([[(300, 10), (300, 100)]]).strokes), 400, 200)
    segment_ink(more, remembered)
    assert len(made) == before + 1


def test_points_on_one_spot_are_a_dot_and_no_trouble() -> None:
    """A tap has no extent at all."""
    assert segment_ink(Ink.from_points([[(50, 50)], [(50, 50), (50, 50)]])).crops.shape[1:] == (28, 28)
