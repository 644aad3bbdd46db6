"""What counts as right, by kind of material; the same rules judge us and others."""

from __future__ import annotations

import numpy as np
import pytest

from training.evaluation import outcome
from training.evaluation.task import Found, Task, spread
from vision import Box, Photo

PAPER = Photo(np.full((90, 90), 255, np.uint8))
HERE, THERE = Box(10, 10, 40, 10), Box(10, 70, 40, 10)


def task(text: str, place: Box | None = None) -> Task:
    return Task("made.png", PAPER, text, place=place)


def line(signs: str, box: Box = HERE, confidence: float = 0.9) -> Found:
    return Found(signs, box, confidence, spread(box, len(signs)))


def test_the_longest_line_answers_for_a_cropped_number() -> None:
    """A speck read as a 1 beside it does not, and separators of the label are no digits."""
    (found,) = outcome.number(task("1.250-"), [line("1"), line("1250")])
    assert (found.wanted, found.answer, found.right, found.confidence) == ("1250", "1250", True, 0.9)
    assert not outcome.number(task("1250"), [line("125")])[0].right
    assert not outcome.number(task("1250"), [])[0].right


def test_a_drawing_must_read_as_its_number_and_nothing_else() -> None:
    """Two lines that hold the right digits together are two numbers."""
    assert outcome.everything(task("42"), [line("42"), line("..")])[0].right
    assert not outcome.everything(task("42"), [line("4"), line("2", THERE)])[0].right


def test_a_page_counts_only_where_the_field_is() -> None:
    """The same digits elsewhere on a cheque were not found in its box."""
    assert outcome.in_place(task("500", HERE), [line("77", THERE), line("500")])[0].right
    assert not outcome.in_place(task("500", HERE), [line("500", THERE)])[0].right


def test_a_plate_in_a_photo_may_be_any_line() -> None:
    """When it is none, what was read in its place is the answer, with its confidence."""
    assert outcome.anywhere(task("AB123", HERE), [line("9"), line("..123", THERE)])[0].right
    (found,) = outcome.anywhere(task("AB123", HERE), [line("99", THERE), line("..12", HERE, 0.4)])
    assert (found.right, found.answer, found.confidence) == (False, "12", 0.4)


def test_the_largest_writing_answers_for_a_cropped_plate() -> None:
    """The year on a sticker has as many digits as many plates, and is read too."""
    (found,) = outcome.plate(task("AB123"), [line("2009"), line("..123", Box(10, 40, 60, 30))])
    assert found.right


@pytest.mark.parametrize(
    ("label", "signs", "right", "folded", "placed"),
    [
        ("AB123", "..123", True, True, True),
        ("AB123", "123", True, True, False),
        ("AB123", ".8123", False, False, False),
        ("OB123", "0.123", False, True, False),
        ("0B123", "..123", False, True, False),
        ("AB123", "..13", False, False, False),
    ],
)
def test_plates_count_strictly_loosely_and_with_letters_in_place(
    label: str, signs: str, right: bool, folded: bool, placed: bool
) -> None:
    """Labels use O and 0 as they like; that alone is no misreading, but a lost 2 is."""
    (found,) = outcome.plate(task(label), [line(signs)])
    assert (found.right, found.folded, found.placed) == (right, folded, placed)


def test_cells_of_a_sudoku_are_read_where_they_lie_in_the_grid() -> None:
    """Filled cells need their digit alone, empty ones nothing, pencilled candidates are left out."""
    text = "5" + "0" * 79 + "x"
    corners = np.array([[0, 0], [90, 0], [90, 90], [0, 90]], np.float32)
    tasks = Task("grid", PAPER, text, corners=corners)
    found = outcome.cells(tasks, [line("5", Box(0, 0, 10, 10)), line("7", Box(20, 0, 10, 10))])
    assert len(found) == 80
    assert [(o.part, o.right) for o in found[:3]] == [
        (outcome.FILLED, True),
        (outcome.EMPTY, True),
        (outcome.EMPTY, False),
    ]
    assert sum(o.right for o in found) == 79
    twice = outcome.cells(tasks, [line("55", Box(0, 0, 10, 10))])
    assert (twice[0].answer, twice[0].right) == ("55", False)


def test_distances_are_those_of_levenshtein() -> None:
    """A lost, a doubled and a changed digit are one error each; digits kept are those in order."""
    assert [outcome.distance("1234", other) for other in ("1234", "124", "12234", "1934", "")] == [0, 1, 1, 1, 4]
    assert [outcome.digits_kept("1234", other) for other in ("1234", "124", "4321", "")] == [4, 3, 1, 0]
