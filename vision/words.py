"""Words on a page: an o between letters is no zero. What the network cannot see of one crop, its neighbours tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from vision.alphabet import is_letter
from vision.lattice import Step
from vision.quantile import quantile
from vision.reading import NOT_A_DIGIT

WORD = 4
"""Letters in a row that are a word; plates have three."""

WORD_GAP = 0.45
"""Between words, in heights of the line's taller marks; between letters it is a quarter of that."""

TALL = 0.55
"""Marks lower than this share of the taller ones are points and dashes: they make no word."""

DIGIT_IN_WORD, DIGIT_IN_TEXT = 0.1, 0.01
"""How much less likely a lone digit is inside a word than outside, and one that letters look like is on a line that has
more letters than digits."""

LINE_OF_TEXT = 6
"""Letters of such a line, at least."""

LIKE_LETTERS = frozenset({0, 1, 2, 5, 6, 8, 9})
"""Digits that letters are mostly taken for. A word of one letter and three of them is goes."""

OF_ONE_LETTER = 3


def longest_word(steps: Sequence[Step]) -> int:
    """How many letters, seen as such, stand in a row."""
    runs = groupby(steps, key=lambda step: is_letter(step.symbol))
    return max((len(list(run)) for letters, run in runs if letters), default=0)


def doubt_digits_in_words(steps: Sequence[Step]) -> list[Step]:
    """The steps of one line; lone digits in a word of more letters than digits lose their odds. Pure.

    Two digits side by side stay what they are: plates and account numbers mix letters and digits.
    """
    if not steps:
        return []
    height = taller(steps)
    tall = TALL * height
    letters, digits = _counted(steps, tall)
    doubted = _doubted_in_text if letters >= LINE_OF_TEXT and letters > digits else _doubted
    return [step for word in words_of(steps, WORD_GAP * height) for step in doubted(word, tall)]


def taller(steps: Sequence[Step]) -> float:
    """The height of the taller marks of a line, as of its digits and capitals."""
    return quantile([step.candidate.box[3] for step in steps], 0.7)


def words_of(steps: Sequence[Step], gap: float) -> Iterator[list[Step]]:
    """The steps of one line, at least one, parted where the gap between two is wider, in pixels. Pure."""
    word = [steps[0]]
    for before, after in pairwise(steps):
        if after.candidate.box[0] - (before.candidate.box[0] + before.candidate.box[2]) > gap:
            yield word
            word = []
        word.append(after)
    yield word


def _doubted(word: list[Step], tall: float) -> list[Step]:
    marks = [step for step in word if step.candidate.box[3] >= tall or step.is_digit]
    is_digit = [step.is_digit for step in marks]
    letters = is_digit.count(False)
    if letters <= is_digit.count(True) or any(a and b for a, b in pairwise(is_digit)):
        return word
    return _less_likely(word, DIGIT_IN_WORD)


def _doubted_in_text(word: list[Step], tall: float) -> list[Step]:
    """The same where the line is text: digits that may all be letters are, if there is a letter for every few."""
    letters, digits = _counted(word, tall)
    alike = all(step.label in LIKE_LETTERS for step in word if step.is_digit)
    if not (alike and 0 < digits <= OF_ONE_LETTER * letters):
        return _doubted(word, tall)
    return _less_likely(word, DIGIT_IN_TEXT)


def _counted(steps: Sequence[Step], tall: float) -> tuple[int, int]:
    """How many letters there are, and how many digits."""
    digits = sum(step.is_digit for step in steps)
    return sum(step.candidate.box[3] >= tall for step in steps if not step.is_digit), digits


def _less_likely(word: list[Step], share: float) -> list[Step]:
    """The word, each digit of which has so much of its odds left."""
    return [_with_odds(step, share) if step.is_digit else step for step in word]


def _with_odds(step: Step, share: float) -> Step:
    odds = step.probabilities.copy()
    odds[:NOT_A_DIGIT] *= share
    probabilities = odds / odds.sum()
    return replace(step, label=int(probabilities.argmax()), probabilities=probabilities)
