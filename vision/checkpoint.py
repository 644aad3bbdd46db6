"""Where the weights live, and their card: what they are, what they were trained on, how they are calibrated."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from vision.calibration import Calibration
from vision.errors import BadCheckpoint
from vision.reading import SourceKind

SHIPPED = Path(__file__).resolve().parent.parent / "checkpoints"
DEFAULT = "permissive"


@dataclass(frozen=True)
class Checkpoint:
    """A folder with `model.onnx`, `model.safetensors` and `card.json`; opened by shipped name or by path.

    It may have `model.int8.onnx` too, which is what a CPU is served with then.
    """

    folder: Path

    @classmethod
    def open(cls, name: str | Path | None = None) -> Checkpoint:
        """Find the folder and check its card and weights. Raises BadCheckpoint."""
        wanted = name or DEFAULT
        shipped = SHIPPED / str(wanted)
        checkpoint = cls(shipped if shipped.is_dir() else Path(wanted))
        checkpoint._check()
        return checkpoint

    @property
    def name(self) -> str:
        """The name in its card."""
        return str(self.card["name"])

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the weights: two machines that agree on it read alike."""
        return str(self.card["sha256"]["model.safetensors"])

    @property
    def onnx(self) -> Path:
        """The graph for ONNX Runtime."""
        return self.folder / "model.onnx"

    @property
    def int8(self) -> Path | None:
        """The same in eight bits: two thirds of the time on a CPU, on held-out digits as good (the card says it)."""
        name = "model.int8.onnx"
        return self.folder / name if name in self.card.get("sha256", {}) else None

    @property
    def safetensors(self) -> Path:
        """The same weights for PyTorch."""
        return self.folder / "model.safetensors"

    @cached_property
    def card(self) -> dict[str, Any]:
        """The model card."""
        try:
            return cast("dict[str, Any]", json.loads((self.folder / "card.json").read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise BadCheckpoint(f"{self.folder}: no readable card.json. {BadCheckpoint.hint}") from error

    def calibration(self, source: SourceKind) -> Calibration:
        """How to turn logits into probabilities for this kind of source."""
        values = self.card.get("calibration", {}).get(source, {})
        return Calibration(**{key: float(value) for key, value in values.items()})

    def _check(self) -> None:
        for path in filter(None, (self.onnx, self.safetensors, self.int8)):
            expected = self.card.get("sha256", {}).get(path.name)
            try:
                found = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                raise BadCheckpoint(f"{path.name} is missing in {self.folder}. {BadCheckpoint.hint}") from error
            if found != expected:
                raise BadCheckpoint(f"{path} is not the file that its card names: it is damaged or was replaced.")
