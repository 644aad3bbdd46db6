"""Everything that decides a run, in one frozen record; two runs with equal settings and data give equal weights."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from training.augment import CLEAN, MILD, Distortion
from vision.network import Architecture


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one run.

    epochs of the pool's quotas; batch in crops; peak_rate for SGD with Nesterov momentum; smoothing of the ten
    classes' targets; digitness_weight of the second loss; strong and mild are the distortions of the first four
    fifths of the steps and of the last. start: name of the run whose weights this one begins with, or "". without: sets
    of the recipe that are left out, so that they can be measured as sets never trained on.
    """

    recipe: str
    seed: int = 0
    epochs: int = 20
    batch: int = 256
    peak_rate: float = 0.2
    momentum: float = 0.9
    decay: float = 5e-4
    smoothing: float = 0.03
    digitness_weight: float = 0.5
    held_out: float = 0.1
    start: str = ""
    without: tuple[str, ...] = ()
    strong: Distortion = field(default=CLEAN)
    mild: Distortion = field(default=MILD)
    architecture: Architecture = field(default_factory=Architecture)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they stand in the run's record and the model card."""
        return {**dataclasses.asdict(self), "architecture": self.architecture.to_json()}
