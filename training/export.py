"""From a run's averaged weights to what is served: ONNX for the CPU, safetensors for torch, equal to the last bits."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from training.errors import TrainingError
from training.measure import logits_of
from vision.network import Architecture, DigitNetwork

ONNX, SAFETENSORS = "model.onnx", "model.safetensors"
OPSET = 18
TOLERANCE = 1e-4


class CannotExport(TrainingError):
    """Raised when the package that writes ONNX files is not installed: serving does without it."""

    code = "export.package"
    hint = "Exporting needs the package onnx: pip install 'numeral[train]'."


class ExportDiffers(TrainingError):
    """Raised when the exported graph does not answer as the network does."""

    code = "export.differs"
    hint = "Install the versions of torch, onnx and onnxruntime that pyproject.toml names and export again."


def export_weights(network: DigitNetwork, folder: Path) -> dict[str, str]:
    """Fold the network and write both files. Returns their sha256 by file name. Raises ExportDiffers."""
    folder.mkdir(parents=True, exist_ok=True)
    folded = network.fold()
    tensors = {name: tensor.contiguous() for name, tensor in folded.state_dict().items()}
    save_file(tensors, folder / SAFETENSORS)
    _write_graph(folded, folder / ONNX)
    check_parity(folder, folded.architecture)
    return {name: sha256(folder / name) for name in (ONNX, SAFETENSORS)}


def load_folded(folder: Path, architecture: Architecture) -> DigitNetwork:
    """The network that the safetensors file holds."""
    network = DigitNetwork(architecture, folded=True).eval()
    network.load_state_dict(load_file(folder / SAFETENSORS))
    return network


def check_parity(folder: Path, architecture: Architecture) -> float:
    """Largest difference of the two files' logits, as a share of the largest logit when that is over 1.

    Over batches of 0, 1 and 33 crops. Raises ExportDiffers.
    """
    network = load_folded(folder, architecture)
    session = onnxruntime.InferenceSession(str(folder / ONNX), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    worst = 0.0
    for count in (0, 1, 33):
        crops = rng.integers(0, 256, (count, 28, 28), np.uint8)
        expected, got = logits_of(network, crops), run_graph(session, crops)
        if expected.shape != got.shape:
            raise ExportDiffers(f"The graph answers {got.shape} where {expected.shape} is right.")
        size = max(1.0, float(np.abs(expected).max(initial=0)))
        worst = max(worst, float(np.abs(expected - got).max(initial=0)) / size)
    if worst > TOLERANCE:
        raise ExportDiffers(f"The graph's logits are off by {worst:.2g}. {ExportDiffers.hint}")
    return worst


def run_graph(session: onnxruntime.InferenceSession, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(N, 11) logits of (N, 28, 28) uint8 crops."""
    return np.asarray(session.run(["logits"], {"crops": crops})[0], np.float32)


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_graph(network: DigitNetwork, path: Path) -> None:
    try:
        import onnx
    except ImportError as error:
        raise CannotExport from error
    crops = torch.zeros((2, 28, 28), dtype=torch.uint8)
    with warnings.catch_warnings():
        # The tracing exporter is deprecated; its graph is plain and small, the newer one's carries its own metadata.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (crops,),
            str(path),
            input_names=["crops"],
            output_names=["logits"],
            dynamic_axes={"crops": {0: "count"}, "logits": {0: "count"}},
            opset_version=OPSET,
            dynamo=False,
        )
    graph = onnx.load(path)
    onnx.checker.check_model(graph)
    graph.doc_string = ""
    for node in graph.graph.node:
        node.doc_string = ""
    onnx.save(graph, path)
