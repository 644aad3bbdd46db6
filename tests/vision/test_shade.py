"""A shadow across paper costs no digit, and paper without one is read once as before."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.lines import line
from vision.evidence import PAGE
from vision.reader import Reader
from vision.reading import Line
from vision.shade import PAPER, SHADOW, better_evened, evened, unevenness
from vision.source import Photo

NUMBER = "4735274"


def card() -> NDArray[np.uint8]:
    """(H, W) uint8: a number in pencil amid a sheet."""
    grey = np.full((200, 640), 225, np.uint8)
    cv2.putText(grey, NUMBER, (70, 130), cv2.FONT_HERSHEY_SIMPLEX, 2.6, 110, 5, cv2.LINE_AA)
    return grey


def shaded(grey: NDArray[np.uint8], depth: float = 0.55) -> NDArray[np.uint8]:
    """A shadow with a sharp edge falls aslant over it."""
    y, x = np.mgrid[0 : grey.shape[0], 0 : grey.shape[1]]
    light = 1 - depth / (1 + np.exp(-(x + 0.8 * y - 0.6 * grey.shape[1]) / 3))
    return np.asarray(grey * light, np.uint8)


def no_reading(grey: NDArray[np.uint8]) -> list[Line]:
    raise AssertionError("there is nothing to look at again")


def test_a_shadow_is_told_from_even_paper_and_taken_away() -> None:
    """Ink keeps its contrast to the paper around, and the shadow's edge is gone."""
    assert unevenness(card()) < SHADOW[0] < unevenness(shaded(card())) < SHADOW[1]
    flat = evened(shaded(card()))
    paper = card() > 215
    inner = cv2.erode(paper.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert np.quantile(abs(flat[inner].astype(int) - PAPER), 0.97) < 25  # not where its edge meets the picture's
    assert np.quantile(flat[card() < 120], 0.99) < 160


@pytest.mark.parametrize("shape", [(1, 1), (2, 300), (40, 40)])
def test_odd_pictures_are_no_trouble(shape: tuple[int, int]) -> None:
    """Blank, black and tiny ones: there is no shadow, and evening them does nothing bad."""
    for grey in (0, 128, 255):
        picture = np.full(shape, grey, np.uint8)
        assert unevenness(picture) == 1
        assert evened(picture).shape == shape


def test_a_number_in_a_shadow_is_read(reader: Reader) -> None:
    """Boxes stay on its digits."""
    reading = reader.read(Photo(shaded(card(), 0.65)))
    (found,) = [line for line in reading.lines if line.text == NUMBER]
    for glyph in found.glyphs:
        x, y, width, height = (round(value) for value in glyph.box.corners)
        assert card()[y : y + height, x : x + width].min() < 130


def test_without_a_shadow_or_with_a_sure_number_nothing_is_read_again() -> None:
    """Most pictures are so; a page has many numbers, of which some may be lost in the shade."""
    doubtful, sure = [line("4735", 0.6)], [line("4735", 0.95)]
    leaves = np.random.default_rng(2).uniform(0.3, 1, (60, 80)).repeat(5, axis=0).repeat(5, axis=1)
    tree = shaded(np.asarray(240 * leaves, np.uint8))
    assert SHADOW[0] < unevenness(tree) < SHADOW[1]
    assert better_evened(tree, doubtful, no_reading) is None  # there is no paper in it
    assert better_evened(card(), doubtful, no_reading) is None
    assert better_evened(shaded(card()), sure, no_reading) is None
    assert better_evened(shaded(card(), 0.8), doubtful, no_reading) is None  # nothing on paper is so dark
    page = [line("4735", 0.95)] * PAGE
    assert better_evened(shaded(card()), page, lambda _: [line("4735", 0.97)] * PAGE) is not None


def test_it_is_taken_away_only_where_that_reads_better() -> None:
    """What is no shadow, such as a dark stamp or a plate's frame, may be needed."""
    doubtful = [line("4735", 0.6)]
    assert better_evened(shaded(card()), doubtful, lambda _: [line("4735274", 0.55)]) is None
    assert better_evened(shaded(card()), doubtful, lambda _: [line("4735274", 0.65)]) is not None
