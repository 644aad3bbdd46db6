"""Which pieces of a line make which digit: every grouping is a path, the network scores all of its steps at once.

Heuristic over-segmentation after LeCun, Bottou, Bengio, Haffner (1998): pieces in reading order are the nodes'
intervals, each run of neighbouring pieces that may be one glyph is an edge. The best path (Viterbi) is the string;
sums over all paths (forward-backward) give each glyph an exact posterior under the model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vision.boxes import hull
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

    light: the line is light ink on dark ground. cells: it is a row of cells for one digit each.
    """

    pieces: int
    candidates: tuple[Candidate, ...]
    light: bool = False
    cells: bool = False


class LineKind(NamedTuple):
    """What may be expected of the marks on a kind of line: natural logarithms, beside what the network says.

    digit: added for every digit. reject: what `log_reject` counts for. Crops are calibrated for as many digits as
    other marks; on a line of figures nine of ten marks are digits, in a sentence hardly any.
    """

    digit: float
    reject: float


KINDS = (LineKind(digit=1.5, reject=1.5), LineKind(digit=0.0, reject=0.6), LineKind(digit=-2.0, reject=0.2))
"""A number, a plate or other mixture, words. Each line is the kind under which all its paths together weigh most."""

_KINDS = np.array(KINDS)


MOST_CUTS, LEAST_SHARE = 3, 0.02
"""Other cuts that a step names, and the share of all paths from which one is worth a word."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Another way to cut the ink of a step. share: of all paths of the line, weighted, that take `box` as one mark;
    label: what it is then most likely."""

    box: tuple[float, float, float, float]
    label: int
    share: float


@dataclass(frozen=True, slots=True)
class Step:
    """One glyph of the best path. probabilities: (11,) float64, of this place being that digit; they sum to 1.

    picture: (28, 28) uint8, its crop, where it is none of the source's (candidate.crop is -1 then).
    symbol: the letter or sign that stands here, where that is known (vision/alphabet.py); "" for digits.
    cuts: other candidates with ink of this one, the likeliest first; none of a line that was read whole.
    """

    candidate: Candidate
    label: int
    probabilities: NDArray[np.float64]
    picture: NDArray[np.uint8] | None = None
    symbol: str = ""
    cuts: tuple[Rival, ...] = ()

    @property
    def is_digit(self) -> bool:
        """Whether it is read as a digit, be it a doubtful one."""
        return self.label != NOT_A_DIGIT


class Decoded:
    """One line's lattice with its weights: the best path, and what it thinks of any other string.

    `steps` are the best path's, in order. A step's probability for a digit is the share of all paths, weighted, that
    read this digit exactly here; whatever remains stands under "not a digit".
    """

    def __init__(self, lattice: LineLattice, posteriors: NDArray[np.float64]) -> None:
        """posteriors: (N, 11), calibrated, for the crops of the whole source; rows sum to 1."""
        self._pieces = lattice.pieces
        self._candidates = sorted(lattice.candidates, key=lambda candidate: (candidate.start, candidate.end))
        self._ways = [(candidate.start, candidate.end) for candidate in self._candidates]
        logs = np.log(np.maximum(posteriors[[candidate.crop for candidate in self._candidates]], 1e-9))
        by_kind = _log_weights(self._candidates, logs)
        totals = _log_sum(by_kind)
        forwards = [_forward(self._pieces, self._ways, of_kind) for of_kind in totals.tolist()]
        masses = [forward[-1] for forward in forwards]
        kind = masses.index(max(masses))
        self.is_number = kind == 0
        self._weights, self._mass = by_kind[kind], masses[kind]
        self._shares = _marginals(self._ways, self._weights, totals[kind].tolist(), forwards[kind])
        self.steps = self._steps(_viterbi(self._pieces, self._ways, self._weights))

    def log_probability(self, text: str) -> float:
        """Natural logarithm of the share of all paths, weighted, that read exactly these digits."""
        return self.log_probabilities([text])[0]

    def log_probabilities(self, texts: Sequence[str]) -> list[float]:
        """The same of several strings, in little more time than of one."""
        tables = _reading(self._pieces, self._ways, self._weights, texts, np.logaddexp)
        return [float(tables[-1, row, len(text)]) - self._mass for row, text in enumerate(texts)]

    def steps_of(self, text: str) -> list[Step] | None:
        """The best path that reads exactly these digits, or None when there is none."""
        best = _reading(self._pieces, self._ways, self._weights, [text], np.maximum)[:, 0]
        return self._steps(_trace(self._ways, self._weights, text, best)) if np.isfinite(best[-1, -1]) else None

    def _steps(self, path: list[tuple[int, int]]) -> list[Step]:
        edges = [edge for edge, _ in path]
        probabilities = np.clip(self._shares[edges], 0.0, 1.0)
        probabilities[:, NOT_A_DIGIT] = np.maximum(0.0, 1.0 - probabilities[:, :NOT_A_DIGIT].sum(axis=1))
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        rivals = self._rivals(edges)
        return [
            Step(candidate := self._candidates[edge], label, row, cuts=_cuts_of(candidate, rivals))
            for (edge, label), row in zip(path, probabilities, strict=True)
        ]

    def _rivals(self, taken: Sequence[int]) -> list[tuple[Candidate, Rival]]:
        """The likeliest candidates that a path leaves out, with what they would be; mostly there are none."""
        shares = self._shares.sum(axis=1)
        shares[taken] = 0.0
        found = np.flatnonzero(shares >= LEAST_SHARE).tolist()
        if not found:
            return []
        found.sort(key=lambda edge: -shares[edge])
        labels = self._shares.argmax(axis=1)
        rivals = [(self._candidates[edge], int(labels[edge]), float(shares[edge])) for edge in found]
        return [(candidate, Rival(candidate.box, label, min(share, 1.0))) for candidate, label, share in rivals]


def _cuts_of(candidate: Candidate, rivals: Sequence[tuple[Candidate, Rival]]) -> tuple[Rival, ...]:
    """The first of the rivals that share pieces with it."""
    if not rivals:
        return ()
    return tuple(cut for other, cut in rivals if other.start < candidate.end and candidate.start < other.end)[
        :MOST_CUTS
    ]


def around(steps: Sequence[Step]) -> tuple[float, float, float, float]:
    """x, y, width, height around some steps, in working pixels."""
    return hull([step.candidate.box for step in steps])


Ways = Sequence[tuple[int, int]]
"""Where each edge begins and ends, sorted."""


def _reading(
    pieces: int, ways: Ways, weights: NDArray[np.float64], texts: Sequence[str], add: np.ufunc
) -> NDArray[np.float64]:
    """(pieces + 1, S, L + 1): weight of reaching each node having read so many digits of each of S texts.

    Texts shorter than L, the longest, have no way past their end. add: np.logaddexp for all ways together, np.maximum
    for the best one.
    """
    longest = max(map(len, texts))
    digits = np.full((len(texts), longest), LABELS)
    for row, text in zip(digits, texts, strict=True):
        row[: len(text)] = [int(sign) for sign in text]
    taken = np.concatenate([weights, np.full((len(weights), 1), -np.inf)], axis=1)[:, digits]
    passed = weights[:, NOT_A_DIGIT].tolist()
    table = np.full((pieces + 1, len(texts), longest + 1), -np.inf)
    table[0, :, 0] = 0.0
    for edge, (start, end) in enumerate(ways):
        here, there = table[start], table[end]
        add(there, here + passed[edge], out=there)
        add(there[:, 1:], here[:, :-1] + taken[edge], out=there[:, 1:])
    return table


def _trace(ways: Ways, weights: NDArray[np.float64], text: str, best: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The path that made the last cell of a table of best weights: its edges with their labels."""
    node, read = best.shape[0] - 1, best.shape[1] - 1
    path: list[tuple[int, int]] = []
    while node > 0:
        edge, label = next(
            (edge, label)
            for edge, (start, end) in enumerate(ways)
            if end == node
            for label, before in ((NOT_A_DIGIT, read), (int(text[read - 1]) if read else -1, read - 1))
            if label >= 0 and before >= 0
            if abs(best[start, before] + weights[edge, label] - best[node, read]) <= 1e-9
        )
        path.append((edge, label))
        node, read = ways[edge][0], read - (label != NOT_A_DIGIT)
    return path[::-1]


def _log_weights(candidates: Sequence[Candidate], logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """(K, E, 11): log weight of taking an edge with a label, by kind. logs: (E, 11), of the edges' posteriors."""
    weights = np.repeat(logs[None], len(KINDS), axis=0)
    prior = np.array([candidate.log_prior for candidate in candidates])
    reject = np.array([candidate.log_reject for candidate in candidates])
    digit, count = _KINDS.T[:, :, None]
    weights[:, :, :NOT_A_DIGIT] += (prior + digit)[:, :, None]
    weights[:, :, NOT_A_DIGIT] += count * reject
    return weights


def _log_sum(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm of the sum over the last axis."""
    most = weights.max(axis=-1)
    total: NDArray[np.float64] = most + np.log(np.exp(weights - most[..., None]).sum(axis=-1))
    return total


def _viterbi(pieces: int, ways: Ways, weights: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Edges of the best path with their labels."""
    best = [0.0] + [-math.inf] * pieces
    came_by = [-1] * (pieces + 1)
    for edge, ((start, end), score) in enumerate(zip(ways, weights.max(axis=1).tolist(), strict=True)):
        if best[start] + score > best[end]:
            best[end], came_by[end] = best[start] + score, edge
    edges: list[int] = []
    node = pieces
    while node > 0:
        edges.append(came_by[node])
        node = ways[edges[-1]][0]
    edges.reverse()
    return list(zip(edges, weights[edges].argmax(axis=1).tolist(), strict=True))


def _forward(pieces: int, ways: Ways, totals: Sequence[float]) -> list[float]:
    """Of each of (pieces + 1) nodes the log weight of all ways there; the last is that of the whole line."""
    forward = [0.0] + [-math.inf] * pieces
    for (start, end), total in zip(ways, totals, strict=True):
        forward[end] = _log_add(forward[end], forward[start] + total)
    return forward


def _marginals(
    ways: Ways, weights: NDArray[np.float64], totals: Sequence[float], forward: Sequence[float]
) -> NDArray[np.float64]:
    """(E, 11): share of all paths that take this edge with this label. forward: what `_forward` says of the totals."""
    backward = [-math.inf] * (len(forward) - 1) + [0.0]
    outside = [0.0] * len(ways)
    for edge in range(len(ways) - 1, -1, -1):
        start, end = ways[edge]
        backward[start] = _log_add(backward[start], backward[end] + totals[edge])
        outside[edge] = forward[start] + backward[end] - forward[-1]
    shares: NDArray[np.float64] = np.exp(weights + np.array(outside)[:, None])
    return shares


def _log_add(a: float, b: float) -> float:
    """Plain arithmetic: numpy's call costs ten times as much for two numbers."""
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))
