"""What the line network says of one line: which digit strings it may be, and how likely each is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

BLANK = 10
BEAM = 16
"""Prefixes kept at each frame; more were not seen to change the best five of any line."""

SILENT = -7.0
"""A digit under this log-probability in a frame is not followed there: nine in ten steps of the search fall away."""

STILL = -0.0005
"""Of neighbouring frames whose blank has at least this log-probability one is kept: they tell no string from another
by more than the thirtieth part of a per cent, and are half to three quarters of a line."""

_NEVER = -np.inf
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
    def _beam(self) -> list[str]:
        """Texts in order of their prefix score."""
        beams: dict[tuple[int, ...], Pair] = {(): (0.0, _NEVER)}
        for frame in self._told_apart:
            beams = _advance(beams, frame)
        return ["".join(map(str, prefix)) for prefix in beams]

    @cached_property
    def _told_apart(self) -> NDArray[np.float64]:
        """(T', 11): the frames but for those that say no more than the one before; at least one."""
        still = self.frames[:, BLANK] > STILL
        kept = ~still
        kept[0] = True
        kept[1:] |= ~still[:-1]
        return self.frames[kept].astype(np.float64)


def string_scores(frames: NDArray[np.floating], strings: Sequence[Sequence[int]], blank: int) -> list[float]:
    """Natural logarithm of the probability of each string of classes, over all its alignments.

    frames: (T, C) log-probabilities, T at least 1. -inf for a string that needs more frames.
    """
    if not strings:
        return []
    paths = [_expanded(string, blank) for string in strings]
    longest = max(map(len, paths))
    labels = np.array([np.pad(path, (0, longest - len(path)), constant_values=blank) for path in paths])
    skips = np.array([_may_skip(path, longest) for path in paths])
    steps = frames[:, labels].astype(np.float64)
    state = np.full(labels.shape, _NEVER)
    state[:, :2] = steps[0, :, :2]
    for step in steps[1:]:
        stay = np.logaddexp(state, _shifted(state, 1))
        state = np.where(skips, np.logaddexp(stay, _shifted(state, 2)), stay) + step
    lengths = np.array([len(path) for path in paths])
    last = state[np.arange(len(paths)), lengths - 1]
    before = np.where(lengths > 1, state[np.arange(len(paths)), np.maximum(lengths - 2, 0)], _NEVER)
    return [float(score) for score in np.logaddexp(last, before)]


def share_of_first(found: list[tuple[str, float]]) -> float:
    """Probability of the first of these strings among all of them; 0 when none is possible."""
    scores = np.array([score for _, score in found])
    return float(np.exp(scores[0] - np.logaddexp.reduce(scores))) if np.isfinite(scores[0]) else 0.0


def _advance(beams: dict[tuple[int, ...], Pair], frame: NDArray[np.float64]) -> dict[tuple[int, ...], Pair]:
    """One frame of prefix beam search (Hannun et al. 2014). Pairs: log-probability of ending in a blank, in a digit."""
    loud = [(digit, float(frame[digit])) for digit in np.flatnonzero(frame[:BLANK] > SILENT).tolist()]
    silence = float(frame[BLANK])
    grown: dict[tuple[int, ...], Pair] = {}
    for prefix, (blank, digit) in beams.items():
        _add(grown, prefix, _logadd(blank, digit) + silence, _NEVER)
        for value, p in loud:
            if prefix and prefix[-1] == value:
                _add(grown, prefix, _NEVER, digit + p)
                _add(grown, (*prefix, value), _NEVER, blank + p)
            else:
                _add(grown, (*prefix, value), _NEVER, _logadd(blank, digit) + p)
    best = sorted(grown.items(), key=lambda item: -_logadd(*item[1]))
    return dict(best[:BEAM])


def _add(beams: dict[tuple[int, ...], Pair], prefix: tuple[int, ...], blank: float, digit: float) -> None:
    before = beams.get(prefix, (_NEVER, _NEVER))
    beams[prefix] = (_logadd(before[0], blank), _logadd(before[1], digit))


def _logadd(a: float, b: float) -> float:
    if a < b:
        a, b = b, a
    # Plain arithmetic: numpy's call costs ten times as much for two numbers.
    return a if b == _NEVER else a + math.log1p(math.exp(b - a))


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


def _shifted(state: NDArray[np.float64], by: int) -> NDArray[np.float64]:
    shifted = np.full(state.shape, _NEVER)
    shifted[:, by:] = state[:, :-by]
    return shifted
