"""How the learning rate, the averaging and the distortion change over a run; all fixed before it starts."""

from __future__ import annotations

MILD_SHARE = 0.2
"""The last fifth of the steps sees mild distortion only, so that the network ends on real shapes."""


def learning_rate(step: int, steps: int, peak: float, warm_up: float = 0.1) -> float:
    """Linear up to `peak` over the first `warm_up` of the steps, then linear down to nearly nothing."""
    ramp = max(1, round(steps * warm_up))
    if step < ramp:
        return peak * (step + 1) / ramp
    return peak * max(0.002, (steps - step) / max(1, steps - ramp))


def average_decay(step: int, longest: float = 0.998) -> float:
    """Decay of the weights' running average: short at first, so that the random start is soon forgotten."""
    return min(longest, (1 + step) / (10 + step))


def is_mild(step: int, steps: int) -> bool:
    """Whether this step is in the last, mild part."""
    return step >= steps * (1 - MILD_SHARE)
