"""What one replica does: open the weights, read crops. Knows nothing of Ray."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from server import VERSION
from server.jobs import Crops, Logits
from vision import Checkpoint, Engine, open_classifier


class Digits:
    """The network of one replica. Raises BadCheckpoint."""

    def __init__(self, checkpoint: str, engine: Engine) -> None:
        opened = Checkpoint.open(checkpoint)
        self._classifier = open_classifier(opened, engine)
        self.weights = opened.fingerprint
        self._about = {
            "checkpoint": opened.name,
            "weights": self.weights,
            "device": self._classifier.device,
            "version": VERSION,
            "pid": os.getpid(),
        }
        # The first call of an engine is slow; nobody should be the one to wait for it.
        self._classifier.classify(np.zeros((self._classifier.batch_cap, 28, 28), np.uint8))

    def about(self) -> dict[str, Any]:
        """What it reads with, and the process that does."""
        return dict(self._about)

    def read(self, parts: list[Crops]) -> list[Logits]:
        """The logits of several callers' crops by one run of the network, each in its place."""
        logits = self._classifier.classify(parts[0] if len(parts) == 1 else np.concatenate(parts))
        return np.split(logits, np.cumsum([len(part) for part in parts[:-1]]))
