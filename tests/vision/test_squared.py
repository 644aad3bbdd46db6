"""Squared paper costs no number, and what is not ruled so is read once as before."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.lines import line
from vision.reader import Reader
from vision.reading import Line
from vision.source import Photo
from vision.squared import MANY, better_unruled, side_of_squares, unruled

NUMBERS = ("4735274", "90126", "385", "61028")


def written(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The numbers below each other in pencil, one to two squares high."""
    for row, number in enumerate(NUMBERS):
        cv2.putText(grey, number, (90 + 60 * row, 120 + 130 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 70, 3, cv2.LINE_AA)
    return grey


def paper(side: float, *, slope: float = 0.0, across: bool = True) -> NDArray[np.uint8]:
    """(600, 800) uint8: ruled, both ways unless only `across`, its lines falling by `slope`; with a camera's noise."""
    grey = np.full((600, 800), 240, np.uint8)
    for y in np.arange(-60, 660, side):
        cv2.line(grey, (0, round(y)), (800, round(y + 800 * slope)), 185, 1, cv2.LINE_AA)
    for x in np.arange(-60, 860, side) if across else ():
        cv2.line(grey, (round(x), 0), (round(x - 600 * slope), 600), 185, 1, cv2.LINE_AA)
    noise = np.random.default_rng(0).normal(0, 3, grey.shape)
    return np.asarray(np.clip(grey + noise, 0, 255), np.uint8)


def grid(count: int, side: int) -> NDArray[np.uint8]:
    """A puzzle's grid of so many cells each way, filling its picture."""
    grey = np.full((count * side + 20, count * side + 20), 240, np.uint8)
    for k in range(count + 1):
        cv2.line(grey, (10 + k * side, 10), (10 + k * side, 10 + count * side), 60, 2)
        cv2.line(grey, (10, 10 + k * side), (10 + count * side, 10 + k * side), 60, 2)
    return grey


def no_reading(grey: NDArray[np.uint8]) -> list[Line]:
    raise AssertionError("there is nothing to look at again")


@pytest.mark.parametrize("side", [16, 24, 38, 48])
@pytest.mark.parametrize("slope", [0.0, 0.03, -0.02])
def test_the_squares_are_measured(side: int, slope: float) -> None:
    """Scanned straight or held a little askew, empty and written on."""
    assert side_of_squares(paper(side, slope=slope)) == pytest.approx(side, rel=0.06)
    if side < 40:  # among larger ones strokes as long as these weigh more
        assert side_of_squares(written(paper(side, slope=slope))) == pytest.approx(side, rel=0.06)


@pytest.mark.parametrize(
    "grey",
    [
        written(np.full((600, 800), 240, np.uint8)),
        written(paper(40, across=False)),
        grid(9, 44),
        grid(9, 70),
        np.random.default_rng(1).integers(0, 256, (500, 500)).astype(np.uint8),
        np.zeros((400, 400), np.uint8),
        np.full((1, 1), 200, np.uint8),
        np.full((3, 900), 200, np.uint8),
    ],
    ids=["plain", "ruled one way", "sudoku", "large sudoku", "noise", "black", "a pixel", "a strip"],
)
def test_other_pictures_have_none(grey: NDArray[np.uint8]) -> None:
    """They must not lose their rules, nor be read a second time."""
    assert side_of_squares(grey) is None
    assert better_unruled(grey, [line("123", 0.2)], no_reading) is None


def test_a_grid_of_many_cells_is_as_good_as_paper() -> None:
    """Nothing else tells the two apart; which of them reads better decides."""
    assert side_of_squares(grid(MANY + 1, 32)) == pytest.approx(32, rel=0.06)


def test_lines_go_and_ink_stays() -> None:
    """A digit that stands on a line keeps what crosses it."""
    with_ink, without = written(paper(30)), paper(30)
    plain = unruled(with_ink, 30)
    ink, blank = written(np.full((600, 800), 240, np.uint8)) < 90, without > 0
    blank &= cv2.dilate(ink.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    assert np.quantile(plain[blank], 0.01) > 200 > np.quantile(with_ink[blank], 0.01)
    assert np.quantile(plain[ink], 0.97) < 150


def test_numbers_on_squared_paper_are_read(reader: Reader) -> None:
    """Squares of a digit's size look like boxes for one each, and their lines cross every digit."""
    for side in (22, 36):
        reading = reader.read(Photo(written(paper(side, slope=0.01))))
        assert [found.text for found in reading.lines if found.verdict != "ignore"] == list(NUMBERS)


def test_what_is_read_surely_is_not_looked_at_again() -> None:
    """Most pages cost nothing more."""
    assert better_unruled(written(paper(30)), [line("123456", 0.97)], no_reading) is None


def test_lines_stay_where_that_reads_better() -> None:
    """A table of small cells is read cell by cell."""
    assert better_unruled(written(paper(30)), [line("123456", 0.7)], lambda _: [line("1234", 0.6)]) is None
    assert better_unruled(written(paper(30)), [line("123456", 0.7)], lambda _: [line("123456", 0.9)]) is not None
