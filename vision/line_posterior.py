"""What the line network says of one line: which digit strings it may be, and how likely each is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

BLANK = 10
DIGITS = "0123456789"

BEAM, NEGLIGIBLE = 16, 1e-6
"""Prefixes kept at each frame, and how likely beside the likeliest; more were not seen to change the best five of any
line."""

SILENT = math.exp(-7.0)
"""A digit less likely than this in a frame is not followed there: nine in ten steps of the search fall away."""

STILL = -0.0005
"""Of neighbouring frames whose blank has at least this log-probability one is kept: they tell no string from another
by more than the thirtieth part of a per cent, and are half to three quarters of a line."""

AT_ONCE = 8
"""Frames between two scalings of what is summed up: log-probabilities of a frame reach down to -50 or so, and numbers
end at -700."""

Pair = tuple[float, float]


@dataclass(frozen=True)
class LinePosterior:
    """Log-probabilities of one line by frame.

    frames: (T, 11) float32; ten digits, then the blank between and beside them, which stands for letters and signs
    too. A frame is four columns of the line picture, so frame t stands around column 4 t + 2. T is at least 1.
    symbols: (T, 42) float32, the same with letters and signs apart (vision/alphabet.py), where the weights know them.
    """

    frames: NDArray[np.float32]
    symbols: NDArray[np.float32] | None = field(default=None, repr=False)

    def score(self, text: str) -> float:
        """Natural logarithm of the probability that the line is exactly `text`, digits only; "" is "no digits".

        Sums over all alignments (Graves et al. 2006, section 4.1); -inf when the line has too few frames for it.
        """
        return self.scores([text])[0]

    def scores(self, texts: Sequence[str]) -> list[float]:
        """`score` of each text, worked out side by side."""
        return string_scores(self._told_apart, [[int(symbol) for symbol in text] for text in texts], BLANK)

    def best(self, count: int) -> list[tuple[str, float]]:
        """The likeliest digit strings with their log-probabilities, likeliest first; at least one, at most `count`.

        Found by prefix beam search, then scored exactly.
        """
        texts = self._beam[: max(count, 1)]
        return sorted(zip(texts, self.scores(texts), strict=True), key=lambda found: -found[1])

    def margin(self, count: int = 5) -> float:
        """Probability of the likeliest string among the `count` likeliest: a confidence for the whole line."""
        return share_of_first(self.best(count))

    @cached_property
    def runs(self) -> list[tuple[int, int, int]]:
        """(class, first frame, frame after the last) wherever one class of `symbols` is the likeliest; none without."""
        found, first = [], 0
        if self.symbols is not None:
            for number, run in groupby(self.symbols.argmax(axis=1).tolist()):
                end = first + len(list(run))
                found.append((number, first, end))
                first = end
        return found

    @cached_property
    def _beam(self) -> list[str]:
        """Texts in order of their prefix score."""
        beams: dict[str, Pair] = {"": (1.0, 0.0)}
        for frame in np.exp(self._told_apart).tolist():
            beams = _advance(beams, frame)
        return list(beams)

    @cached_property
    def _told_apart(self) -> NDArray[np.float64]:
        """(T', 11): the frames but for those that say no more than the one before; at least one."""
        still = self.frames[:, BLANK] > STILL
        kept = ~still
        kept[0] = True
        kept[1:] |= ~still[:-1]
        return self.frames[kept].astype(np.float64)


def path_score(frames: NDArray[np.floating]) -> float:
    """Natural logarithm of the probability of the likeliest path: how plainly the frames, (T, classes), are read."""
    return float(frames.max(axis=1).sum())


def string_scores(frames: NDArray[np.floating], strings: Sequence[Sequence[int]], blank: int) -> list[float]:
    """Natural logarithm of the probability of each string of classes, over all its alignments.

    frames: (T, C) log-probabilities, T at least 1. -inf for a string that needs more frames.
    """
    if not strings:
        return []
    paths = [_expanded(string, blank) for string in strings]
    longest = max(map(len, paths))
    labels = np.full((len(paths), longest), blank)
    for row, path in zip(labels, paths, strict=True):
        row[: len(path)] = path
    skips = np.array([_may_skip(path, longest) for path in paths])
    steps = np.exp(frames[:, labels].astype(np.float64))
    state = np.zeros(labels.shape)
    state[:, :2] = steps[0, :, :2]
    scale = np.zeros(len(paths))
    for number, step in enumerate(steps[1:], 1):
        before, state = state, state.copy()
        state[:, 1:] += before[:, :-1]
        state[:, 2:] += skips[:, 2:] * before[:, :-2]
        state *= step
        if number % AT_ONCE == 0:
            most = state.max(axis=1)
            most[most == 0] = 1.0
            state /= most[:, None]
            scale += np.log(most)
    rows, ends = np.arange(len(paths)), np.array([len(path) for path in paths]) - 1
    # A string of nothing is one blank; every other may end in its last class or in the blank after it.
    either = state[rows, ends] + np.where(ends > 0, state[rows, np.maximum(ends - 1, 0)], 0.0)
    with np.errstate(divide="ignore"):
        return [float(score) for score in np.log(either) + scale]


def share_of_first(found: list[tuple[str, float]]) -> float:
    """Probability of the first of these strings among all of them; 0 when none is possible."""
    scores = np.array([score for _, score in found])
    return float(np.exp(scores[0] - np.logaddexp.reduce(scores))) if np.isfinite(scores[0]) else 0.0


def _advance(beams: dict[str, Pair], frame: list[float]) -> dict[str, Pair]:
    """One frame of prefix beam search (Hannun et al. 2014). Pairs: probability of ending in a blank, and in a digit,
    beside that of the likeliest prefix."""
    loud = [(sign, p) for sign, p in zip(DIGITS, frame, strict=False) if p > SILENT]
    silence = frame[BLANK]
    blanks = {prefix: (blank + digit) * silence for prefix, (blank, digit) in beams.items()}
    digits: dict[str, float] = {}
    for prefix, (blank, digit) in beams.items():
        for sign, p in loud:
            longer = prefix + sign
            if prefix.endswith(sign):
                digits[prefix] = digits.get(prefix, 0.0) + digit * p
                digits[longer] = digits.get(longer, 0.0) + blank * p
            else:
                digits[longer] = digits.get(longer, 0.0) + (blank + digit) * p
    totals = dict(blanks)
    for prefix, p in digits.items():
        totals[prefix] = totals.get(prefix, 0.0) + p
    best = sorted(totals, key=totals.__getitem__, reverse=True)[:BEAM]
    most = totals[best[0]]
    return {
        prefix: (blanks.get(prefix, 0.0) / most, digits.get(prefix, 0.0) / most)
        for prefix in best
        if totals[prefix] >= NEGLIGIBLE * most
    }


def _expanded(string: Sequence[int], blank: int) -> NDArray[np.int64]:
    """The classes with a blank before, between and after them."""
    path = np.full(2 * len(string) + 1, blank)
    path[1::2] = string
    return path


def _may_skip(path: NDArray[np.int64], length: int) -> NDArray[np.bool_]:
    """(length,): where the blank before a class may be left out: where it does not part two equal ones."""
    skips = np.zeros(length, bool)
    skips[3 : len(path) : 2] = path[3::2] != path[1:-2:2]
    return skips
