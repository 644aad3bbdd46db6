"""One line read in three views: as it is, smaller, softer; where they disagree the likeliest string over all counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.line_posterior import LinePosterior, share_of_first

Picture = NDArray[np.uint8]

LOWER = 0.82
"""Of the view with smaller writing, as in a looser crop."""

BLUR_PX = 0.9
"""Of the soft view: paper's print fades, and strokes look more like those of training. By itself it reads two points
more of one set and two fewer of another, which is why it has a vote and not the say."""

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
        return self.scores([text])[0]

    def scores(self, texts: Sequence[str]) -> list[float]:
        """`score` of each text."""
        by_view = np.maximum(IMPOSSIBLE, [view.scores(texts) for view in self.views])
        return [float(score) for score in by_view.mean(axis=0)]

    def best(self, count: int) -> list[tuple[str, float]]:
        """The likeliest strings among those that any view proposes, likeliest first, at least one."""
        proposed = list(dict.fromkeys(text for view in self.views for text, _ in view.best(CANDIDATES)))
        found = sorted(zip(proposed, self.scores(proposed), strict=True), key=lambda item: -item[1])
        return found[: max(count, 1)]

    def margin(self, count: int = 5) -> float:
        """Probability of the likeliest string among the `count` likeliest."""
        return share_of_first(self.best(count))


def other_views(picture: Picture) -> list[Picture]:
    """Views of a line picture, (40, W) uint8, 255 = ink, beside the picture itself; each 40 rows high."""
    height, width = picture.shape
    lower = np.array([[LOWER, 0.0, 0.0], [0.0, LOWER, (1 - LOWER) * (height - 1) / 2]])
    size = (max(1, round(width * LOWER)), height)
    small = np.asarray(cv2.warpAffine(picture, lower, size, flags=cv2.INTER_LINEAR, borderValue=0), np.uint8)
    return [small, np.asarray(cv2.GaussianBlur(picture, (0, 0), BLUR_PX), np.uint8)]
