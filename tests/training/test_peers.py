"""Other readers: what they say in our words, and that a missing one is told."""

from __future__ import annotations

import sys

import pytest

from training.evaluation.peers import NoPeers, RapidReader, Tesseract, lines_of_table, signs_of

HEADINGS = "level page_num block_num par_num line_num word_num left top width height conf text"
WORDS = (
    "4 1 1 1 1 0 10 20 90 30 -1 ",
    "5 1 1 1 1 1 10 20 40 30 96 12",
    "5 1 1 1 1 2 60 20 40 30 80 34",
    "5 1 2 1 1 1 10 90 20 30 50 7",
)
TABLE = "\n".join("\t".join(row.split(" ")) for row in (HEADINGS, *WORDS))


def test_digits_stay_and_letters_keep_their_place() -> None:
    """So that a plate read by another has the same structure as one read by us; full-width digits are digits."""
    assert signs_of("AB·1 234") == "..1234"
    assert signs_of("$1,250.-") == "1250"
    assert signs_of("７８") == "78"


def test_words_of_one_line_are_one_number() -> None:
    """Each sign has its place, for the cells of a sudoku; the weakest word says how sure it is."""
    first, second = lines_of_table(TABLE)
    assert (first.signs, first.confidence) == ("1234", 0.8)
    assert first.centres == ((20, 35), (40, 35), (70, 35), (90, 35))
    assert (first.box.x, first.box.width) == (10, 90)
    assert second.signs == "7"
    assert lines_of_table("") == []


def test_a_reader_that_is_not_installed_is_named_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody should learn of it from a stack trace, nor after an hour of measuring."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    monkeypatch.setenv("PATH", "")
    for reader in (RapidReader, Tesseract):
        with pytest.raises(NoPeers, match=r"numeral\[peers\]"):
            reader()
