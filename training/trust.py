"""How far whole lines may be believed, fitted: a logistic over what is known of a line, and two thresholds.

Platt, "Probabilistic outputs for support vector machines", 1999; the thresholds are chosen for stated precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.calibrate import minimise
from training.measure import calibration_error, coverage
from vision.trust import PLAIN_CAMERA, Channel, Trust, features_of

PRECISION = 0.99
"""At which coverage is reported, and that accepting aims at."""

PRECISIONS = (PRECISION, 0.98, 0.97, 0.95)
"""Of the lines that are accepted so many are right, on the validation material: the first of these at which enough of
the right lines are accepted. The card states which it was."""

ENOUGH: dict[Channel, float] = {"ink": 0.1, "upload": 0.1, "camera": 0.5}
"""Shares of the right lines. A line that is not accepted is looked at by a person, but before a camera it never locks,
and whoever holds it there waits in vain."""

RARELY = 0.1
"""Of the lines that are ignored at most so many are right."""

FEWEST = 60
"""Lines, and at least a twentieth of it wrong ones, under which nothing is fitted: plain values stay."""

PULL = 2e-3


@dataclass(frozen=True, slots=True)
class Evidence:
    """Lines that were read, N of them. features: (N, F); right: (N,) bool; sets: (N,) str, where each is from."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    sets: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.right)

    def take(self, where: NDArray[np.bool_]) -> Evidence:
        """The lines under this mask."""
        return Evidence(self.features[where], self.right[where], self.sets[where])

    def capped(self, most: int = 250) -> Evidence:
        """At most so many lines of each set, evenly drawn: thresholds are not those of the largest set alone."""
        kept = np.zeros(len(self), bool)
        for name in np.unique(self.sets):
            own = np.flatnonzero(self.sets == name)
            kept[own[np.arange(min(most, len(own))) * len(own) // min(most, len(own))]] = True
        return self.take(kept)

    @classmethod
    def of(cls, rows: Sequence[tuple[tuple[float, ...], bool, str]]) -> Evidence:
        """From (features, right, set) of each line."""
        return cls(
            np.array([row[0] for row in rows], np.float64).reshape(len(rows), len(rows[0][0]) if rows else 0),
            np.array([row[1] for row in rows], bool),
            np.array([row[2] for row in rows], np.str_),
        )


def fit_trust(evidence: Evidence, channel: Channel) -> Trust:
    """The logistic under which these lines are likeliest, every set weighing by the root of its size, and thresholds.

    Too few lines leave the plain values.
    """
    wrong = int((~evidence.right).sum())
    if len(evidence) < FEWEST or wrong < FEWEST // 20 or wrong == len(evidence):
        return PLAIN_CAMERA if channel == "camera" else Trust()
    weights, bias = _logistic(evidence)
    plain = Trust(weights, bias)
    sure = confidences(plain, evidence)
    accept, _ = accepting_enough(sure, evidence.right, channel)
    return Trust(weights, bias, accept=accept, ask=min(accept, asking(sure, evidence.right)))


def accepting_enough(sure: NDArray[np.float64], right: NDArray[np.bool_], channel: Channel) -> tuple[float, float]:
    """(threshold, precision that it was chosen for): the strictest that still accepts enough of the right lines."""
    for precision in PRECISIONS:
        threshold = accepting(sure, right, precision)
        if int(right[sure >= threshold].sum()) >= ENOUGH[channel] * int(right.sum()):
            return threshold, precision
    return accepting(sure, right, PRECISIONS[-1]), PRECISIONS[-1]


def confidences(trust: Trust, evidence: Evidence) -> NDArray[np.float64]:
    """(N,): of each line, 0..1."""
    return np.array([trust.confidence(tuple(row)) for row in evidence.features.tolist()], np.float64)


def accepting(sure: NDArray[np.float64], right: NDArray[np.bool_], precision: float = PRECISION) -> float:
    """The lowest confidence from which at least `precision` of the lines are right; just above 1 when there is none."""
    order = np.argsort(-sure, kind="stable")
    values, hits = sure[order], np.cumsum(right[order])
    last_of_its_value = np.append(np.diff(values) != 0, True)
    good = np.flatnonzero((hits >= precision * np.arange(1, len(order) + 1)) & last_of_its_value)
    return float(values[good[-1]]) if len(good) else 1.0 + 1e-9


def asking(sure: NDArray[np.float64], right: NDArray[np.bool_], rarely: float = RARELY) -> float:
    """The highest confidence under which at most `rarely` of the lines are right, and never over one half."""
    order = np.argsort(sure, kind="stable")
    values, hits = sure[order], np.cumsum(right[order])
    bad = np.flatnonzero(hits <= rarely * np.arange(1, len(order) + 1))
    return float(min(0.5, values[bad[-1] + 1] if len(bad) and bad[-1] + 1 < len(order) else values[0]))


def trust_json(trust: Trust, channel: Channel) -> dict[str, Any]:
    """As the card has it."""
    return {
        "weights": {name: round(w, 4) for name, w in zip(features_of(channel), trust.weights, strict=True)},
        "bias": round(trust.bias, 4),
        "accept": round(trust.accept, 5),
        "ask": round(trust.ask, 5),
    }


def judged(trust: Trust, evidence: Evidence) -> dict[str, Any]:
    """What the trust is worth on lines that it was not fitted on, together and by set."""
    sure = confidences(trust, evidence)
    out = {"all": _figures(trust, sure, evidence.right)}
    for name in dict.fromkeys(evidence.sets.tolist()):
        mask = evidence.sets == name
        out[name] = _figures(trust, sure[mask], evidence.right[mask])
    return out


def _figures(trust: Trust, sure: NDArray[np.float64], right: NDArray[np.bool_]) -> dict[str, Any]:
    accepted, ignored = sure >= trust.accept, sure < trust.ask
    return {
        "lines": len(right),
        "right": int(right.sum()),
        "ece": round(calibration_error(sure, right), 4),
        "accepted": int(accepted.sum()),
        "accepted_right": int(right[accepted].sum()),
        "ignored": int(ignored.sum()),
        "ignored_right": int(right[ignored].sum()),
        "coverage_at_99": round(coverage(sure, right, PRECISION), 4),
    }


def _logistic(evidence: Evidence) -> tuple[tuple[float, ...], float]:
    values = torch.from_numpy(evidence.features)
    target = torch.from_numpy(evidence.right.astype(np.float64))
    names, numbers = np.unique(evidence.sets, return_inverse=True)
    each = torch.from_numpy(1.0 / np.sqrt(np.bincount(numbers, minlength=len(names)))[numbers])
    each = each / each.sum()
    weights = torch.zeros(values.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)

    def loss() -> torch.Tensor:
        odds = values @ weights + bias
        errors = torch.nn.functional.binary_cross_entropy_with_logits(odds, target, reduction="none")
        return (errors * each).sum() + PULL * (weights**2).sum()

    minimise([weights, bias], loss)
    return tuple(float(weight) for weight in weights.detach()), float(bias.detach())
