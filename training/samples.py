"""Labelled crops: what every set becomes before it is trained on or measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOT_A_DIGIT = -1
DIGIT_SHAPED = frozenset([*"OoIlZzSsBqgb|/\\", "slash"])
"""Letters and signs in the shape of a digit: no fair negatives, so never trained on as such, and counted apart."""


@dataclass(frozen=True, slots=True)
class Samples:
    """N crops with their labels.

    images: (N, 28, 28) uint8, 255 = ink, as `vision.normalise` makes them. labels: (N,) int8, the digit or
    -1 for "not a digit". groups: (N,) str, the writer, font or other source that must not be split; unique to a set.
    symbols: (N,) str, what was written or printed, where the set tells.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int8]
    groups: NDArray[np.str_]
    symbols: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, where: NDArray[np.bool_] | NDArray[np.int64]) -> Samples:
        """The samples at these indices or under this mask."""
        return Samples(self.images[where], self.labels[where], self.groups[where], self.symbols[where])

    def digits(self) -> Samples:
        """The digits only."""
        return self.take(self.labels >= 0)

    def negatives(self) -> Samples:
        """What is not a digit and does not look like one."""
        return self.take((self.labels < 0) & ~self.digit_shaped())

    def digit_shaped(self) -> NDArray[np.bool_]:
        """Which samples are letters in the shape of a digit."""
        return (self.labels < 0) & np.isin(self.symbols, sorted(DIGIT_SHAPED))

    @classmethod
    def build(
        cls,
        images: NDArray[np.uint8],
        labels: Iterable[int],
        groups: Iterable[object] | None = None,
        symbols: Iterable[object] | None = None,
    ) -> Samples:
        """Samples from loose parts; without groups all are of one group, without symbols the label is the symbol."""
        digits = np.asarray(labels, np.int8)
        names = [""] * len(digits) if groups is None else [str(group) for group in groups]
        marks = digits.tolist() if symbols is None else symbols
        return cls(images, digits, np.array(names, np.str_), np.array([str(mark) for mark in marks], np.str_))

    @classmethod
    def join(cls, parts: list[Samples]) -> Samples:
        """All samples of the parts, in order; no parts give no samples."""
        if not parts:
            return cls.build(np.zeros((0, 28, 28), np.uint8), [])
        return cls(
            np.concatenate([part.images for part in parts]),
            np.concatenate([part.labels for part in parts]),
            np.concatenate([part.groups for part in parts]),
            np.concatenate([part.symbols for part in parts]),
        )


def split_by_group(samples: Samples, share: float, seed: int = 0) -> tuple[Samples, Samples]:
    """(kept, held out): about `share` of the groups, at least one, drawn at random, leave the first for the second."""
    names = np.unique(samples.groups)
    count = max(1, round(share * len(names)))
    held = np.random.default_rng(seed).permutation(names)[:count]
    out = np.isin(samples.groups, held)
    return samples.take(~out), samples.take(out)
