"""Probabilities that mean what they say: one temperature and one line through digitness, per kind of source.

Temperature scaling is from Guo et al., "On calibration of modern neural networks", 2017; the line through the
digitness logit is Platt's. Both are fitted on crops of held-out writers and fonts, never on a test set.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from training.measure import Logits
from vision.calibration import Calibration

FEWEST = 50
"""Crops of a kind under which nothing is fitted for it: the plain value stays."""


def fit_calibration(logits: Logits, labels: NDArray[np.int8]) -> Calibration:
    """The calibration under which these crops' labels are likeliest.

    logits: (N, 11); labels: (N,), -1 = not a digit. Too few digits leave the temperature at 1, too few of either
    leave the digitness as it is.
    """
    values = torch.from_numpy(np.asarray(logits, np.float64))
    digits = torch.from_numpy(labels >= 0)
    temperature = _temperature(values, torch.from_numpy(labels.astype(np.int64)), digits)
    scale, bias = _line(values[:, 10], digits)
    return Calibration(temperature, scale, bias)


def _temperature(logits: torch.Tensor, labels: torch.Tensor, digits: torch.Tensor) -> float:
    if int(digits.sum()) < FEWEST:
        return 1.0
    log_temperature = torch.zeros((), dtype=torch.float64, requires_grad=True)
    chosen, right = logits[digits, :10], labels[digits]
    minimise([log_temperature], lambda: F.cross_entropy(chosen / log_temperature.exp(), right))
    return float(np.clip(log_temperature.exp().item(), 0.05, 20))


def _line(digitness: torch.Tensor, digits: torch.Tensor) -> tuple[float, float]:
    """Scale and bias, both kinds weighing the same; a small pull to (1, 0) keeps separable data finite."""
    if min(int(digits.sum()), int((~digits).sum())) < FEWEST:
        return 1.0, 0.0
    scale = torch.ones((), dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    weights = torch.where(digits, 0.5 / digits.sum(), 0.5 / (~digits).sum())
    target = digits.double()

    def loss() -> torch.Tensor:
        each = F.binary_cross_entropy_with_logits(scale * digitness + bias, target, reduction="none")
        return (each * weights).sum() + 1e-4 * ((scale - 1) ** 2 + bias**2)

    minimise([scale, bias], loss)
    return max(0.05, scale.item()), bias.item()


def minimise(parameters: list[torch.Tensor], loss: Callable[[], torch.Tensor], steps: int = 60) -> None:
    """Change the parameters until the loss is at its least, by L-BFGS: for few parameters and a smooth loss."""
    optimiser = torch.optim.LBFGS(parameters, lr=0.5, max_iter=steps, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(closure)  # type: ignore[no-untyped-call]
