"""Pairs of things that lie near each other along a line, without a loop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


def pairs_until(ends: Indices, first: int = 0) -> tuple[Indices, Indices]:
    """(ones, others): each thing from `first` on beside all that follow it up to its end, of things in their order.

    ends: (N,), the index behind the last one that each is paired with, at least its own and one.
    """
    own = np.arange(first, first + len(ends))
    counts = ends - own - 1
    ones = np.repeat(own, counts)
    others = ones + 1 + np.arange(len(ones)) - np.repeat(np.cumsum(counts) - counts, counts)
    return ones, others
