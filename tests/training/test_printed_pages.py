"""Printed pages: what stands on them is known with its place, and counts as right only there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ImageFont

from training.errors import MissingData
from training.evaluation import outcome, printed_pages
from training.evaluation.readers import found_line
from training.evaluation.task import NOTHING, Found, Task, spread
from training.evaluation.wording import WORDS, amount, code, day, iban, number, telephone
from vision import Box, Photo, Reader

FIRST, SECOND, WORD = Box(10, 10, 40, 12), Box(100, 10, 40, 12), Box(10, 60, 40, 12)
PAGE = Task("made", Photo(np.full((90, 200), 255, np.uint8)), f"12 345 {NOTHING}", places=(FIRST, SECOND, WORD))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """By the shipped weights."""
    with Reader.open(engine="onnx") as opened:
        yield opened


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader) -> list[Task]:
    """A page of each kind and look, in the face that Pillow brings; it has no € and no £."""
    (tmp_path / printed_pages.FOLDER).mkdir()
    face = tmp_path / printed_pages.FOLDER / "Face.ttf"
    brought: Any = ImageFont.load_default(20)
    face.write_bytes(brought.path.getvalue())
    monkeypatch.setattr(printed_pages, "FACES", {"face": face.name})
    monkeypatch.setattr(printed_pages, "PAGES", 15)
    monkeypatch.setattr(printed_pages, "amount", lambda rng: amount(rng).lstrip("€£"))
    return printed_pages.printed_pages(tmp_path, reader.checkpoint)


def line(signs: str, box: Box, *, ignored: bool = False) -> Found:
    return Found(signs, box, 0.9, spread(box, len(signs)), ignored)


def judged(*found: Found) -> list[tuple[str, bool]]:
    return [(one.answer, one.right) for one in outcome.page(PAGE, found)]


def test_a_number_is_right_where_it_stands_and_by_itself() -> None:
    """Two columns read as one number are no two numbers, and what reads right elsewhere is not there."""
    assert judged(line("12", FIRST), line("345", SECOND)) == [("12", True), ("345", True), ("", True)]
    assert judged(line("12345", Box(10, 10, 130, 12))) == [("12345", False), ("12345", False), ("", True)]
    assert judged(line("12", Box(10, 30, 40, 12))) == [("", False), ("", False), ("", True)]


def test_a_digit_read_in_a_word_is_a_mistake_unless_it_is_shown_as_none() -> None:
    """What perhaps is no number is kept out of the way of whoever reads."""
    assert judged(line("0", WORD))[2] == ("0", False)
    assert judged(line("0", WORD, ignored=True))[2] == ("", True)


def test_a_page_without_lines_has_an_answer_for_each_place() -> None:
    """An empty reading misses every number and spoils no word."""
    assert [right for _, right in judged()] == [False, False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Account 63018842", ["", "63018842"]),
        ("020 7946 0958 or 14:30", ["02079460958", "", "1430"]),
        ("see XY-2024-117 - thanks", ["", "2024117", ""]),
        ("- / -", []),
    ],
)
def test_what_stands_between_letters_is_one_number(text: str, expected: list[str]) -> None:
    """The rule by which the reader parts a line of text, so that labels and readings mean the same."""
    assert [digits for digits, _, _ in printed_pages.parts(text)] == expected


def test_every_number_lies_on_ink_in_each_look(pages: list[Task]) -> None:
    """Turned and photographed pages carry their labels along; a label beside its number would call it missed."""
    assert {task.part for task in pages} == set(printed_pages.LOOKS)
    for task in pages:
        picture = task.picture()
        height, width = picture.shape
        assert len(task.text.split()) == len(task.places)
        for box in task.places:
            inside = picture[int(box.y) : int(box.y + box.height) + 1, int(box.x) : int(box.x + box.width) + 1]
            assert 0 <= box.x < width and 0 <= box.y < height
            assert int(inside.min()) < 0.6 * float(np.median(picture))


def test_the_same_pages_come_again(pages: list[Task], tmp_path: Path, reader: Reader) -> None:
    """Figures of two days are of the same pages."""
    again = printed_pages.printed_pages(tmp_path, reader.checkpoint)
    assert all(np.array_equal(one.picture(), other.picture()) for one, other in zip(pages, again, strict=True))


def test_rendered_pages_are_read(pages: list[Task], reader: Reader) -> None:
    """Nine in ten numbers of plain print, and nothing in as many words: labels and reader agree on what a number is."""
    read = [
        one for task in pages[:5] for one in outcome.page(task, [found_line(x) for x in reader.read(task.source).lines])
    ]
    for asked in ([one for one in read if one.wanted], [one for one in read if not one.wanted]):
        assert sum(one.right for one in asked) > 0.9 * len(asked) > 20


def test_without_the_faces_there_are_no_pages(tmp_path: Path, reader: Reader) -> None:
    """The set is left out of the tables, with a word of what to bring."""
    with pytest.raises(MissingData, match="fonts-cabin"):
        printed_pages.printed_pages(tmp_path, reader.checkpoint)


def test_what_is_written_is_what_it_is_called() -> None:
    """Digits where digits belong, letters in codes, words without digits."""
    rng = np.random.default_rng(1)
    for _ in range(50):
        assert number(rng, 4, 6).isdigit()
        assert amount(rng)[-3] in ".,"
        assert day(rng)[:1].isdigit()
        assert telephone(rng)[0] in "+0"
        assert code(rng)[:2].isalpha() and code(rng)[-1].isdigit()
        assert iban(rng)[:2].isalpha()
    assert not any(sign.isdigit() for word in WORDS for sign in word)
