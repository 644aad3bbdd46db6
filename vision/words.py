"""Words on a page: an o between letters is no zero. What the network cannot see of one crop, its neighbours tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from vision.lattice import Step
from vision.quantile import quantile
from vision.reading import NOT_A_DIGIT

WORD_GAP = 0.45
"""Between words, in heights of the line's taller marks; between letters it is a quarter of that."""

TALL = 0.55
"""Marks lower than this share of the taller ones are points and dashes: they make no word."""

DIGIT_IN_WORD = 0.1
"""How much less likely a lone digit is inside a word than outside."""


def doubt_digits_in_words(steps: Sequence[Step]) -> list[Step]:
    """The steps of one line; lone digits in a word of more letters than digits lose their odds. Pure.

    Two digits side by side stay what they are: plates and account numbers mix letters and digits.
    """
    if not steps:
        return []
    tall = TALL * _taller(steps)
    return [step for word in words_of(steps) for step in _doubted(word, tall)]


def words_of(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps of one line, at least one, parted where words are. Pure."""
    return list(_words(steps, WORD_GAP * _taller(steps)))


def _taller(steps: Sequence[Step]) -> float:
    return quantile([step.candidate.box[3] for step in steps], 0.7)


def _words(steps: Sequence[Step], gap: float) -> Iterator[list[Step]]:
    word = [steps[0]]
    for before, after in pairwise(steps):
        if after.candidate.box[0] - (before.candidate.box[0] + before.candidate.box[2]) > gap:
            yield word
            word = []
        word.append(after)
    yield word


def _doubted(word: list[Step], tall: float) -> list[Step]:
    marks = [step for step in word if step.candidate.box[3] >= tall or step.label != NOT_A_DIGIT]
    is_digit = [step.label != NOT_A_DIGIT for step in marks]
    letters = is_digit.count(False)
    if letters <= is_digit.count(True) or any(a and b for a, b in pairwise(is_digit)):
        return word
    return [_less_likely(step) if step.label != NOT_A_DIGIT else step for step in word]


def _less_likely(step: Step) -> Step:
    odds = step.probabilities.copy()
    odds[:NOT_A_DIGIT] *= DIGIT_IN_WORD
    probabilities = odds / odds.sum()
    return replace(step, label=int(probabilities.argmax()), probabilities=probabilities)
