"""Digits and letters of a line read whole stand where they are."""

import numpy as np

from vision.alphabet import BLANK, CLASSES, SYMBOLS, digits_of, numbers_of, only_digits, symbol_of
from vision.fusion import shared
from vision.line_places import align, places
from vision.line_posterior import LinePosterior
from vision.line_steps import line_steps
from vision.line_view import line_view
from vision.reading import NOT_A_DIGIT


def posterior(shown: str) -> LinePosterior:
    """Frames that show these symbols one after the other; "_" is a frame of nothing."""
    frames = np.full((len(shown), CLASSES), 1e-4)
    for frame, symbol in zip(frames, shown, strict=True):
        frame[BLANK if symbol == "_" else SYMBOLS.index(symbol)] = 0.9
    logs = np.log(frames / frames.sum(axis=1, keepdims=True)).astype(np.float32)
    return LinePosterior(only_digits(logs), logs)


def test_letters_count_as_what_stands_between_digits() -> None:
    """A plate's digits are read as if its letters were blank paper, and remain a distribution."""
    line = posterior("_A_1__B2_")
    np.testing.assert_allclose(np.exp(line.frames).sum(axis=1), 1, atol=1e-5)
    assert line.frames.shape == (9, 11)
    assert line.best(1)[0][0] == "12"


def test_symbols_stand_in_their_order_with_digits_at_their_frames() -> None:
    """So that AB·1234 keeps its structure, and a box drawn on the picture lies over its digit."""
    found = places(posterior("_A__1__-_2_"), "12")
    assert [place.symbol for place in found] == ["A", "1", "-", "2"]
    assert [round(place.column) for place in found] == [6, 18, 30, 38]


def test_a_string_that_the_network_doubts_still_has_places() -> None:
    """The lattice may overrule the network; its digits need boxes all the same."""
    assert [place.symbol for place in places(posterior("_1__7_"), "12") if place.is_digit] == ["1", "2"]
    assert align(posterior("_1_").frames, "1111") == []


def test_every_character_is_a_symbol() -> None:
    """What fonts and hands write must have a class, or training breaks on it."""
    assert [symbol_of(c) for c in "aZ7=_'$("] == ["A", "Z", "7", "-", "-", ",", "*", "*"]
    assert numbers_of(SYMBOLS) == list(range(BLANK))
    assert digits_of("A1-2") == "12"


def test_steps_of_a_line_lie_on_its_ink_in_the_frame() -> None:
    """Columns of the line picture are led back to pixels of the frame, also on a line that falls."""
    grey = np.full((120, 300), 255, np.uint8)
    for x in (100, 150):
        top = round(40 + 0.2 * (x - 130))
        grey[top : top + 40, x : x + 10] = 0
    view = line_view(grey, (95.0, 40.0, 70.0, 40.0), slope=0.2)
    frames = -(-view.picture.shape[1] // 4)
    shown = ["_"] * frames
    ink = np.flatnonzero(view.picture.max(axis=0) > 128)
    for symbol, column in (("1", ink[0] + 4), ("7", ink[-1] - 4)):
        shown[int(column) // 4] = symbol
    line = posterior("".join(shown))
    strings = shared(["17", "11"], np.array([0.0, -2.0]))
    first, second = line_steps(view, line, "17", strings)
    assert (first.label, second.label) == (1, 7)
    assert abs(first.candidate.box[0] - 100) < 4
    assert abs(second.candidate.box[0] - 150) < 4
    assert abs(second.candidate.box[1] - first.candidate.box[1] - 10) < 4
    assert second.probabilities[1] == strings[1][1]
    assert second.picture is not None and second.picture.shape == (28, 28)
    assert first.probabilities[NOT_A_DIGIT] < 0.01


def test_marks_of_a_line_do_not_reach_into_its_neighbours() -> None:
    """The paper around a line that the network sees holds other lines; no box of a digit takes them in."""
    view = line_view(np.full((200, 300), 255, np.uint8), (50.0, 80.0, 200.0, 40.0))
    rows = view.picture.shape[0]
    assert [view.y(row, 150.0) for row in (0, rows)] == [76.0, 124.0]
    assert 80 < view.y(rows // 2, 150.0) < 120
