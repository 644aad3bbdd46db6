"""A mark that is drawn alike as a letter and as a digit is read by the order that plates have; nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from vision.alphabet import BLANK, CLASSES, numbers_of, only_digits
from vision.fusion import likeliest
from vision.line_posterior import LinePosterior, string_scores
from vision.order_priors import order_of
from vision.orders import has_letters, is_word
from vision.plate_orders import MOST_READINGS, known_orders, plate_readings


def line(*marks: str) -> LinePosterior:
    """Frames for marks, each one symbol or several that are as likely as their order tells: "0O" is rather a 0."""
    frames = []
    for mark in marks:
        frame, blank = np.full(CLASSES, 1e-5), np.full(CLASSES, 1e-5)
        for place, number in enumerate(numbers_of(mark)):
            frame[number] = 0.6**place
        blank[BLANK] = 1.0
        frames += [frame / frame.sum(), blank / blank.sum()]
    symbols = np.log(np.stack(frames)).astype(np.float32)
    return LinePosterior(only_digits(symbols), symbols)


def digits(posterior: LinePosterior) -> str:
    return likeliest(posterior)[0][0][0]


@pytest.mark.parametrize(
    ("marks", "wanted"),
    [
        (("H", "0O", "T", "4", "0O", "9"), "409"),
        (("O0", "U", "G", "6", "1", "5", "7"), "6157"),
        (("R", "K", "8", "9", "6", "A", "0O"), "896"),
        (("A", "A", "4", "2", "9", "V", "0D"), "429"),
        (("4", "8", "1", "A", "B", "0Q"), "481"),
        (("4", "4", "4", "N", "0O", "Q"), "444"),
        (("L", "0O", "G", "0O"), ""),
    ],
)
def test_the_order_tells_an_o_from_a_0(marks: tuple[str, ...], wanted: str) -> None:
    """Three letters and three digits are a plate in many countries, a digit among the letters is one in few; and
    words have none."""
    assert digits(line(*marks)) == wanted


def test_numbers_stay_as_they_are() -> None:
    """No letter beside the digits: an amount with a round 0 is no plate, nor is a short line."""
    for marks in (("1", "0O", "5", "0"), ("0O", "1"), ("N", "0O", "7"), ("X", "1I", "4", "6", "7")):
        posterior = line(*marks)
        assert digits(posterior) == "".join(mark[0] for mark in marks if mark[0].isdigit())


def test_a_mark_that_is_surely_a_digit_stays_one() -> None:
    """The prior decides where the picture does not, and nowhere else."""
    assert digits(line("H", "0", "T", "4", "0", "9")) == "0409"


def test_a_d_is_weighed_only_where_the_picture_leaves_it_open() -> None:
    """An O may be a 0 on any plate, a D only on a poor picture; and marks that are open do not multiply without end."""
    assert not order_of(line("A", "A", "4", "2", "9", "V", "D")).is_open
    assert order_of(line("A", "A", "4", "2", "9", "V", "D0")).is_open
    assert len(plate_readings(line("X", *["0DQ"] * 8))) <= MOST_READINGS


def test_other_strings_keep_their_odds() -> None:
    """A 3 or an 8 beside it is for the picture to tell: both gain or lose the same."""
    posterior = line("H", "0O", "T", "38", "0", "9")
    priors = order_of(posterior).priors(["309", "809", "0309", "0809"])
    assert priors[0] > 0 > priors[2]
    assert priors[0] == pytest.approx(priors[1], abs=1e-3)
    assert order_of(posterior).is_open and not order_of(line("H", "T", "4", "8")).is_open


def test_a_reading_for_which_the_line_has_too_few_frames_is_left_out() -> None:
    """0 and O side by side without a frame between them: the same as 00 they cannot be."""
    symbols = line("H", "0", "O", "T", "4", "9").symbols
    assert symbols is not None
    frames = np.delete(symbols, 3, axis=0)
    crowded = LinePosterior(only_digits(frames), frames)
    assert order_of(crowded).is_open
    assert np.isfinite(order_of(crowded).priors(["049", "0049", "49"])).all()


def test_weights_that_know_no_letters_have_no_plates() -> None:
    """The first weights told digits alone."""
    posterior = line("H", "0O", "T", "4", "0O", "9")
    assert not order_of(LinePosterior(posterior.frames)).is_open
    assert not order_of(LinePosterior(posterior.frames)).priors(["409"]).any()


def test_words_are_known_from_plates_and_numbers() -> None:
    """A word is no row of windows that has to be turned over; a cut-out plate is searched further than an amount."""
    word, plate, number = line("O", "H", "I", "O"), line("H", "T", "4", "8"), line("1", "2", "5", "0")
    assert [is_word(one) for one in (word, plate, number)] == [True, False, False]
    assert [has_letters(one) for one in (word, plate, number)] == [True, True, False]
    assert not is_word(line("N", "0"))
    assert not has_letters(LinePosterior(word.frames)) and not is_word(LinePosterior(word.frames))


def test_orders_are_probabilities() -> None:
    """All countries' plates together."""
    assert sum(known_orders().values()) == pytest.approx(1)


def test_strings_of_any_classes_are_scored_over_all_alignments() -> None:
    """The scores of all strings of a short line sum to one."""
    frames = np.log(np.array([[0.5, 0.2, 0.3], [0.1, 0.6, 0.3]]))
    every = [(), (0,), (1,), (0, 1), (1, 0), (0, 0), (1, 1)]
    scores = string_scores(frames, every, 2)
    assert np.exp(scores).sum() == pytest.approx(1)
    assert scores[5] == -np.inf
