"""What a checkpoint reaches, measured on the weights that are served: the ONNX graph with the card's calibration."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from training.cache import Cache
from training.catalogue import set_info
from training.errors import TrainingError
from training.export import ONNX, run_graph
from training.figures import Row, measured, mnist_rows, set_rows
from training.measure import Classify, Logits
from vision.checkpoint import Checkpoint
from vision.errors import BadCheckpoint
from vision.reading import SourceKind


class NoCheckpoint(TrainingError):
    """Raised when a checkpoint cannot be opened."""

    code = "checkpoint.missing"
    hint = "Name a folder with card.json and model.onnx, or one of the shipped: permissive, full, mnist."


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one checkpoint, with the seconds that they took."""

    checkpoint: str
    rows: list[Row]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"checkpoint": self.checkpoint, "seconds": round(self.seconds, 1), "figures": self.rows}


def evaluate(name: str, cache: Cache, *, threads: int = 1) -> Report:
    """All tables of a checkpoint, by shipped name or folder. Raises NoCheckpoint, MissingData."""
    began = time.perf_counter()
    checkpoint = opened(name)
    rows = tables(graph_classifier(checkpoint.folder / ONNX, threads), checkpoint, cache)
    return Report(checkpoint.name, rows, time.perf_counter() - began)


def opened(name: str) -> Checkpoint:
    """A checkpoint by shipped name or folder. Raises NoCheckpoint."""
    try:
        return Checkpoint.open(name)
    except BadCheckpoint as error:
        raise NoCheckpoint(str(error)) from error


def tables(classify: Classify, checkpoint: Checkpoint, cache: Cache) -> list[Row]:
    """Rows of MNIST's test part and of every other set that is in the data folder."""
    trained = {entry["set"] for entry in checkpoint.card["data"]}
    held_out = float(checkpoint.card["settings"]["held_out"])
    rows = mnist_rows([classify], cache, checkpoint.calibration("photo"))
    for name, (samples, seen) in measured(trained, held_out, cache).items():
        rows += set_rows(classify, name, samples, seen, checkpoint.calibration(source_of(name)))
    return rows


def source_of(name: str) -> SourceKind:
    """The kind of source that a set's pictures are most like."""
    return "ink" if set_info(name).kind == "ink" else "photo"


def graph_classifier(path: Path, threads: int) -> Classify:
    """Logits of an ONNX graph, in batches of 256."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def classify(crops: NDArray[np.uint8]) -> Logits:
        parts = [run_graph(session, np.ascontiguousarray(crops[i : i + 256])) for i in range(0, len(crops), 256)]
        return np.concatenate(parts) if parts else np.zeros((0, 11), np.float32)

    return classify
