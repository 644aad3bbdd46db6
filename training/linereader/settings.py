"""Everything that decides a run of the line network but the time it is given."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from vision.line_network import LineArchitecture

SMALL = LineArchitecture(
    blocks=((16, 2, 2), (32, 2, 2), (32, 1, 1), (48, 2, 1), (48, 1, 1)), along=(96,), apart=(2,), dropout=0.1
)
"""For fourteen characters of one face: a sixth of the time of the whole network."""


@dataclass(frozen=True, slots=True)
class LineSettings:
    """batch in lines; peak_rate for AdamW; textures in the paper bank; validation in lines of held-out hands."""

    recipe: str
    seed: int = 0
    batch: int = 32
    peak_rate: float = 2e-3
    decay: float = 0.02
    clip: float = 5.0
    textures: int = 500
    validation: int = 600
    architecture: LineArchitecture = field(default_factory=LineArchitecture)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they stand in the run's record and the line card."""
        return {**dataclasses.asdict(self), "architecture": self.architecture.to_json()}
