"""What the line network says of one line: which digit strings it may be, and how likely each is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

BLANK = 10
BEAM = 16
"""Prefixes kept at each frame; more were not seen to change the best five of any line."""

SILENT = -7.0
"""A digit under this log-probability in a frame is not followed there: nine in ten steps of the search fall away."""

_NEVER = -np.inf
Pair = tuple[float, float]


@dataclass(frozen=True)
class LinePosterior:
    """Log-probabilities of one line by frame.

    frames: (T, 11) float32; ten digits, then the blank between and beside them. A frame is four columns of the line
    picture, so frame t stands around column 4 t + 2. T is at least 1.
    """

    frames: NDArray[np.float32]

    def score(self, text: str) -> float:
        """Natural logarithm of the probability that the line is exactly `text`, digits only; "" is "no digits".

        Sums over all alignments (Graves et al. 2006, section 4.1); -inf when the line has too few frames for it.
        """
        steps = self.frames[:, _expanded(text)].astype(np.float64)
        skips = _may_skip(text)
        state = np.full(steps.shape[1], _NEVER)
        state[:2] = steps[0, :2]
        for step in steps[1:]:
            stay = np.logaddexp(state, _shifted(state, 1))
            state = np.where(skips, np.logaddexp(stay, _shifted(state, 2)), stay) + step
        return float(np.logaddexp.reduce(state[-2:]))

    def best(self, count: int) -> list[tuple[str, float]]:
        """The likeliest digit strings with their log-probabilities, likeliest first; at least one, at most `count`.

        Found by prefix beam search, then scored exactly.
        """
        texts = self._beam[: max(count, 1)]
        return sorted(((text, self.score(text)) for text in texts), key=lambda found: -found[1])

    def margin(self, count: int = 5) -> float:
        """Probability of the likeliest string among the `count` likeliest: a confidence for the whole line."""
        return share_of_first(self.best(count))

    @cached_property
    def _beam(self) -> list[str]:
        """Texts in order of their prefix score."""
        beams: dict[tuple[int, ...], Pair] = {(): (0.0, _NEVER)}
        for frame in self.frames.astype(np.float64):
            beams = _advance(beams, frame)
        return ["".join(map(str, prefix)) for prefix in beams]


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


def _expanded(text: str) -> NDArray[np.int64]:
    """The digits with a blank before, between and after them."""
    path = np.full(2 * len(text) + 1, BLANK)
    path[1::2] = [int(symbol) for symbol in text]
    return path


def _may_skip(text: str) -> NDArray[np.bool_]:
    """Where the blank before a digit may be left out: where it does not part two equal digits."""
    path = _expanded(text)
    skips = np.zeros(len(path), bool)
    skips[3::2] = path[3::2] != path[1:-2:2]
    return skips


def _shifted(state: NDArray[np.float64], by: int) -> NDArray[np.float64]:
    return np.concatenate([np.full(by, _NEVER), state])[: len(state)]
