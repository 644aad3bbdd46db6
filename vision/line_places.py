"""Where on a line each symbol stands: digits by the best alignment of their string, the rest as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from vision.alphabet import BLANK, DIGITS, SYMBOLS
from vision.line_posterior import LinePosterior

COLUMNS_A_FRAME = 4
_SILENCE = len(DIGITS)

LEAST = 0.4
"""Probability from which a letter or a sign between the digits is told."""


@dataclass(frozen=True, slots=True)
class Place:
    """One symbol of a line. column: where it stands in the line picture. probability: of being this symbol there;
    for a digit the string's own probabilities say more."""

    symbol: str
    column: float
    probability: float

    @property
    def is_digit(self) -> bool:
        """Whether it is one of the line's digits."""
        return self.symbol in DIGITS


def places(posterior: LinePosterior, text: str) -> list[Place]:
    """The digits of `text` and the letters and signs between them, from left to right.

    Every digit of `text` has its place, also where the network would rather read another one; a line with too few
    frames for it gives none. Weights that know no letters give digits alone. Pure.
    """
    spans = align(posterior.frames, text)
    if len(spans) != len(text):
        return []
    found = [_digit(posterior.frames, symbol, span) for symbol, span in zip(text, spans, strict=True)]
    if posterior.symbols is not None:
        found += _others(posterior.symbols, spans)
    return sorted(found, key=lambda place: place.column)


def align(frames: NDArray[np.float32], text: str) -> list[tuple[int, int]]:
    """[first, end) frames of each digit of `text` on its likeliest path (Viterbi); none when there is no path."""
    if not text:
        return []
    labels = np.full(2 * len(text) + 1, _SILENCE)
    labels[1::2] = [int(symbol) for symbol in text]
    skips = np.zeros(len(labels), bool)
    skips[3::2] = labels[3::2] != labels[1:-2:2]
    steps = frames[:, labels].astype(np.float64)
    state = np.full(len(labels), -np.inf)
    state[:2] = steps[0, :2]
    came_from = np.zeros(steps.shape, np.int64)
    places_ = np.arange(len(labels))
    for number, step in enumerate(steps[1:], 1):
        ways = np.full((3, len(labels)), -np.inf)
        ways[0], ways[1, 1:], ways[2, 2:] = state, state[:-1], state[:-2]
        ways[2, ~skips] = -np.inf
        back = ways.argmax(axis=0)
        came_from[number] = back
        state = ways[back, places_] + step
    place = len(labels) - 1 if state[-1] >= state[-2] else len(labels) - 2
    if not np.isfinite(state[place]):
        return []
    path = np.empty(len(steps), np.int64)
    for number in range(len(steps) - 1, -1, -1):
        path[number] = place
        place -= came_from[number, place]
    return [_span(path, 2 * index + 1) for index in range(len(text))]


def _span(path: NDArray[np.int64], place: int) -> tuple[int, int]:
    own = np.flatnonzero(path == place)
    return int(own[0]), int(own[-1]) + 1


def _digit(frames: NDArray[np.float32], symbol: str, span: tuple[int, int]) -> Place:
    shares = np.exp(frames[span[0] : span[1], int(symbol)].astype(np.float64))
    return Place(symbol, _middle(shares, span[0]), float(shares.max()))


def _others(symbols: NDArray[np.float32], spans: list[tuple[int, int]]) -> list[Place]:
    """Runs of frames that show one letter or sign and belong to no digit of the string."""
    best = symbols.argmax(axis=1)
    for first, end in spans:
        best[first:end] = BLANK
    found, start = [], 0
    for number, run in groupby(best.tolist()):
        end = start + len(list(run))
        if len(DIGITS) <= number < BLANK:
            shares = np.exp(symbols[start:end, number].astype(np.float64))
            if shares.max() >= LEAST:
                found.append(Place(SYMBOLS[number], _middle(shares, start), float(shares.max())))
        start = end
    return found


def _middle(shares: NDArray[np.float64], first: int) -> float:
    frame = first + float((shares * np.arange(len(shares))).sum() / max(float(shares.sum()), 1e-9))
    return COLUMNS_A_FRAME * frame + COLUMNS_A_FRAME / 2
