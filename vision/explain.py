"""Why a crop was read as it was: what the network saw, what its first layer made of it, and what mattered."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from vision.checkpoint import Checkpoint
from vision.classifier import Classifier
from vision.neighbours import Neighbour, shipped_bank
from vision.normalise import SIDE
from vision.reading import NOT_A_DIGIT, Alternative

PATCH, STRIDE = 7, 3
_CORNERS = range(0, SIDE - PATCH + 1, STRIDE)


@dataclass(frozen=True, slots=True)
class Explanation:
    """crop: (28, 28) uint8, 255 = ink. maps: (M, 28, 28) uint8, the first layer's responses, each scaled to 0..255.

    probabilities: ten digits and "not a digit", of this crop by itself. occlusion: (28, 28) float32, how much of
    the answer's probability is lost when the ink around a place is covered (Zeiler and Fergus, 2014); negative
    where covering helps. nearest: training digits that look most alike.
    """

    crop: NDArray[np.uint8]
    maps: NDArray[np.uint8]
    probabilities: tuple[float, ...]
    alternatives: tuple[Alternative, ...]
    occlusion: NDArray[np.float32]
    nearest: tuple[Neighbour, ...]

    def to_json(self) -> dict[str, Any]:
        """Pictures as base64 of their bytes, row by row."""
        return {
            "crop": _base64(self.crop),
            "maps": [{"width": m.shape[1], "height": m.shape[0], "data": _base64(m)} for m in self.maps],
            "probabilities": [round(p, 4) for p in self.probabilities],
            "alternatives": [{"digit": a.digit, "probability": round(a.probability, 4)} for a in self.alternatives],
            "occlusion": np.round(self.occlusion, 3).tolist(),
            "nearest": [
                {"digit": n.digit, "crop": _base64(n.crop), "similarity": round(n.similarity, 4)} for n in self.nearest
            ],
        }


class Explainer:
    """Explains with one checkpoint; the first layer's weights are read when first asked."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint

    def explain(self, crop: NDArray[np.uint8], classifier: Classifier) -> Explanation:
        """All of it in one batch of 65 crops: the crop itself and 64 with a patch covered.

        crop: (28, 28) uint8, 255 = ink.
        """
        calibration = self._checkpoint.calibration("photo")
        posteriors = calibration.posteriors(classifier.classify(np.concatenate([crop[None], _covered(crop)])))
        probabilities = posteriors[0]
        answer = int(probabilities.argmax())
        order = [int(d) for d in np.argsort(-probabilities[:NOT_A_DIGIT], kind="stable") if d != answer]
        return Explanation(
            crop=crop,
            maps=self._maps(crop),
            probabilities=tuple(probabilities.tolist()),
            alternatives=tuple(Alternative(d, float(probabilities[d])) for d in order[:3]),
            occlusion=_occlusion(probabilities[answer] - posteriors[1:, answer]),
            nearest=shipped_bank().nearest(crop),
        )

    @cached_property
    def _first_layer(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        weights = load_file(self._checkpoint.safetensors)
        return weights["blocks.0.conv.weight"][:, 0], weights["blocks.0.conv.bias"]

    def _maps(self, crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
        kernels, biases = self._first_layer
        image = crop.astype(np.float32) / 255
        responses = [
            cv2.filter2D(image, cv2.CV_32F, kernel, borderType=cv2.BORDER_CONSTANT) + bias
            for kernel, bias in zip(kernels, biases, strict=True)
        ]
        positive = np.maximum(np.stack(responses), 0)
        peaks = np.maximum(positive.max(axis=(1, 2), keepdims=True), 1e-6)
        return np.asarray(positive / peaks * 255, np.uint8)


def _covered(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(64, 28, 28): the crop with a 7 x 7 patch of paper at each place of an 8 x 8 grid."""
    covered = np.repeat(crop[None], len(_CORNERS) ** 2, axis=0)
    for index, (y, x) in enumerate((y, x) for y in _CORNERS for x in _CORNERS):
        covered[index, y : y + PATCH, x : x + PATCH] = 0
    return covered


def _occlusion(losses: NDArray[np.float64]) -> NDArray[np.float32]:
    """Each place's loss is the mean over the patches that covered it."""
    total, times = np.zeros((SIDE, SIDE)), np.zeros((SIDE, SIDE))
    for loss, (y, x) in zip(losses, ((y, x) for y in _CORNERS for x in _CORNERS), strict=True):
        total[y : y + PATCH, x : x + PATCH] += loss
        times[y : y + PATCH, x : x + PATCH] += 1
    return (total / np.maximum(times, 1)).astype(np.float32)


def _base64(values: NDArray[np.uint8]) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii")
