"""What one epoch is drawn from: several sources, each with its quota, in an order that only the seed decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.samples import Samples

MOST_ROUNDS = 8
"""How often a crop may come round in one epoch: a set cut down to an excerpt must not be drilled."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Sources of one run side by side.

    images: (N, 28, 28) uint8; labels: (N,) int8, -1 = not a digit. bounds: name, first index and one past the last
    of each source. quotas: how many crops of each source an epoch has; small sources come round several times.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int8]
    bounds: tuple[tuple[str, int, int], ...]
    quotas: dict[str, int]

    @classmethod
    def of(cls, sources: dict[str, Samples], quotas: dict[str, int]) -> Pool:
        """The sources that have a quota and at least one sample."""
        used = {name: samples for name, samples in sources.items() if quotas.get(name) and len(samples)}
        joined = Samples.join(list(used.values()))
        ends = np.cumsum([len(samples) for samples in used.values()]).tolist()
        starts = [0, *ends[:-1]]
        bounds = tuple(zip(used, starts, ends, strict=True))
        capped = {name: min(quotas[name], MOST_ROUNDS * len(samples)) for name, samples in used.items()}
        return cls(joined.images, joined.labels, bounds, capped)

    def epoch_size(self) -> int:
        """Crops in one epoch."""
        return sum(self.quotas.values())

    def order(self, seed: int, epoch: int) -> NDArray[np.int64]:
        """Indices of one epoch, shuffled. Every sample of a source is seen before any is seen again in an epoch."""
        rng = np.random.default_rng((seed, epoch))
        parts = [_draw(rng, start, end, self.quotas[name]) for name, start, end in self.bounds]
        return rng.permutation(np.concatenate(parts))


def _draw(rng: np.random.Generator, start: int, end: int, quota: int) -> NDArray[np.int64]:
    rounds = -(-quota // (end - start))
    return np.concatenate([rng.permutation(end - start) for _ in range(rounds)])[:quota] + start
