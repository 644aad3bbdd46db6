"""Words as the line network sees them: which are letters, which hold a number, which may be either."""

from __future__ import annotations

import numpy as np
import pytest

from vision.alphabet import SYMBOLS, only_digits
from vision.line_posterior import LinePosterior
from vision.seen_words import SeenWords

SURE, OPEN = np.log(0.995), np.log(0.05)
FRAMES = 3
"""Of each symbol, with a blank between two."""


def seen(text: str, *, perhaps: str = "") -> SeenWords:
    """A text that is read surely, parted at its spaces. perhaps: letters that the frames of every digit leave open."""
    rows: list[np.ndarray] = []
    ends = []
    for symbol in text:
        if symbol == " ":
            ends.append(len(rows))
            continue
        row = np.full(len(SYMBOLS) + 1, np.log(1e-6), np.float32)
        row[SYMBOLS.index(symbol)] = SURE
        for other in perhaps if symbol.isdigit() else "":
            row[SYMBOLS.index(other)] = OPEN
        blank = np.full(len(SYMBOLS) + 1, np.log(1e-6), np.float32)
        blank[-1] = SURE
        rows += [row] * FRAMES + [blank]
    frames = np.stack(rows)
    return SeenWords.of(LinePosterior(only_digits(frames), frames), [*ends, len(rows)], frozenset())


def numbers(words: SeenWords) -> list[str]:
    """The digits of each number."""
    marks = [mark for word in words.words for mark in word.marks]
    return [
        "".join(symbol for symbol, first, _ in marks if start <= first < end and symbol.isdigit())
        for start, end in words.numbers()
    ]


@pytest.mark.parametrize(
    ("text", "is_text"),
    [("HELLO", True), ("GL0SS", True), ("ABC", False), ("1ABC", False), ("ABC1", False), ("AB12CD", False)],
)
def test_letters_in_a_row_are_a_word_with_one_digit_between_them_at_most(text: str, is_text: bool) -> None:
    """A plate or a code that begins or ends with a digit is no word, and nobody's digits may be lost for it."""
    assert seen(text).has_word() is is_text


@pytest.mark.parametrize(
    ("text", "perhaps", "nothing_else"),
    [
        ("B0X", "", True),
        ("N0.", "O", True),
        ("0F", "", False),
        ("0F", "O", True),
        ("AB12", "ISZ", False),
        ("12", "", False),
        ("A5K", "", False),
        ("A5K", "S", True),
    ],
)
def test_a_short_word_may_have_one_digit_that_looks_like_a_letter(text: str, perhaps: str, nothing_else: bool) -> None:
    """An O among letters is drawn as a 0; a 5 is an S only where the network leaves that open."""
    assert seen(text, perhaps=perhaps).is_words(number=False) is nothing_else


def test_where_pieces_show_a_number_only_plain_letters_are_words() -> None:
    """BOX whose B and O were taken for digits; one digit more and it is left to both readers."""
    assert seen("BOX").is_words(number=True)
    assert not seen("B0X").is_words(number=True)
    assert not seen("X").is_words(number=True)


@pytest.mark.parametrize(("text", "is_number"), [("850.34", True), ("$0", False), ("A12", False), ("7", False)])
def test_a_number_is_digits_without_letters(text: str, is_number: bool) -> None:
    """Marks that touch are believed to be one only where nothing else is read."""
    assert seen(text.replace("$", "*")).is_number() is is_number


def test_groups_are_one_number_and_letters_part_two() -> None:
    """As people write them."""
    assert numbers(seen("CALL 020 7946 TILL 18")) == ["0207946", "18"]
    assert numbers(seen("GB29 NWBK 6016 1331")) == ["2960161331"]
    assert numbers(seen("GB29 NWBK 60161331")) == ["2960161331"]
    assert numbers(seen("WE ARE ILL", perhaps="IL")) == []


def test_weights_that_know_no_letters_see_no_words() -> None:
    """The first line networks had digits alone; everything they read goes on as it did."""
    frames = seen("123").posterior.frames
    words = SeenWords.of(LinePosterior(frames), [len(frames)], frozenset())
    assert not words.has_word() and not words.is_words(number=True) and not words.is_words(number=False)
