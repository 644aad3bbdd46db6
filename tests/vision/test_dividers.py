"""Numbers in the columns of a table stay apart, and no other rule parts a number."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.chains import find_chains
from vision.close_look import area_around
from vision.components import Piece
from vision.dividers import HIGH, NARROW, Divider, find_dividers, runs_between
from vision.frame import Frame
from vision.lines import group_lines
from vision.reader import Reader
from vision.reading import Box
from vision.source import Photo

ROWS = (("4735", "90126"), ("61028", "3857"), ("270", "18463"), ("5521", "7094"))


def ruled(*rules: tuple[int, int, int], shape: tuple[int, int] = (600, 800)) -> NDArray[np.uint8]:
    """Upright rules: x, top and bottom of each."""
    mask = np.zeros(shape, np.uint8)
    for x, top, bottom in rules:
        cv2.line(mask, (x, top), (x, bottom), 255, 2)
    return mask


def table(*, tilt: float = 0.0, pale: int = 150, columns: bool = True) -> NDArray[np.uint8]:
    """Two columns of numbers close to the rule between them."""
    grey = np.full((420, 560), 240, np.uint8)
    for row, (left, right) in enumerate(ROWS):
        wide = cv2.getTextSize(left, cv2.FONT_HERSHEY_SIMPLEX, 1.3, 2)[0][0]
        cv2.putText(grey, left, (272 - wide, 90 + 84 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 60, 2, cv2.LINE_AA)
        cv2.putText(grey, right, (290, 90 + 84 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 60, 2, cv2.LINE_AA)
    for x in (60, 280, 500) if columns else (60, 500):
        cv2.line(grey, (x, 40), (x, 380), pale, 2)
    for y in range(40, 381, 85):
        cv2.line(grey, (60, y), (500, y), pale, 1)
    turn = cv2.getRotationMatrix2D((280, 210), tilt, 1.0)
    held = cv2.warpAffine(grey, turn, (560, 420), borderValue=240)
    noise = np.random.default_rng(0).normal(0, 3, held.shape)
    return np.asarray(np.clip(held + noise, 0, 255), np.uint8)


@pytest.mark.parametrize("tilt", [0, 2, -2])
@pytest.mark.parametrize("pale", [90, 190])
def test_numbers_of_neighbouring_columns_are_two(reader: Reader, tilt: int, pale: int) -> None:
    """Read as one they are a sure number that stands nowhere, and two are lost."""
    found = [line.text for line in reader.read(Photo(table(tilt=tilt, pale=pale))).lines if line.verdict != "ignore"]
    assert sorted(found) == sorted(text for row in ROWS for text in row)


def test_rules_of_a_table_are_found_where_they_stand() -> None:
    """Each leans as it was drawn."""
    mask = ruled((60, 50, 450), (500, 60, 440))
    cv2.line(mask, (280, 50), (290, 450), 255, 2)
    left, middle, right = find_dividers(mask, 40)
    assert left.x(200) == pytest.approx(60, abs=2) and right.x(200) == pytest.approx(500, abs=2)
    assert middle.x(60) == pytest.approx(280, abs=2) and middle.x(440) == pytest.approx(290, abs=2)


@pytest.mark.parametrize(
    ("mask", "height"),
    [
        (ruled(), 40),
        (ruled((280, 50, 450)), 40),
        (ruled((60, 50, 170), (280, 50, 170), (500, 50, 170)), 40),
        (ruled(*((60 + 50 * k, 50, 450) for k in range(9))), 40),
        (ruled((60, 50, 300), (500, 250, 590)), 40),
        (np.full((600, 800), 255, np.uint8), 40),
        (np.zeros((1, 1), np.uint8), 40),
    ],
    ids=["none", "one alone", "a field's sides", "cells or squares", "of no one table", "all ink", "a pixel"],
)
def test_other_rules_part_nothing(mask: NDArray[np.uint8], height: float) -> None:
    """A number goes on over the comb of a form and the bars of a counter."""
    assert find_dividers(mask, height) == ()
    assert NARROW * 40 > 50


def test_only_what_is_high_beside_the_marks_parts_them() -> None:
    """Beside small print a large character's stroke is as high as several lines."""
    divider = Divider(50, 450, 280, 280)
    assert divider.parts((200, 200, 40, 50), (300, 205, 40, 50))
    assert not divider.parts((200, 200, 40, 400 / HIGH + 1), (300, 205, 40, 50))  # it is a stroke beside such writing
    assert not divider.parts((200, 200, 40, 50), (230, 205, 40, 50))  # both are on the left
    assert not divider.parts((200, 460, 40, 50), (300, 465, 40, 50))  # below its end
    assert divider.crosses((200, 200, 160, 50)) and not divider.crosses((275, 200, 160, 50))


def test_pieces_and_chains_end_at_a_divider() -> None:
    """Both ways of finding lines, and what is shown of a line when it is looked at again."""
    pieces = [Piece(200 + 40 * k, 200, 25, 45, 600, 1 + k) for k in range(4)]
    divider = Divider(50, 450, 272, 272)
    assert [len(line.pieces) for line in group_lines(pieces, min_height_px=7)] == [4]
    assert [len(line.pieces) for line in group_lines(pieces, min_height_px=7, dividers=[divider])] == [2, 2]
    boxes = [(piece.x, piece.y, piece.width, piece.height) for piece in pieces]
    assert runs_between([divider], boxes) == [slice(0, 2), slice(2, 4)]
    frame = Frame(np.zeros((500, 700), np.uint8), 700, 500, dividers=(divider,))
    left, _, width, _ = area_around(frame, Box(200, 200, 65, 45))
    assert left < 200 and left + width < 272
    grey = table(columns=False)
    across = [chain for chain in find_chains(grey) if chain.box[0] < 250 and chain.box[0] + chain.box[2] > 320]
    between = Divider(40, 380, 280, 280)
    assert across
    for chain in find_chains(grey, dividers=[between]):
        assert not between.crosses(chain.box)
