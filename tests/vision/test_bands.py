"""What lies along the edge of a sheet on other ground is no ink; what is written on the sheet stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.bands import without_bands
from vision.binarise import binarise
from vision.components import Components, components
from vision.reader import Reader
from vision.source import Photo


def sheet(paper: int, table: int, text: str, *, pen: int) -> NDArray[np.uint8]:
    """(600, 600) uint8: a sheet on a table with one large number on it, as a camera sees it."""
    grey = np.full((600, 600), table, np.uint8)
    cv2.fillConvexPoly(grey, np.array([[110, 90], [480, 110], [500, 490], [95, 505]], np.int32), paper, cv2.LINE_AA)
    cv2.putText(grey, text, (250, 370), cv2.FONT_HERSHEY_SIMPLEX, 5.0, pen, 22, cv2.LINE_AA)
    noise = np.random.default_rng(0).normal(0, 3, grey.shape)
    return np.asarray(np.clip(cv2.GaussianBlur(grey, (0, 0), 1.2) + noise, 0, 255), np.uint8)


def dark_ink(grey: NDArray[np.uint8]) -> Components:
    mask = binarise(grey).dark
    return components(mask.ink, mask.strong)


def test_the_band_around_a_sheet_goes_with_its_ink_and_the_digit_stays() -> None:
    """It is larger than the digit, which lies within it: both were taken for one mark."""
    grey = sheet(190, 60, "5", pen=20)
    before = dark_ink(grey)
    after = without_bands(before, grey)
    assert max(piece.width for piece in before.pieces) > 400
    assert max(piece.width for piece in after.pieces) < 200
    assert any(100 < piece.height < 200 for piece in after.pieces)
    assert np.count_nonzero(after.ink) < np.count_nonzero(before.ink) / 2


@pytest.mark.parametrize("blur", [0.8, 4.0])
def test_large_strokes_and_drawn_frames_are_no_bands(blur: float) -> None:
    """A digit that fills the picture and a frame drawn around it have sharp edges on both sides, also out of focus."""
    grey = np.full((600, 600), 220, np.uint8)
    cv2.rectangle(grey, (60, 60), (540, 540), 40, 14)
    cv2.putText(grey, "8", (170, 450), cv2.FONT_HERSHEY_SIMPLEX, 14.0, 40, 50, cv2.LINE_AA)
    grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), blur), np.uint8)
    before = dark_ink(grey)
    assert sum(min(piece.width, piece.height) > 180 for piece in before.pieces) == 2
    assert without_bands(before, grey) is before


def test_small_pieces_are_not_looked_at() -> None:
    """A page of text costs nothing."""
    grey = np.full((600, 800), 240, np.uint8)
    cv2.putText(grey, "4071", (300, 300), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 30, 4, cv2.LINE_AA)
    before = dark_ink(grey)
    assert without_bands(before, grey) is before


@pytest.mark.parametrize(("paper", "table", "pen"), [(190, 60, 20), (60, 190, 235)], ids=["light sheet", "dark sheet"])
@pytest.mark.parametrize("text", ["8", "5"])
def test_a_lone_digit_on_a_sheet_is_read(reader: Reader, text: str, paper: int, table: int, pen: int) -> None:
    """Somebody holds a sheet before a wall of another grey."""
    found = [line.text for line in reader.read(Photo(sheet(paper, table, text, pen=pen))).lines if line.text]
    assert text in found
