"""How far whole lines may be believed, fitted: a logistic over what is known of a line, a hidden layer beside it where
lines that neither was fitted on are the likelier for it, and two thresholds.

Platt, "Probabilistic outputs for support vector machines", 1999. The thresholds are chosen for stated precision, on
confidences of lines that were left out of the fit (five parts in turn).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.calibrate import minimise
from training.measure import calibration_error, coverage
from vision.trust import PLAIN_CAMERA, Channel, Hidden, Trust, features_of

PRECISION = 0.99
"""At which coverage is reported, and that accepting aims at."""

PRECISIONS = (PRECISION, 0.98, 0.97, 0.95)
"""Of the lines that are accepted so many are right, on the validation material: the first of these at which enough of
the right lines are accepted. The card states which it was."""

ENOUGH: dict[Channel, float] = {"ink": 0.1, "upload": 0.1, "camera": 0.5}
"""Shares of the right lines. A line that is not accepted is looked at by a person, but before a camera it never locks,
and whoever holds it there waits in vain."""

RARELY = 0.05
"""Of the lines that are ignored at most so many are right: a number that is not shown costs more than a few that are
none, marked as doubtful."""

LEAST_ASKED = 0.15
"""Lines that are believed less are ignored in any case: what is left of a ruled line is a 1 at 0.12."""

FEWEST = 60
"""Lines, and at least a twentieth of it wrong ones, under which nothing is fitted: plain values stay."""

PULL = 2e-3

UNITS, PULL_HIDDEN = 32, 1e-3
"""Of the hidden layer. The loss of uploads' lines that were left out is 0.219 without, and with pulls of 2e-3, 1e-3,
5e-4 and 3e-4 it is 0.196, 0.185, 0.187 and 0.193."""

BETTER = 0.98
"""A hidden layer is kept where it leaves less than so much of the logistic's loss."""

PARTS, STEPS, FEW_STEPS = 5, 400, 60
"""Parts that are left out of a fit in turn; steps of a fit with a hidden layer and of one without."""

LEAST_SPREAD = 1e-3
"""A feature that varies less is taken as it is."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Lines that were read, N of them. features: (N, F); right: (N,) bool; sets: (N,) str, where each is from; groups:
    (N,) int, equal for lines of one picture, writer or film."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    sets: NDArray[np.str_]
    groups: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.right)

    def take(self, where: NDArray[np.bool_]) -> Evidence:
        """The lines under this mask."""
        return Evidence(self.features[where], self.right[where], self.sets[where], self.groups[where])

    def thinned(self, most: int = 250) -> NDArray[np.bool_]:
        """(N,): at most so many lines of each set, evenly drawn."""
        kept = np.zeros(len(self), bool)
        for name in np.unique(self.sets):
            own = np.flatnonzero(self.sets == name)
            kept[own[np.arange(min(most, len(own))) * len(own) // min(most, len(own))]] = True
        return kept

    @classmethod
    def of(cls, rows: Sequence[tuple[tuple[float, ...], bool, str]], groups: Sequence[int]) -> Evidence:
        """From (features, right, set) of each line and its group."""
        return cls(
            np.array([row[0] for row in rows], np.float64).reshape(len(rows), len(rows[0][0]) if rows else 0),
            np.array([row[1] for row in rows], bool),
            np.array([row[2] for row in rows], np.str_),
            np.array(groups, np.int64),
        )


def fit_trust(evidence: Evidence, channel: Channel) -> tuple[Trust, float]:
    """The trust under which these lines are likeliest, every set weighing by the root of its size, with thresholds, and
    the precision that accepting was chosen for: not by the largest sets alone.

    Too few lines leave the plain values.
    """
    wrong = int((~evidence.right).sum())
    if len(evidence) < FEWEST or wrong < FEWEST // 20 or wrong == len(evidence):
        return PLAIN_CAMERA if channel == "camera" else Trust(), PRECISION
    straight, bent = (_left_out(evidence, units) for units in (0, UNITS))
    is_better = _loss(evidence, bent) < BETTER * _loss(evidence, straight)
    trust = _fitted(evidence, UNITS if is_better else 0)
    thinned = evidence.thinned()
    sure, right = (bent if is_better else straight)[thinned], evidence.right[thinned]
    accept, precision = accepting_enough(sure, right, channel)
    return replace(trust, accept=accept, ask=min(accept, asking(sure, right))), precision


def _left_out(evidence: Evidence, units: int) -> NDArray[np.float64]:
    """(N,): the confidence of each line under what was fitted on the parts that it is not in."""
    part = evidence.groups % PARTS
    sure = np.zeros(len(evidence))
    for number in np.unique(part):
        here = part == number
        sure[here] = confidences(_fitted(evidence.take(~here), units), evidence.take(here))
    return sure


def _loss(evidence: Evidence, sure: NDArray[np.float64]) -> float:
    of_right = np.where(evidence.right, sure, 1 - sure)
    return float(-(_shares(evidence) * np.log(np.maximum(of_right, 1e-9))).sum())


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
    """The highest confidence under which at most `rarely` of the lines are right, between LEAST_ASKED and one half."""
    order = np.argsort(sure, kind="stable")
    values, hits = sure[order], np.cumsum(right[order])
    bad = np.flatnonzero(hits <= rarely * np.arange(1, len(order) + 1))
    highest = values[bad[-1] + 1] if len(bad) and bad[-1] + 1 < len(order) else values[0]
    return float(min(0.5, max(LEAST_ASKED, highest)))


def trust_json(trust: Trust, channel: Channel) -> dict[str, Any]:
    """As the card has it."""
    return {
        "weights": {name: round(w, 4) for name, w in zip(features_of(channel), trust.weights, strict=True)},
        "bias": round(trust.bias, 4),
        "accept": round(trust.accept, 5),
        "ask": round(trust.ask, 5),
        **({"hidden": _hidden_json(trust.hidden, channel)} if trust.hidden is not None else {}),
    }


def _hidden_json(hidden: Hidden, channel: Channel) -> dict[str, Any]:
    return {
        "features": list(features_of(channel)),
        "weights": np.round(hidden.weights, 4).tolist(),
        "bias": np.round(hidden.bias, 4).tolist(),
        "out": np.round(hidden.out, 4).tolist(),
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


def _fitted(evidence: Evidence, units: int) -> Trust:
    """units: of the hidden layer, 0 for none. It sees features of like spread; the weights are of them as they are."""
    values = torch.from_numpy(evidence.features)
    target = torch.from_numpy(evidence.right.astype(np.float64))
    each = torch.from_numpy(_shares(evidence))
    spread = values.std(dim=0, correction=0)
    spread = torch.where(spread < LEAST_SPREAD, torch.ones_like(spread), spread)
    middle = values.mean(dim=0)
    alike = (values - middle) / spread
    weights = torch.zeros(values.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    chance = torch.Generator().manual_seed(0)
    reach = values.shape[1] ** -0.5
    inner = (
        (torch.rand(units, values.shape[1], generator=chance, dtype=torch.float64) * 2 - 1) * reach
    ).requires_grad_()
    inner_bias = torch.zeros(units, dtype=torch.float64, requires_grad=True)
    out = ((torch.rand(units, generator=chance, dtype=torch.float64) * 2 - 1) * 0.1).requires_grad_()

    def loss() -> torch.Tensor:
        odds = values @ weights + bias + torch.tanh(alike @ inner.T + inner_bias) @ out
        errors = torch.nn.functional.binary_cross_entropy_with_logits(odds, target, reduction="none")
        pull = PULL * (weights**2).sum() + PULL_HIDDEN * sum((part**2).sum() for part in (inner, inner_bias, out))
        return (errors * each).sum() + pull

    parameters = [weights, bias, inner, inner_bias, out] if units else [weights, bias]
    minimise(parameters, loss, STEPS if units else FEW_STEPS)
    of_plain = inner / spread
    seen = (of_plain, inner_bias - of_plain @ middle, out)
    hidden = Hidden(*(part.detach().numpy() for part in seen)) if units else None
    return Trust(tuple(weights.detach().tolist()), float(bias.detach()), hidden=hidden)


def _shares(evidence: Evidence) -> NDArray[np.float64]:
    """(N,): how much each line weighs, 1 together."""
    _, numbers = np.unique(evidence.sets, return_inverse=True)
    each = 1.0 / np.sqrt(np.bincount(numbers))[numbers]
    shares: NDArray[np.float64] = each / each.sum()
    return shares
