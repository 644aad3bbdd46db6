"""Training digits that look like a crop: evidence a person can judge with their own eyes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

BANK = Path(__file__).resolve().parent.parent / "checkpoints" / "bank.npz"
"""Digits of the permissive sets only; `numeral-train bank` writes it."""

SAME_CLASS = 3
"""Neighbours shown of the likest class; after them comes the likest digit of any other class."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A training digit. crop: (28, 28) uint8, 255 = ink. similarity: 1 for the same, about 0 for none."""

    digit: int
    crop: NDArray[np.uint8]
    similarity: float


class Bank:
    """Digits to compare with, all in memory (under 4 MB)."""

    def __init__(self, crops: NDArray[np.uint8], labels: NDArray[np.int8]) -> None:
        """crops: (N, 28, 28) uint8, 255 = ink; labels: (N,) int8, 0..9."""
        self._crops, self._labels = crops, labels
        self._features = np.stack([_feature(crop) for crop in crops])

    def nearest(self, crop: NDArray[np.uint8]) -> tuple[Neighbour, ...]:
        """Three of the likest class, likest first, then the likest of the rest; nothing for a blank crop."""
        if not crop.any():
            return ()
        similarities = self._features @ _feature(crop)
        order = np.argsort(-similarities, kind="stable")
        likest = self._labels[order[0]]
        same = order[self._labels[order] == likest][:SAME_CLASS]
        rival = order[self._labels[order] != likest][:1]
        return tuple(self._neighbour(int(i), float(similarities[i])) for i in (*same, *rival))

    def _neighbour(self, index: int, similarity: float) -> Neighbour:
        return Neighbour(int(self._labels[index]), self._crops[index], similarity)


@cache
def shipped_bank() -> Bank:
    """The bank beside the checkpoints; read once, when first asked."""
    with np.load(BANK) as stored:
        return Bank(stored["crops"], stored["labels"])


def _feature(crop: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blurred, so that strokes a pixel apart still count as alike; mean removed, length 1 (normalised correlation)."""
    soft = np.asarray(cv2.GaussianBlur(crop.astype(np.float32), (0, 0), 1.2), np.float32).ravel()
    soft = soft - soft.mean()
    return np.asarray(soft / max(float(np.linalg.norm(soft)), 1e-6), np.float32)
