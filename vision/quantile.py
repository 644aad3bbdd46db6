"""Quantiles of few values and of greys: `numpy.quantile` takes 50 to 200 microseconds however few there are, and every
mark asks for one; of many it sorts all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def quantile(values: Sequence[float] | NDArray[np.floating], share: float) -> float:
    """The value under which `share` (0..1) of the values lie, between two of them by how near each is, as numpy's.

    values: of any shape, at least one.
    """
    ordered = np.sort(values, axis=None)
    place, part = divmod(share * (len(ordered) - 1), 1.0)
    low, high = float(ordered[int(place)]), float(ordered[min(int(place) + 1, len(ordered) - 1)])
    return low + part * (high - low)


def grey_quantile(values: NDArray[np.integer], share: float) -> int:
    """The least value that this share of them does not pass, of small numbers from 0 up: by counting, not sorting.

    values: of any shape, at least one.
    """
    upto = np.bincount(values.ravel()).cumsum()
    return int(np.searchsorted(upto, share * values.size))
