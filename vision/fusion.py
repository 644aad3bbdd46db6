"""Two readers of one line: the lattice of single digits and the line network, made into one posterior.

Each is wrong in its own way: the lattice where digits cannot be cut apart, the line network on hands and shapes it
has not met. Both score the same few strings; where they agree the answer is sure, where they do not it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.lattice import Decoded, Step
from vision.line_posterior import LinePosterior
from vision.line_steps import line_steps, shares_at
from vision.line_view import LineView
from vision.line_vote import LineVote
from vision.order_priors import order_of
from vision.reading import Found

BLANK = 10
"""The line network's label for what stands between digits."""

SURE = 0.9

STRINGS = 6
"""Of the line network; the lattice's own best comes beside them."""

NO_PATH = -60.0
"""What the lattice says of a string for which it has no cuts: it is held against it, but does not rule it out."""


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the two are weighed: log-probabilities are scaled by these before they are added.

    Chosen on development material: 360 cheque amounts, where a lattice weight of 0.1 beside 1 read 1 to 2 points more
    than the line network alone and 4 more than equal weights. The lattice is far too sure of a whole string.
    """

    lattice: float = 0.1
    line: float = 1.0


@dataclass(frozen=True, slots=True)
class Fused:
    """A line read by both. strings: (digits, probability), likeliest first, of the strings that were weighed.

    found: how the line came to be seen.
    """

    steps: list[Step]
    strings: tuple[tuple[str, float], ...]
    found: Found = "pieces"

    @property
    def cells(self) -> bool:
        """Whether it is a row of cells for one digit each, which nobody else reads better, unless it is a plate."""
        return self.found == "cells"


def fuse(decoded: Decoded, evidence: LinePosterior | LineVote, fusion: Fusion, view: LineView | None = None) -> Fused:
    """The steps of the likeliest string under both readers, with probabilities that say how far they agree.

    Where the lattice is sure and the line network's plain reading is the same, nothing has to be weighed: that saves
    four fifths of the time on print. A string that the lattice has no cuts for takes its places from `view`.
    """
    own = text_of(decoded.steps)
    first = first_view(evidence)
    order = order_of(first)
    if plain_text(first.frames) == own and _weakest(decoded.steps) >= SURE and not order.is_open:
        return Fused(decoded.steps, ((own, whole(decoded.steps)),))
    found = [text for text, _ in evidence.best(STRINGS)]
    texts = [text for text in dict.fromkeys([*found, order.likeliest, own]) if text or text == own]
    line = evidence.scores(texts) + order.priors(texts)
    lattice = [max(NO_PATH, value) for value in decoded.log_probabilities(texts)]
    scores = fusion.lattice * np.array(lattice) + fusion.line * line
    if not np.isfinite(scores).any():
        return Fused(decoded.steps, ((own, whole(decoded.steps)),))
    strings = shared(texts, scores)
    text = strings[0][0]
    steps = decoded.steps if text == own else decoded.steps_of(text)
    if steps is None and view is not None:
        placed = line_steps(view, first, text, strings)
        if placed:
            return Fused(placed, strings)
    return Fused(with_shares(steps or decoded.steps, strings), strings)


def shared(texts: Sequence[str], scores: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[tuple[str, float], ...]:
    """(string, probability), likeliest first: scores are natural logarithms, the probabilities sum to 1."""
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    return tuple((texts[k], float(shares[k])) for k in np.argsort(-shares, kind="stable"))


def likeliest(evidence: LinePosterior | LineVote) -> tuple[tuple[tuple[str, float], ...], float]:
    """The strings of the line network alone, as `shared` gives them, and the best of their log-probabilities."""
    found = evidence.best(STRINGS)
    texts, scores = [text for text, _ in found], np.array([score for _, score in found])
    return shared(texts, scores + order_of(first_view(evidence)).priors(texts)), found[0][1]


def first_view(evidence: LinePosterior | LineVote) -> LinePosterior:
    """The view as it is, whose frames say where on the line things stand."""
    return evidence if isinstance(evidence, LinePosterior) else evidence.views[0]


def plain_text(frames: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> str:
    """The likeliest label of every frame, repeats and blanks taken out: the quick way to read a line network."""
    labels = frames.argmax(axis=1)
    kept = labels[np.flatnonzero(np.diff(labels, prepend=-1))]
    return "".join(str(label) for label in kept if label != BLANK)


def text_of(steps: Sequence[Step]) -> str:
    """The digits of a path."""
    return "".join(str(step.label) for step in steps if step.is_digit)


def whole(steps: Sequence[Step]) -> float:
    """Probability that all digits of a path are right, its places taken as independent."""
    return float(np.prod([step.probabilities[step.label] for step in steps if step.is_digit]))


def _weakest(steps: Sequence[Step]) -> float:
    return min((float(s.probabilities[s.label]) for s in steps if s.is_digit), default=0.0)


def with_shares(steps: list[Step], strings: Sequence[tuple[str, float]]) -> list[Step]:
    """Each digit's probabilities become the shares of the strings of this length that have that digit there."""
    shares = iter(shares_at(text_of(steps), strings))
    return [
        Step(step.candidate, step.label, next(shares), step.picture, cuts=step.cuts) if step.is_digit else step
        for step in steps
    ]
