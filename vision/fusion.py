"""Two readers of one line: the lattice of single digits and the line network, made into one posterior.

Each is wrong in its own way: the lattice where digits cannot be cut apart, the line network on hands and shapes it
has not met. Both score the same few strings; where they agree the answer is sure, where they do not it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.lattice import Decoded, Step
from vision.line_posterior import LinePosterior
from vision.reading import NOT_A_DIGIT

BLANK = 10
"""The line network's label for what stands between digits."""

SURE = 0.9

STRINGS = 5
"""Of the line network; the lattice's own best comes beside them."""


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the two are weighed: log-probabilities are scaled by these before they are added.

    Chosen on development material. Both are over-sure of a whole string, so both count for less than one.
    """

    lattice: float = 0.5
    line: float = 0.5


def fuse(decoded: Decoded, posterior: LinePosterior, fusion: Fusion) -> list[Step]:
    """The steps of the likeliest string under both readers, with probabilities that say how far they agree.

    Where the lattice is sure and the line network's plain reading is the same, nothing has to be weighed: that saves
    four fifths of the time on print.
    """
    own = text_of(decoded.steps)
    if plain_text(posterior.frames) == own and _weakest(decoded.steps) >= SURE:
        return decoded.steps
    line = {text: score for text, score in posterior.best(STRINGS) if text}
    line.setdefault(own, posterior.score(own))
    texts = list(line)
    scores = np.array([fusion.lattice * decoded.log_probability(t) + fusion.line * line[t] for t in texts])
    if not np.isfinite(scores).any():
        return decoded.steps
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    text = texts[int(shares.argmax())]
    steps = decoded.steps if text == own else decoded.steps_of(text) or decoded.steps
    return _with_shares(steps, texts, shares)


def plain_text(frames: NDArray[np.float32]) -> str:
    """The likeliest label of every frame, repeats and blanks taken out: the quick way to read a line network."""
    labels = frames.argmax(axis=1)
    kept = labels[np.flatnonzero(np.diff(labels, prepend=-1))]
    return "".join(str(label) for label in kept if label != BLANK)


def _weakest(steps: Sequence[Step]) -> float:
    return min((float(s.probabilities[s.label]) for s in steps if s.label != NOT_A_DIGIT), default=0.0)


def text_of(steps: Sequence[Step]) -> str:
    """The digits of a path."""
    return "".join(str(step.label) for step in steps if step.label != NOT_A_DIGIT)


def _with_shares(steps: list[Step], texts: Sequence[str], shares: NDArray[np.float64]) -> list[Step]:
    """Each digit's probabilities become the shares of the strings of this length that have that digit there."""
    length = len(text_of(steps))
    out, place = [], 0
    for step in steps:
        if step.label == NOT_A_DIGIT:
            out.append(step)
            continue
        probabilities = np.zeros(NOT_A_DIGIT + 1)
        for text, share in zip(texts, shares, strict=True):
            if len(text) == length:
                probabilities[int(text[place])] += share
        probabilities[NOT_A_DIGIT] = max(0.0, 1.0 - probabilities.sum())
        out.append(Step(step.candidate, step.label, probabilities))
        place += 1
    return out
