"""Logits of a network on many crops, and the plain figures that follow from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F

Logits = NDArray[np.float32]
Classify = Callable[[NDArray[np.uint8]], Logits]


def logits_of(network: nn.Module, crops: NDArray[np.uint8], batch: int = 512) -> Logits:
    """(N, 11) float32 for (N, 28, 28) uint8, N may be 0. Puts the network into evaluation mode."""
    network.eval()
    with torch.inference_mode():
        parts = [network(torch.tensor(crops[i : i + batch])) for i in range(0, len(crops), batch)]
    return np.concatenate([p.float().numpy() for p in parts]) if parts else np.zeros((0, 11), np.float32)


def losses(logits: torch.Tensor, labels: torch.Tensor, *, smoothing: float, digitness_weight: float) -> torch.Tensor:
    """Cross-entropy of the class on the digits plus weighted binary cross-entropy of digitness on all.

    labels: (N,) int64, -1 = not a digit. A batch without digits has the second part only.
    """
    is_digit = labels >= 0
    count = is_digit.sum().clamp(min=1)
    by_crop = F.cross_entropy(logits[:, :10], labels, ignore_index=-1, label_smoothing=smoothing, reduction="none")
    digitness = F.binary_cross_entropy_with_logits(logits[:, 10], is_digit.to(logits.dtype))
    return (by_crop * is_digit).sum() / count + digitness_weight * digitness


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `count`, with its 95 % interval."""

    hits: int
    count: int

    @property
    def value(self) -> float:
        """0..1; nan when nothing was counted."""
        return self.hits / self.count if self.count else math.nan

    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval (Wilson 1927): right for shares near 1, where the normal one passes 100 %."""
        if not self.count:
            return 0.0, 1.0
        z, n, p = 1.959964, self.count, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


def accuracy(logits: Logits, labels: NDArray[np.int8]) -> Share:
    """Digits whose likeliest class is right; crops that are not digits are left out."""
    digits = labels >= 0
    right = logits[digits, :10].argmax(1) == labels[digits]
    return Share(int(right.sum()), int(digits.sum()))


def rejection(logits: Logits, threshold: float) -> Share:
    """Crops, none of which is a digit, whose digitness is under the threshold."""
    return Share(int((logits[:, 10] < threshold).sum()), len(logits))


def keeping_threshold(digitness: NDArray[np.float32], keep: float = 0.995) -> float:
    """The digitness that `keep` of these digits reach or pass."""
    return float(np.quantile(digitness, 1 - keep)) if len(digitness) else 0.0


def calibration_error(probabilities: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 15) -> float:
    """Expected calibration error (Guo et al. 2017): mean distance of confidence and accuracy, by bins of confidence."""
    if not len(right):
        return math.nan
    which = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = [abs(probabilities[which == b].sum() - right[which == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(right))


def coverage(confidences: Sequence[float] | NDArray[np.float64], right: NDArray[np.bool_], precision: float) -> float:
    """Largest share, taken by falling confidence, of which at least `precision` are right; equal ones go together."""
    values = np.asarray(confidences, np.float64)
    order = np.argsort(-values, kind="stable")
    kept = np.arange(1, len(order) + 1)
    last_of_its_value = np.append(np.diff(values[order]) != 0, True)[: len(order)]
    good = np.flatnonzero((np.cumsum(right[order]) >= precision * kept) & last_of_its_value)
    return float(kept[good[-1]] / len(order)) if len(good) else 0.0
