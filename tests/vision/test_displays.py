"""Segment displays are found though the bars of their digits stand apart, and read whatever colour is lit."""

import cv2
import numpy as np
import pytest

from vision.chains import find_chains
from vision.displays import MOST_BARS, closed, is_of_bars, meeting_bars
from vision.reader import Reader
from vision.source import Photo


def bars(*boxes: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Ink with these boxes, x, y, width and height, and what their components measure."""
    ink = np.zeros((100, 200), np.uint8)
    for x, y, width, height in boxes:
        ink[y : y + height, x : x + width] = 255
    return ink, np.array([(*box, box[2] * box[3]) for box in boxes], np.int32)


SEVEN = ((20, 10, 24, 6), (44, 18, 6, 26), (44, 50, 6, 26))
ONE = ((74, 18, 6, 26), (74, 50, 6, 26))


def test_bars_whose_ends_meet_become_one_mark_a_digit() -> None:
    """A 7 of three bars and a 1 of two are two marks, and stay apart from each other."""
    ink, stats = bars(*SEVEN, *ONE)
    meeting = meeting_bars(stats)
    assert len(meeting) == 5
    whole = closed(ink, meeting)
    count, _ = cv2.connectedComponents(whole)
    assert count - 1 == 2
    assert not whole[:, 51:73].any()


@pytest.mark.parametrize(
    "boxes",
    [
        (),
        ((20, 10, 24, 6),),
        ((20, 10, 24, 6), (120, 40, 6, 26), (160, 60, 6, 26)),
        ((20, 10, 20, 20), (50, 10, 20, 20), (80, 10, 20, 20)),
        ONE,
    ],
    ids=["nothing", "one bar", "bars far apart", "blots", "a pair by chance"],
)
def test_what_has_no_meeting_bars_costs_nothing_more(boxes: tuple[tuple[int, int, int, int], ...]) -> None:
    """Most pictures have none; they must not be searched a second time."""
    assert not len(meeting_bars(bars(*boxes)[1].reshape(-1, 5)))


def test_many_bars_end_in_bounded_work() -> None:
    """A picture made of bars alone is looked at by its largest ones."""
    stats = np.tile(np.array([[0, 0, 24, 6, 144], [24, 6, 6, 24, 144]], np.int32), (20_000, 1))
    assert 0 < len(meeting_bars(stats)) <= 2 * MOST_BARS


def test_a_line_with_few_bars_is_no_display() -> None:
    """A dash beside a letter on a plate meets it by chance."""
    meeting = meeting_bars(bars(*SEVEN)[1])
    marks = np.array([[20, 10, 30, 66], [60, 10, 30, 66], [100, 10, 30, 66], [140, 10, 30, 66]], np.float32)
    assert is_of_bars(marks[:3], meeting)
    assert not is_of_bars(marks, meeting)


DIGITS = {"0": "abcdef", "1": "bc", "2": "abdeg", "4": "bcfg", "7": "abc", "8": "abcdefg"}
PLACES = {
    "a": (6, 0, 24, 6),
    "b": (30, 7, 6, 26),
    "c": (30, 39, 6, 26),
    "d": (6, 66, 24, 6),
    "e": (0, 39, 6, 26),
    "f": (0, 7, 6, 26),
    "g": (6, 33, 24, 6),
}


def display(text: str, *, light: bool) -> np.ndarray:
    """(H, W) uint8: a panel with a number in the middle of a wall."""
    grey = np.full((360, 480), 120, np.uint8)
    grey[110:260, 60:420] = 25 if light else 190
    for place, digit in enumerate(text):
        for x, y, width, height in (PLACES[bar] for bar in DIGITS[digit]):
            left, top = 90 + 56 * place + x, 150 + y
            grey[top : top + height, left : left + width] = 200 if light else 40
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.8), np.uint8)


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("text", ["70", "12804", "71"])
def test_a_display_is_read_of_bars_that_stand_apart(reader: Reader, text: str, light: bool) -> None:
    """Bars are marks themselves, and alike: their chains alone would be rows of ones."""
    grey = display(text, light=light)
    assert any(chain.display for chain in find_chains(grey))
    assert text in [line.text for line in reader.read(Photo(grey)).lines]
