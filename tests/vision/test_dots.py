"""Numbers in dots are found though their dots stand apart, and what is dotted by chance is left alone."""

import cv2
import numpy as np
import pytest

from vision.chains import find_chains
from vision.dots import FEWEST_DOTS, MOST_DOTS, is_of_dots, joined, panels, slim
from vision.reader import Reader
from vision.source import Photo

DIGITS = {
    "2": "01110 10001 00001 00010 00100 01000 11111",
    "4": "00010 00110 01010 10010 11111 00010 00010",
    "7": "11111 00001 00010 00100 01000 01000 01000",
}


def matrix(text: str, *, light: bool, pitch: int = 9, reach: int = 3) -> np.ndarray:
    """(H, W) uint8: a panel of five by seven dots in the middle of a wall, whose dots do not touch."""
    grey = np.full((300, 480), 120, np.uint8)
    grey[90:210, 60:420] = 20 if light else 210
    for place, digit in enumerate(text):
        for row, dots in enumerate(DIGITS[digit].split()):
            for column in np.flatnonzero([dot == "1" for dot in dots]).tolist():
                centre = (90 + 6 * pitch * place + pitch * column, 115 + pitch * row)
                cv2.circle(grey, centre, reach, 240 if light else 40, -1)
    return grey


def stats_of(ink: np.ndarray) -> np.ndarray:
    return cv2.connectedComponentsWithStats(ink)[2][1:]


@pytest.mark.parametrize("light", [True, False], ids=["lit", "printed"])
@pytest.mark.parametrize("pitch", [7, 11])
def test_a_number_in_dots_is_found_and_read(light: bool, pitch: int) -> None:
    """Not one of its digits is a mark of its own, so without the dots there is nothing to chain."""
    grey = matrix("2747", light=light, pitch=pitch, reach=pitch // 3)
    chains = [chain for chain in find_chains(grey) if chain.display]
    assert chains
    assert chains[0].marks == 4
    with Reader.open() as reader:
        assert "2747" in [line.text for line in reader.read(Photo(grey)).lines]


def test_joining_keeps_digits_apart() -> None:
    """One column of dots lies between two digits; what closes the gaps within one must not close that."""
    ink = np.where(matrix("24", light=True) > 200, 255, 0).astype(np.uint8)
    (panel,) = panels(stats_of(ink))
    assert panel.pitch == pytest.approx(9, abs=0.5)
    digits = slim(stats_of(joined(ink, panel)), panel)
    assert len(digits) == 2
    np.testing.assert_allclose(digits[:, 3], stats_of(ink)[0, 3] + 6 * 9, atol=1)  # as high as seven dots


def test_dots_at_random_and_few_dots_are_no_panel() -> None:
    """Noise and print have marks of one size too; they must not be searched a second time."""
    assert panels(np.zeros((0, 5), np.int32)) == []
    rng = np.random.default_rng(2)
    specks = np.column_stack([rng.integers(0, 900, (400, 2)), np.full((400, 2), 5), np.full(400, 21)]).astype(np.int32)
    assert panels(specks) == []
    row = np.array([[20 + 9 * k, 20, 6, 6, 32] for k in range(FEWEST_DOTS)], np.int32)
    assert panels(row[:-1]) == []
    assert len(panels(row)) == 1


def test_a_line_with_few_dots_is_not_in_dots() -> None:
    """Letters beside a dotted rule are chained without it."""
    row = np.array([[20 + 9 * k, 20, 6, 6, 32] for k in range(FEWEST_DOTS)], np.int32)
    (panel,) = panels(row)
    marks = np.array([[20 + 40 * k, 10, 36, 40, 0.4] for k in range(5)], np.float32)
    assert is_of_dots(marks[:3], panel)
    assert not is_of_dots(marks, panel)


def test_many_dots_end_in_bounded_work() -> None:
    """A halftone has tens of thousands; so many of one size are compared and no more."""
    ink = np.zeros((1024, 1024), np.uint8)
    ink[::6, ::6] = ink[1::6, ::6] = ink[::6, 1::6] = ink[1::6, 1::6] = ink[2::6, ::6] = ink[2::6, 1::6] = 255
    assert all(len(panel.dots) <= MOST_DOTS for panel in panels(stats_of(ink)))
