"""Which pieces of a line make which digit: every grouping is a path, the network scores all of its steps at once.

Heuristic over-segmentation after LeCun, Bottou, Bengio, Haffner (1998): pieces in reading order are the nodes'
intervals, each run of neighbouring pieces that may be one glyph is an edge. The best path (Viterbi) is the string;
sums over all paths (forward-backward) give each glyph an exact posterior under the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vision.reading import NOT_A_DIGIT

LABELS = NOT_A_DIGIT + 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of pieces [start, end) that may be one glyph.

    crop: its row among the crops of the whole source. box: x, y, width, height in working pixels.
    log_prior: what geometry says of it being one digit (joined across a gap, cut, too small: all negative).
    log_reject: what it costs to call it no digit; near 0 for specks, clearly negative for full-size marks,
    or else cutting a digit into two rejected halves would be free.
    """

    start: int
    end: int
    crop: int
    box: tuple[float, float, float, float]
    log_prior: float = 0.0
    log_reject: float = 0.0
    strokes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LineLattice:
    """All candidates of one line. `pieces` counts its pieces; every piece is a candidate by itself too.

    light: the line is light ink on dark ground.
    """

    pieces: int
    candidates: tuple[Candidate, ...]
    light: bool = False


class LineKind(NamedTuple):
    """What may be expected of the marks on a kind of line: natural logarithms, beside what the network says.

    digit: added for every digit. reject: what `log_reject` counts for. Crops are calibrated for as many digits as
    other marks; on a line of figures nine of ten marks are digits, in a sentence hardly any.
    """

    digit: float
    reject: float


KINDS = (LineKind(digit=1.5, reject=1.5), LineKind(digit=0.0, reject=0.6), LineKind(digit=-2.0, reject=0.2))
"""A number, a plate or other mixture, words. Each line is the kind under which all its paths together weigh most."""


@dataclass(frozen=True, slots=True)
class Step:
    """One glyph of the best path. probabilities: (11,) float64, of this place being that digit; they sum to 1.

    picture: (28, 28) uint8, its crop, where it is none of the source's (candidate.crop is -1 then).
    symbol: the letter or sign that stands here, where that is known (vision/alphabet.py); "" for digits.
    """

    candidate: Candidate
    label: int
    probabilities: NDArray[np.float64]
    picture: NDArray[np.uint8] | None = None
    symbol: str = ""


class Decoded:
    """One line's lattice with its weights: the best path, and what it thinks of any other string.

    `steps` are the best path's, in order. A step's probability for a digit is the share of all paths, weighted, that
    read this digit exactly here; whatever remains stands under "not a digit".
    """

    def __init__(self, lattice: LineLattice, posteriors: NDArray[np.float64]) -> None:
        """posteriors: (N, 11), calibrated, for the crops of the whole source; rows sum to 1."""
        self._pieces = lattice.pieces
        self._candidates = sorted(lattice.candidates, key=lambda candidate: (candidate.start, candidate.end))
        logs = np.log(np.maximum(posteriors[[candidate.crop for candidate in self._candidates]], 1e-9))
        by_kind = [_log_weights(self._candidates, logs, kind) for kind in KINDS]
        forwards = [_forward(self._pieces, self._candidates, weights) for weights in by_kind]
        kind = int(np.argmax([forward[-1] for forward in forwards]))
        self.is_number = kind == 0
        self._weights, self._mass = by_kind[kind], float(forwards[kind][-1])
        self._shares = _marginals(self._candidates, self._weights, forwards[kind])
        self.steps = self._steps(_viterbi(self._pieces, self._candidates, self._weights))

    def log_probability(self, text: str) -> float:
        """Natural logarithm of the share of all paths, weighted, that read exactly these digits."""
        return float(_reading(self._pieces, self._candidates, self._weights, text, np.logaddexp)[-1, -1]) - self._mass

    def steps_of(self, text: str) -> list[Step] | None:
        """The best path that reads exactly these digits, or None when there is none."""
        best = _reading(self._pieces, self._candidates, self._weights, text, np.maximum)
        return self._steps(_trace(self._candidates, self._weights, text, best)) if np.isfinite(best[-1, -1]) else None

    def _steps(self, path: list[tuple[int, int]]) -> list[Step]:
        return [_step(self._candidates[edge], label, self._shares[edge].copy()) for edge, label in path]


def around(steps: Sequence[Step]) -> tuple[float, float, float, float]:
    """x, y, width, height around some steps, in working pixels."""
    boxes = np.array([step.candidate.box for step in steps])
    x, y = boxes[:, 0].min(), boxes[:, 1].min()
    right, bottom = (boxes[:, 0] + boxes[:, 2]).max(), (boxes[:, 1] + boxes[:, 3]).max()
    return float(x), float(y), float(right - x), float(bottom - y)


def _reading(
    pieces: int, candidates: Sequence[Candidate], weights: NDArray[np.float64], text: str, add: np.ufunc
) -> NDArray[np.float64]:
    """(pieces + 1, L + 1): weight of reaching each node having read so many digits of `text`.

    add: np.logaddexp for all ways together, np.maximum for the best one.
    """
    digits = [int(sign) for sign in text]
    table = np.full((pieces + 1, len(digits) + 1), -np.inf)
    table[0, 0] = 0.0
    for edge, candidate in enumerate(candidates):
        here, there = table[candidate.start], table[candidate.end]
        add(there, here + weights[edge, NOT_A_DIGIT], out=there)
        add(there[1:], here[:-1] + weights[edge, digits], out=there[1:])
    return table


def _trace(
    candidates: Sequence[Candidate], weights: NDArray[np.float64], text: str, best: NDArray[np.float64]
) -> list[tuple[int, int]]:
    """The path that made the last cell of a table of best weights: its edges with their labels."""
    node, read = best.shape[0] - 1, best.shape[1] - 1
    path: list[tuple[int, int]] = []
    while node > 0:
        edge, label = next(
            (edge, label)
            for edge, candidate in enumerate(candidates)
            if candidate.end == node
            for label, before in ((NOT_A_DIGIT, read), (int(text[read - 1]) if read else -1, read - 1))
            if label >= 0 and before >= 0
            if np.isclose(best[candidate.start, before] + weights[edge, label], best[node, read], rtol=0, atol=1e-9)
        )
        path.append((edge, label))
        node, read = candidates[edge].start, read - (label != NOT_A_DIGIT)
    return path[::-1]


def _log_weights(candidates: Sequence[Candidate], logs: NDArray[np.float64], kind: LineKind) -> NDArray[np.float64]:
    """(E, 11): log weight of taking an edge with a label. logs: (E, 11), of the edges' posteriors."""
    rows = logs.copy()
    rows[:, :NOT_A_DIGIT] += np.array([[c.log_prior + kind.digit] for c in candidates])
    rows[:, NOT_A_DIGIT] += np.array([kind.reject * c.log_reject for c in candidates])
    return rows


def _viterbi(pieces: int, candidates: Sequence[Candidate], weights: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Edges of the best path with their labels."""
    best = np.full(pieces + 1, -np.inf)
    best[0] = 0.0
    came_by = np.full(pieces + 1, -1)
    scores = weights.max(axis=1)
    for edge, candidate in enumerate(candidates):
        score = best[candidate.start] + scores[edge]
        if score > best[candidate.end]:
            best[candidate.end], came_by[candidate.end] = score, edge
    path: list[tuple[int, int]] = []
    node = pieces
    while node > 0:
        edge = int(came_by[node])
        path.append((edge, int(weights[edge].argmax())))
        node = candidates[edge].start
    return path[::-1]


def _forward(pieces: int, candidates: Sequence[Candidate], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """(pieces + 1,): log weight of all ways to each node; the last is that of the whole line."""
    totals = np.logaddexp.reduce(weights, axis=1)
    forward = np.full(pieces + 1, -np.inf)
    forward[0] = 0.0
    for edge, candidate in enumerate(candidates):
        forward[candidate.end] = np.logaddexp(forward[candidate.end], forward[candidate.start] + totals[edge])
    return forward


def _marginals(
    candidates: Sequence[Candidate], weights: NDArray[np.float64], forward: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(E, 11): share of all paths that take this edge with this label. forward: what `_forward` says of the weights."""
    totals = np.logaddexp.reduce(weights, axis=1)
    backward = np.full(len(forward), -np.inf)
    backward[-1] = 0.0
    for edge in range(len(candidates) - 1, -1, -1):
        candidate = candidates[edge]
        backward[candidate.start] = np.logaddexp(backward[candidate.start], backward[candidate.end] + totals[edge])
    outside = np.array([forward[c.start] + backward[c.end] for c in candidates]) - forward[-1]
    shares: NDArray[np.float64] = np.exp(weights + outside[:, None])
    return shares


def _step(candidate: Candidate, label: int, marginal: NDArray[np.float64]) -> Step:
    probabilities = np.clip(marginal, 0.0, 1.0)
    probabilities[NOT_A_DIGIT] = max(0.0, 1.0 - float(probabilities[:NOT_A_DIGIT].sum()))
    return Step(candidate, label, probabilities / probabilities.sum())
