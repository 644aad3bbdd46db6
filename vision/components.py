"""Connected pieces of ink, with what is needed to sort, join and crop them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

MAX_COMPONENTS = 6_000
"""Of one picture: a page full of print has 4,000. The largest are kept; the rest is dust."""


class Piece(NamedTuple):
    """One piece of ink: its box in grey pixels, its area in pixels and its label in the label picture."""

    x: int
    y: int
    width: int
    height: int
    area: int
    label: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Components:
    """labels: (H, W) int32, 0 = paper. pieces: those worth looking at, in no order."""

    labels: NDArray[np.int32]
    pieces: list[Piece]


def components(
    mask: NDArray[np.uint8], strong: NDArray[np.uint8], *, min_side: int = 2, min_area: int = 4
) -> Components:
    """The 8-connected pieces of `mask` that hold a pixel of `strong`; specks under `min_area` are left out. Pure."""
    # A third of the default algorithm's time here, the same answer.
    count, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_BBDT)
    is_strong = np.zeros(count, bool)
    is_strong[labels[strong > 0]] = True
    kept = np.flatnonzero(
        (stats[:, cv2.CC_STAT_AREA] >= min_area)
        & (np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= min_side)
    )
    kept = kept[is_strong[kept] & (kept != 0)]
    if len(kept) > MAX_COMPONENTS:
        largest = np.argsort(stats[kept, cv2.CC_STAT_AREA])[::-1][:MAX_COMPONENTS]
        kept = kept[np.sort(largest)]
    pieces = [Piece._make((*stats[label, :5].tolist(), int(label))) for label in kept]
    return Components(np.asarray(labels, np.int32), pieces)
