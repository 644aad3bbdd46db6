"""The bank of training digits that explanations show beside a crop: MNIST's training part, some of every writer's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.mnist import load_mnist

PER_DIGIT = 100


def write_bank(mnist: Path, to: Path, *, seed: int = 0) -> int:
    """Draw `PER_DIGIT` digits of each class at random into `to` (npz); the number written is returned.

    Raises MissingData, DamagedData.
    """
    samples = load_mnist(mnist, "train")
    chosen = draw(samples.labels, np.random.default_rng(seed))
    np.savez_compressed(to, crops=samples.images[chosen], labels=samples.labels[chosen])
    return len(chosen)


def draw(labels: NDArray[np.int8], rng: np.random.Generator) -> NDArray[np.int64]:
    """Sorted indices of as many samples of each digit as the bank takes, or all there are."""
    of_each = (rng.permutation(np.flatnonzero(labels == digit))[:PER_DIGIT] for digit in range(10))
    return np.sort(np.concatenate(list(of_each)))
