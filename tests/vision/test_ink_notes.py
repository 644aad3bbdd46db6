"""What is drawn about numbers is none of them, and what was struck out is gone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.vision.test_ink_lines import Points, drawn, ink, loops, stem
from tests.vision.test_ink_signs import two
from vision import Ink, Reader
from vision.components import Piece
from vision.ink_notes import MOST, MOST_FRAMES, left_out
from vision.segment_ink import piece_of, segment_ink


def ring(left: float, top: float, right: float, bottom: float) -> Points:
    """A closed curve."""
    turn = np.linspace(0, 2 * np.pi, 40)
    x, y = (left + right) / 2, (top + bottom) / 2
    return [(x + (right - left) / 2 * float(np.cos(t)), y + (bottom - top) / 2 * float(np.sin(t))) for t in turn]


NUMBER = [stem(60.0), two(90.0), loops(1, left=165.0)]
FRAME = [[(30.0, 50.0), (230.0, 50.0)], [(30.0, 150.0), (230.0, 150.0)], [(30.0, 50.0), (31.0, 150.0)]]


@pytest.mark.parametrize(
    "about",
    [
        [ring(20, 40, 230, 160)],
        [ring(40, 55, 215, 145)],
        [*FRAME, [(230.0, 50.0), (230.0, 150.0)]],
        [[(40.0, 145.0), (120.0, 148.0), (220.0, 144.0)]],
        [[(40.0, 145.0), (220.0, 144.0)], [(40.0, 152.0), (220.0, 150.0)]],
        [ring(205, 70, 222, 92), [(245.0, 70.0), (207.0, 130.0)], ring(230, 108, 247, 130)],
    ],
    ids=["a ring", "a narrow ring", "a frame of four strokes", "a rule", "two rules", "percent"],
)
def test_what_is_about_a_number_is_none_of_it(reader: Reader, about: list[Points]) -> None:
    """A ring made the number vanish or had its sides read as digits, and of 120 % came 12096, surely."""
    assert drawn(reader, [*NUMBER, *about]) == "120"
    assert drawn(reader, [*about, *NUMBER]) == "120"


@pytest.mark.parametrize(
    "strike",
    [[(40.0, 102.0), (210.0, 98.0)], [(45.0, 125.0), (205.0, 74.0)]],
    ids=["level", "climbing"],
)
def test_a_number_that_is_struck_out_is_gone(reader: Reader, strike: Points) -> None:
    """Before, it was shown with one digit less, surely. What is written over a line that was there first stays."""
    assert drawn(reader, [*NUMBER, strike]) == ""
    below = [[(x, y + 90) for x, y in stroke] for stroke in (two(60), stem(120))]
    assert drawn(reader, [*NUMBER, strike, *below]) == "21"
    assert drawn(reader, [strike, *NUMBER]) != ""


def test_a_digit_under_a_scribble_is_gone(reader: Reader) -> None:
    """The others of its line stay."""
    scribble = [(135.0 + 60 * (step % 2), 70.0 + 8 * step) for step in range(9)]
    assert drawn(reader, [*NUMBER, scribble]) == "12"


@pytest.mark.parametrize(
    "strokes",
    [
        [[(60, 70), (100, 70), (75, 130)], [(130, 70), (170, 70), (145, 130)], [(60, 100), (175, 100)]],
        [ring(60, 70, 110, 130), [(78.0, 96.0), (92.0, 104.0)]],
        [ring(60, 70, 110, 130), [(105.0, 75.0), (65.0, 125.0)]],
        [stem(60), [(85.0, 100.0), (115.0, 100.0)], stem(140)],
    ],
    ids=["one bar for two 7s", "a point in a 0", "a slashed 0", "a dash"],
)
def test_strokes_of_digits_stay(strokes: list[Points]) -> None:
    """None of them is about a number."""
    of_lines = [candidate.strokes for line in segment_ink(ink(*strokes)).lattices for candidate in line.candidates]
    assert {stroke for of_one in of_lines for stroke in of_one} == set(range(len(strokes)))


def test_rings_in_rings_are_bounded() -> None:
    """Each lies around all smaller ones: to compare all points of all would take half a minute."""
    strokes = [ring(2000 - 3 * size, 2000 - 3 * size, 2000 + 3 * size, 2000 + 3 * size) for size in range(5, 505)]
    drawing = ink(*strokes)
    assert len(left_out(boxes(drawing), drawing)) <= MOST_FRAMES
    many = ink(*[stem(10.0 * number) for number in range(MOST + 1)])
    assert left_out(boxes(many), many) == set()


def boxes(drawing: Ink) -> list[Piece]:
    """Of each stroke."""
    return [piece_of(number, stroke, drawing.pen_px) for number, stroke in enumerate(drawing.strokes)]
