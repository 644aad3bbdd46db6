"""A number on paper that somebody struck out is marked as that and never accepted; what is only underlined is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.reader import Reader
from vision.reading import Line, line_from_json
from vision.source import Photo

DOWN = 80
"""The row that the number stands on ends here, 52 pixels high."""


def written(text: str = "4735274") -> NDArray[np.uint8]:
    """(160, 700) uint8: a number as with a pen."""
    grey = np.full((160, 700), 245, np.uint8)
    cv2.putText(grey, text, (150, DOWN + 26), cv2.FONT_HERSHEY_SIMPLEX, 2.4, 50, 5, cv2.LINE_AA)
    return grey


def ends(grey: NDArray[np.uint8]) -> tuple[int, int]:
    columns = np.flatnonzero((grey < 128).any(axis=0))
    return int(columns[0]), int(columns[-1])


def only(reader: Reader, grey: NDArray[np.uint8]) -> Line:
    noise = np.random.default_rng(0).normal(0, 2, grey.shape)
    picture = np.asarray(np.clip(cv2.GaussianBlur(grey, (0, 0), 0.8) + noise, 0, 255), np.uint8)
    return max(reader.read(Photo(picture)).lines, key=lambda line: len(line.text))


@pytest.mark.parametrize(("rise", "middle"), [(0, 0), (16, 3), (-20, -4)], ids=["level", "rising", "falling"])
def test_a_line_through_all_digits_is_seen(reader: Reader, rise: int, middle: int) -> None:
    """Most numbers that were struck out were read rightly, and accepted."""
    grey = written()
    left, right = ends(grey)
    cv2.line(grey, (left - 12, DOWN + middle + rise), (right + 25, DOWN + middle - rise), 50, 5, cv2.LINE_AA)
    line = only(reader, grey)
    assert line.struck
    assert line.verdict != "accept"


@pytest.mark.parametrize(
    "line",
    [None, (-20, 38, 20, 38), (-150, 2, 300, 2), (0, 0, -150, 0)],
    ids=["nothing", "underlined", "a rule of the paper", "through some of it"],
)
def test_other_lines_strike_nothing_out(reader: Reader, line: tuple[int, int, int, int] | None) -> None:
    """A number is underlined, or written over a rule that goes on across the paper."""
    grey = written()
    left, right = ends(grey)
    if line is not None:
        first, down, last, end = line
        cv2.line(grey, (left + first, DOWN + down), (right + last, DOWN + end), 50, 5, cv2.LINE_AA)
    assert not only(reader, grey).struck


@pytest.mark.parametrize("text", ["7777", "4444", "888800", "555"])
def test_bars_of_digits_are_no_line(reader: Reader, text: str) -> None:
    """They stand at one height beside each other."""
    assert not only(reader, written(text)).struck


def test_it_goes_through_the_json_form(reader: Reader) -> None:
    """A stored reading keeps it; one that was stored before there was such a mark has none."""
    grey = written()
    left, right = ends(grey)
    cv2.line(grey, (left - 12, DOWN), (right + 12, DOWN), 50, 5, cv2.LINE_AA)
    reading = reader.read(Photo(grey)).to_json()
    line = max(reading["lines"], key=lambda one: len(one["text"]))
    assert line["struck"]
    assert line_from_json(line).struck
    del line["struck"]
    assert not line_from_json(line).struck
