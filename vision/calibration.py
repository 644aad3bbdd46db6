"""From the network's outputs to probabilities that mean what they say, per kind of source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.reading import NOT_A_DIGIT


@dataclass(frozen=True, slots=True)
class Calibration:
    """Temperature scaling of the classes (Guo et al., 2017) and a logistic for digitness (Platt, 1999).

    The values are fitted on validation material and stored in the checkpoint's card.
    """

    temperature: float = 1.0
    digitness_scale: float = 1.0
    digit_bias: float = 0.0

    def posteriors(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        """(N, 11) float32 logits to (N, 11) float64 probabilities: ten digits, then "not a digit"; rows sum to 1."""
        values = logits.astype(np.float64)
        classes = values[:, :NOT_A_DIGIT] / self.temperature
        classes -= classes.max(axis=1, keepdims=True) if len(classes) else 0.0
        odds = np.exp(classes)
        digitness = self.digitness_scale * values[:, NOT_A_DIGIT] + self.digit_bias
        is_digit = 1.0 / (1.0 + np.exp(-np.clip(digitness, -60, 60)))
        out = np.empty_like(values)
        out[:, :NOT_A_DIGIT] = odds / odds.sum(axis=1, keepdims=True) * is_digit[:, None]
        out[:, NOT_A_DIGIT] = 1.0 - is_digit
        return out
