"""The classifier in PyTorch: on CUDA where there is one, and on the CPU for parity tests."""

from __future__ import annotations

import threading

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from vision.checkpoint import Checkpoint
from vision.classifier import OUTPUTS
from vision.errors import BadCheckpoint
from vision.network import Architecture, DigitNetwork

BUCKETS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
"""Batch sizes that exist on CUDA: PyTorch stalls for seconds at each new one, so all are warmed when it opens."""


class TorchClassifier:
    """The folded network; calls from several threads take turns."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.at_once = 0
        self.batch_cap = BUCKETS[-1] if self.device == "cuda" else 64
        self._lock = threading.Lock()
        try:
            network = DigitNetwork(Architecture.from_json(checkpoint.card["architecture"]), folded=True)
            network.load_state_dict(load_file(checkpoint.safetensors))
        except Exception as error:  # KeyError, RuntimeError and safetensors' own: all mean the same here
            raise BadCheckpoint(f"{checkpoint.safetensors} does not fit its card: {error}") from error
        self._network = network.eval().to(self.device)
        if self.device == "cuda":
            for size in BUCKETS:
                self._run(np.zeros((size, 28, 28), np.uint8))

    def classify(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """See `Classifier.classify`."""
        if not len(crops):
            return np.zeros((0, OUTPUTS), np.float32)
        starts = range(0, len(crops), self.batch_cap)
        with self._lock:
            return np.concatenate([self._bucketed(crops[start : start + self.batch_cap]) for start in starts])

    def close(self) -> None:
        """Release the weights."""
        self._network.to("cpu")

    def _bucketed(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        if self.device != "cuda":
            return self._run(crops)
        size = next(bucket for bucket in BUCKETS if bucket >= len(crops))
        padded = np.zeros((size, 28, 28), np.uint8)
        padded[: len(crops)] = crops
        return self._run(padded)[: len(crops)]

    @torch.inference_mode()
    def _run(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        logits: NDArray[np.float32] = self._network(torch.from_numpy(crops).to(self.device)).cpu().numpy()
        return logits
