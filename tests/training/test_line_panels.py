"""Hands in dots and in bars: what they write can be told apart, and keeps its place."""

from __future__ import annotations

import cv2
import numpy as np

from tests.training.tiny import digits
from training.linereader.hands import crop_hands
from training.linereader.panels import MATRICES, dotted_hands, matrix_hands
from training.linereader.printed import LETTERS, FontHand


def _rows(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def test_no_way_to_draw_a_digit_is_another_digit() -> None:
    """A line's text must be what its picture shows."""
    seen: dict[tuple[str, ...], str] = {}
    for digit, ways in MATRICES.items():
        for way in ways:
            assert len({len(row) for row in _rows(way)}) == 1, way
            assert seen.setdefault(_rows(way), digit) == digit


def test_a_matrix_writes_all_digits_in_one_height() -> None:
    """Digits of one panel have as many rows of dots each, so that no two panels are mixed."""
    rng = np.random.default_rng(0)
    for hand in matrix_hands(12, rng):
        assert hand.can_write >= set("0123456789.,-/:")
        marks = hand.write("0123456789", 40, rng)
        assert len({mark.ink.tobytes() for mark in marks}) == 10
        assert np.ptp([mark.ink.shape[0] for mark in marks]) <= 8  # an outline or a heavier face is higher by its edge


def test_dots_take_the_shapes_of_a_font_and_leave_others_out() -> None:
    """Letters in dots are the font's own; hands that are no fonts have none to give."""
    ink = {symbol: (_letter(symbol), 0.0) for symbol in LETTERS + "0123456789"}
    made = dotted_hands([*crop_hands(digits(40)), FontHand(ink, 60.0)], 3, np.random.default_rng(1))
    assert len(made) == 3
    for hand in made:
        assert isinstance(hand, FontHand)
        assert hand.can_write == set(ink)
        darkest = {symbol: int(mark.max()) for symbol, (mark, _) in hand.marks.items()}
        assert min(darkest.values()) > 150, darkest
    assert dotted_hands(crop_hands(digits(40)), 3, np.random.default_rng(1)) == []


def _letter(symbol: str) -> np.ndarray:
    canvas = np.zeros((60, 44), np.uint8)
    cv2.putText(canvas, symbol, (2, 52), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 255, 3)
    return canvas
