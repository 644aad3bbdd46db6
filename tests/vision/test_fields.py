"""Ruled fields are found, whole, open or broken, and read as one number each."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision import Photo, Reader
from vision.field_lines import read_fields
from vision.fields import MOST_FIELDS, find_fields
from vision.fusion import text_of

BOX = (300, 200, 560, 260)
Grey = NDArray[np.uint8]


def page(text: str = "48300") -> Grey:
    """Paper with a box, and in it a number whose first digit hangs out of it."""
    grey = np.full((480, 640), 225, np.uint8)
    cv2.rectangle(grey, BOX[:2], BOX[2:], 70, 2)
    cv2.putText(grey, text, (330, 246), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 40, 3, cv2.LINE_AA)
    if text:
        cv2.line(grey, (347, 240), (344, 264), 40, 3, cv2.LINE_AA)
    return grey


def is_found(grey: Grey) -> bool:
    """Whether one of the fields lies within the box and takes most of it."""
    return any(
        abs(field.x - BOX[0]) < 12 and abs(field.right - BOX[2]) < 12 and BOX[1] <= field.y < field.bottom <= BOX[3] + 2
        for field in find_fields(grey)
    )


def open_at_the_right(grey: Grey) -> None:
    grey[204:258, 555:566] = 225


def dotted_below(grey: Grey) -> None:
    grey[257:264, (np.arange(640) % 9) < 4] = 225


def fallen(grey: Grey) -> None:
    turned = cv2.getRotationMatrix2D((430, 230), -1.0, 1)
    grey[:] = cv2.warpAffine(grey, turned, (640, 480), borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("change", [lambda grey: None, open_at_the_right, dotted_below, fallen])
def test_a_field_is_found(change: object) -> None:
    """Amount boxes are often open at an end, dotted below and not quite level."""
    grey = page()
    assert callable(change)
    change(grey)
    assert is_found(grey)


def test_a_field_is_as_high_as_what_is_written_in_it() -> None:
    """The line network is shown the number and not the empty paper over it."""
    field = next(field for field in find_fields(page()) if field.right - field.x > 200)
    assert 205 <= field.rows[0] < 222
    assert 243 < field.rows[1] <= 259


@pytest.mark.parametrize("kind", ["empty", "guide lines", "whole picture"])
def test_what_is_no_field(kind: str) -> None:
    """Empty boxes, the space between guide lines and the frame of a cut-out plate."""
    grey = np.full((480, 640), 225, np.uint8)
    if kind == "empty":
        grey = page("")
    elif kind == "guide lines":
        for y in (120, 180, 240):
            cv2.line(grey, (40, y), (600, y), 70, 2)
        cv2.putText(grey, "48300", (100, 170), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 40, 3, cv2.LINE_AA)
    else:
        grey = page()[190:270, 290:570].copy()
    assert find_fields(grey) == []


@pytest.mark.parametrize(
    "grey",
    [
        np.zeros((1, 1), np.uint8),
        np.full((300, 400), 128, np.uint8),
        np.random.default_rng(0).integers(0, 256, (900, 1200)).astype(np.uint8),
        np.tile(np.pad(np.full((38, 118), 255, np.uint8), 1), (30, 10)),
    ],
    ids=["a pixel", "one colour", "noise", "a page of boxes"],
)
def test_the_work_is_bounded(grey: Grey) -> None:
    """Pictures made of nothing but rules give no more fields than are read."""
    assert len(find_fields(grey)) <= MOST_FIELDS


def test_a_number_that_runs_out_of_its_field_is_read_whole(reader: Reader) -> None:
    """By the field alone and by the whole road: the stroke over the edge is part of its digit, the edge is none."""
    assert reader._line_readers is not None
    assert [text_of(field.line.steps) for field in read_fields(page(), reader._line_readers.general)] == ["48300"]
    assert [line.text for line in reader.read(Photo(page())).lines] == ["48300"]
