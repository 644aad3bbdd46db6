"""A stroke is read by where commas stand in amounts and slashes in dates; nothing else changes."""

from __future__ import annotations

import pytest

from tests.vision.test_plate_orders import digits, line
from vision.line_posterior import LinePosterior
from vision.order_priors import order_of
from vision.stroke_orders import OF_NONE, stroke_readings, usual_strokes


@pytest.mark.parametrize(
    ("marks", "wanted"),
    [
        (("4", "2", "1,", "4", "0", ",", "0", "0", "0", "/", "-"), "4240000"),
        (("2", ",", "3", "5", ",", "8", "0", "0", "1/", "-"), "235800"),
        (("7", "4", "1,", "0", "3", "0"), "74030"),
        (("1", "1", "1/", "2", "4", "/", "2", "0", "1", "9"), "11242019"),
        (("1", "1", "/", "1", "3", "1/", "1", "9"), "111319"),
        (("*", "1", "2", ",1", "5", "0", "0", ".", "0", "0"), "1250000"),
    ],
    ids=["a tall comma", "the slash before a dash", "the only comma", "a date", "a short date", "a comma that is one"],
)
def test_the_places_of_commas_tell_a_stroke(marks: tuple[str, ...], wanted: str) -> None:
    """Groups of three from the end, in India then of two; day, month and year."""
    assert digits(line(*marks)) == wanted


def test_a_stroke_that_is_surely_a_1_stays_one() -> None:
    """Commas are forgotten: 1114,500 may be meant so."""
    assert digits(line("1", "1", "1", "4", ",", "5", "0", "0")) == "1114500"
    assert digits(line("1,", "1", "1", ",", "5", "0", "0")) == "111500"


@pytest.mark.parametrize(
    "marks",
    [
        ("1,", "2", "5", "0", "0"),
        ("2", "4", "1/", "1", "2", "2", "0"),
        ("3", "3", "4", "0", "1/", "0", "/", "-"),
        ("H", "1,", "4", ",", "0", "0", "0"),
        ("1", ",", "5"),
        ("4", "2", ",", "0", "0", "0"),
    ],
    ids=["a comma before all", "no slash", "an amount without commas", "letters", "too short", "nothing open"],
)
def test_other_lines_keep_their_odds(marks: tuple[str, ...]) -> None:
    """Dates, plates and numbers whose order has nothing to say."""
    posterior = line(*marks)
    assert digits(posterior) == "".join(mark[0] for mark in marks if mark[0].isdigit())
    assert stroke_readings(posterior) == [] or usual_strokes("".join(mark[0] for mark in marks)) == OF_NONE


@pytest.mark.parametrize("text", ["1,250", "12,35,000/-", "1,250.00", "*12,500.00**", "123,456,789", "1,20,00,000"])
def test_amounts_are_known(text: str) -> None:
    """As they are written west and east."""
    assert usual_strokes(text) == 1


@pytest.mark.parametrize("text", ["1250", "42140,000", "1,2500", "1,25,00", ",500", "1,250.5"])
def test_what_is_no_amount_is_known(text: str) -> None:
    """Commas elsewhere, or none."""
    assert usual_strokes(text) == OF_NONE


def test_strokes_of_a_long_line_are_bounded() -> None:
    """Each that is open doubles the readings, and one that may be three things trebles them."""
    posterior = line(*["1,/"] * 12, ",", "0", "0", "0")
    assert order_of(posterior).is_open
    assert len(stroke_readings(posterior)) <= 3**5


def test_weights_that_know_no_signs_have_no_amounts() -> None:
    """The first weights told digits alone."""
    assert stroke_readings(LinePosterior(line("4", "1,", "0", "0", "0").frames)) == []
