"""The classifier on the CPU, by ONNX Runtime."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from vision.checkpoint import Checkpoint
from vision.classifier import OUTPUTS
from vision.errors import BadCheckpoint


def open_session(graph: Path) -> Any:
    """An ONNX Runtime session with one thread a call. Raises BadCheckpoint."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Without the arena, memory returns after a dense page; the pages' own allocations dominate anyway.
    options.enable_cpu_mem_arena = False
    try:
        return ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own unexported types
        raise BadCheckpoint(f"{graph} cannot be opened: {error}") from error


class OnnxClassifier:
    """One session, one thread in each call: callers bring the parallelism (intra-op 2 collapses beside other load)."""

    batch_cap = 64
    at_once = 4
    device = "cpu"

    def __init__(self, checkpoint: Checkpoint, *, exact: bool = False) -> None:
        """exact: the float weights, where the checkpoint has others that are quicker."""
        self._session = open_session(checkpoint.onnx if exact else checkpoint.int8 or checkpoint.onnx)

    def classify(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """See `Classifier.classify`."""
        if not len(crops):
            return np.zeros((0, OUTPUTS), np.float32)
        parts = [
            self._session.run(["logits"], {"crops": crops[start : start + self.batch_cap]})[0]
            for start in range(0, len(crops), self.batch_cap)
        ]
        logits: NDArray[np.float32] = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return logits

    def close(self) -> None:
        """Release the session."""
        self._session = None
