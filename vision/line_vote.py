"""One line read in several views: leaning, lower, wider; where they disagree the likeliest string over all counts."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.line_posterior import LinePosterior, share_of_first

Picture = NDArray[np.uint8]

LEAN = 0.15
"""Of the slanted views, columns to a row."""

LOWER, WIDER = 0.82, 1.12
"""Of the view with smaller writing and of the one with broader."""

IMPOSSIBLE = -30.0
"""A view that rules a string out counts this much against it; else one view's slip would overrule all others."""

CANDIDATES = 4
"""Strings that each view proposes."""


@dataclass(frozen=True)
class LineVote:
    """The posteriors of one line's views; asked like one `LinePosterior`."""

    views: tuple[LinePosterior, ...]

    def score(self, text: str) -> float:
        """Mean of the views' log-probabilities of exactly `text`; finite."""
        return float(np.mean([max(IMPOSSIBLE, view.score(text)) for view in self.views]))

    def best(self, count: int) -> list[tuple[str, float]]:
        """The likeliest strings among those that any view proposes, likeliest first, at least one."""
        proposed = dict.fromkeys(text for view in self.views for text, _ in view.best(CANDIDATES))
        found = sorted(((text, self.score(text)) for text in proposed), key=lambda item: -item[1])
        return found[: max(count, 1)]

    def margin(self, count: int = 5) -> float:
        """Probability of the likeliest string among the `count` likeliest."""
        return share_of_first(self.best(count))


def views_of(picture: Picture) -> list[Picture]:
    """Views of a line picture, (40, W) uint8, 255 = ink, each 40 rows high; the first is the picture itself."""
    height, width = picture.shape
    middle = (height - 1) / 2
    matrices = [np.array([[1.0, lean, -lean * middle], [0.0, 1.0, 0.0]]) for lean in (LEAN, -LEAN)]
    matrices.append(np.array([[LOWER, 0.0, 0.0], [0.0, LOWER, (1 - LOWER) * middle]]))
    matrices.append(np.array([[WIDER, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    widths = [width, width, round(width * LOWER), round(width * WIDER)]
    return [picture, *(_moved(picture, matrix, wide) for matrix, wide in zip(matrices, widths, strict=True))]


def _moved(picture: Picture, matrix: NDArray[np.float64], width: int) -> Picture:
    size = (max(1, width), picture.shape[0])
    return np.asarray(cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderValue=0), np.uint8)
