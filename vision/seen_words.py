"""Words and numbers on a line as the line network sees it, with the frames that are theirs."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from vision.alphabet import DIGITS, is_letter
from vision.line_posterior import LinePosterior, path_score
from vision.orders import may_be, seen_marks
from vision.second_opinion import FEWEST_DIGITS
from vision.words import WORD

Mark = tuple[str, int, int]
"""A symbol with its first frame and the frame after its last."""

IBAN, GROUP = re.compile("[A-Z]{2}[0-9]{2}"), 4
"""The country and the check digits, and how many characters are printed side by side (ISO 13616-1)."""

SAME = "01"
"""Digits that many faces draw as they do a letter."""

HYPHEN = "-"

SURE = math.log(0.8)
"""Score of the likeliest path from which a plain reading is believed."""

LOOK_ALIKE = {
    "0": "OQDC", "1": "ILJTF", "2": "ZS", "3": "EB", "4": "A", "5": "S", "6": "GBE", "7": "TYJ", "8": "BS", "9": "GQP",
}  # fmt: skip
"""Letters, large or small, that a digit in a word may be."""


@dataclass(frozen=True, slots=True)
class Word:
    """Marks that stand together, at least one, and the frames that are theirs."""

    marks: tuple[Mark, ...]
    start: int
    end: int

    @property
    def text(self) -> str:
        """Its symbols."""
        return "".join(symbol for symbol, *_ in self.marks)


def is_digit(symbol: str) -> bool:
    """Whether it is one of ten."""
    return symbol in DIGITS


@dataclass(frozen=True, slots=True)
class SeenWords:
    """The words of a line, or of a part of one, and what the network says of all of it."""

    posterior: LinePosterior
    words: tuple[Word, ...]

    @classmethod
    def of(cls, posterior: LinePosterior, ends: Sequence[int], narrow: Container[int]) -> SeenWords:
        """ends: the frames at which a gap ends a word, the last one that of the line; narrow: those of them whose gap
        may as well be inside a number. Letters enough for a word are one also where no gap is left."""
        marks = seen_marks(posterior)
        words: list[Word] = []
        start = 0
        for end in ends:
            runs = _runs([mark for mark in marks if start <= (mark[1] + mark[2]) / 2 < end])
            cuts = [(one[-1][2] + other[0][1]) // 2 for one, other in pairwise(runs)]
            own = list(map(Word, runs, [start, *cuts], [*cuts, end]))
            if own and words and start in narrow and _goes_on_in(words[-1], own[0]):
                own[:1] = [_together([words.pop(), own[0]])]
            words += own
            start = end
        return cls(posterior, tuple(words))

    def has_word(self) -> bool:
        """Whether a long word is in it, by which it is text."""
        return any(map(_is_word, self.words))

    def is_number(self) -> bool:
        """Whether digits are read surely, and no letters."""
        digits, letters = self._counted()
        return letters == 0 and digits >= FEWEST_DIGITS and _is_sure(self.posterior.frames)

    def is_words(self, *, number: bool) -> bool:
        """Whether there is nothing but short words. number: its pieces show one, so letters must be read surely; else
        a word may have a digit that may be a letter too: BOX, read as B0X."""
        digits, letters = self._counted()
        if number:
            return digits == 0 and letters > 1 and _is_sure(self.posterior.symbols)
        return letters > 0 and all(map(self._is_short_word, self.words))

    def numbers(self) -> Iterator[tuple[int, int]]:
        """First and last frame of each number: words without letters side by side are one, as in 020 7946 0958."""
        for has_letters, run in groupby(_joined(self.words), key=lambda word: any(map(is_letter, word.text))):
            of_kind = list(run)
            numbers = of_kind if has_letters else [_together(of_kind)]
            yield from ((word.start, word.end) for word in numbers if not self._may_be_letters(word))

    def _counted(self) -> tuple[int, int]:
        symbols = [symbol for word in self.words for symbol in word.text]
        return sum(map(is_digit, symbols)), sum(map(is_letter, symbols))

    def _is_short_word(self, word: Word) -> bool:
        digits = [symbol for symbol in word.text if is_digit(symbol)]
        letters = sum(map(is_letter, word.text))
        same = letters > 1 and all(digit in SAME for digit in digits)
        return not digits or (letters > 0 and len(digits) == 1 and (same or self._may_be_letters(word)))

    def _may_be_letters(self, word: Word) -> bool:
        """Whether a lone digit, or all digits among as many letters, may be letters too."""
        digits = [mark for mark in word.marks if is_digit(mark[0])]
        letters = sum(map(is_letter, word.text))
        return len(digits) <= max(1, letters) and all(
            may_be(self.posterior, LOOK_ALIKE[symbol], first, end) for symbol, first, end in digits
        )


def _is_sure(log_probabilities: NDArray[np.float32] | None) -> bool:
    """Whether the likeliest symbol of every frame is the right one, all of them together."""
    return log_probabilities is not None and path_score(log_probabilities) > SURE


def _goes_on_in(word: Word, following: Word) -> bool:
    """Whether a number may go on from one to the other over a narrow gap: 7 1, 2026 -417."""
    return all(is_digit(symbol) or symbol == HYPHEN for symbol in (word.text[-1], following.text[0]))


def _runs(marks: Sequence[Mark]) -> list[tuple[Mark, ...]]:
    """The marks of a word, parted where so many letters stand in a row that they are a word by themselves."""
    runs: list[tuple[Mark, ...]] = []
    after_word = True
    for letters, some in groupby(marks, key=lambda mark: is_letter(mark[0])):
        run = tuple(some)
        is_word = letters and len(run) >= WORD
        if is_word or after_word:
            runs.append(run)
        else:
            runs[-1] += run
        after_word = is_word
    return runs


def _is_word(word: Word) -> bool:
    """Whether it is letters, enough of them; one between them may be read as a digit: GL0SS."""
    others = [n for n, symbol in enumerate(word.text) if not is_letter(symbol)]
    if len(word.text) - len(others) < WORD:
        return False
    return not others or (len(others) == 1 and 0 < others[0] < len(word.text) - 1 and is_digit(word.text[others[0]]))


def _joined(words: Sequence[Word]) -> Iterator[Word]:
    """The words, but those of an IBAN as one: letters and digits in groups, of which the bank's letters are a word."""
    first = 0
    while first < len(words):
        end = first + 1
        if IBAN.fullmatch(words[first].text):
            while end < len(words) and _goes_on(words[end].text, bank=end == first + 1):
                end += 1
        yield _together(words[first:end])
        first = end


def _goes_on(text: str, *, bank: bool) -> bool:
    """Whether it may be a group of an IBAN, or several. bank: the one behind the country and the check digits."""
    return text.isdigit() or (len(text) <= GROUP and (bank or not text.isalpha()))


def _together(words: Sequence[Word]) -> Word:
    return Word(tuple(mark for word in words for mark in word.marks), words[0].start, words[-1].end)
