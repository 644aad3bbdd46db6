"""From a run to what is served: line.onnx for the CPU, line.safetensors for torch, equal answers, and their card."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.torch import load_file, save_file

from training.errors import UnusableRun
from training.export import OPSET, TOLERANCE, ExportDiffers, sha256
from training.linereader.record import saved_state
from training.linereader.settings import LineSettings
from vision.line_crop import HEIGHT
from vision.line_network import LineArchitecture, LineNetwork
from vision.line_reader import ONNX, SAFETENSORS


def averaged(run: Path, architecture: LineArchitecture) -> LineNetwork:
    """The averaged network of a run, finished or not. Raises UnusableRun."""
    network = LineNetwork(architecture)
    network.load_state_dict(saved_state(run)["average"])
    return network.eval()


def folded_weights(folder: Path, architecture: LineArchitecture) -> LineNetwork:
    """The folded network of a run's average, or of a checkpoint. Raises UnusableRun."""
    if not (folder / SAFETENSORS).exists():
        return averaged(folder, architecture).fold()
    network = LineNetwork(architecture, folded=True)
    try:
        network.load_state_dict(load_file(folder / SAFETENSORS))
    except RuntimeError as error:
        raise UnusableRun(f"{folder} has weights of another architecture. {UnusableRun.hint}") from error
    return network.eval()


def mean_of(networks: Sequence[LineNetwork]) -> LineNetwork:
    """The folded network whose weights are the mean of these, at least one, folded and of one architecture.

    Runs that went on from the same weights with other material lie in one basin, and their mean reads more of what
    none of them was trained on than each does (Wortsman et al., "Model soups", 2022).
    """
    mean = LineNetwork(networks[0].architecture, folded=True)
    states = [network.state_dict() for network in networks]
    mean.load_state_dict({name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]})
    return mean.eval()


def architecture_of(settings: dict[str, object]) -> LineArchitecture:
    """The architecture in a record's settings."""
    fields = settings.get("architecture", LineSettings("").architecture.to_json())
    assert isinstance(fields, dict)
    return LineArchitecture.from_json(fields)


def export_weights(folded: LineNetwork, folder: Path) -> dict[str, str]:
    """Write both files of a folded network. Returns their sha256 by file name. Raises ExportDiffers."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: t.contiguous() for name, t in folded.state_dict().items()}, folder / SAFETENSORS)
    _write_graph(folded, folder / ONNX)
    check_parity(folder, folded.architecture)
    return {name: sha256(folder / name) for name in (ONNX, SAFETENSORS)}


def check_parity(folder: Path, architecture: LineArchitecture) -> float:
    """Largest difference of the two files' log-probabilities over several shapes. Raises ExportDiffers."""
    network = LineNetwork(architecture, folded=True).eval()
    network.load_state_dict(load_file(folder / SAFETENSORS))
    session = onnxruntime.InferenceSession(str(folder / ONNX), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    worst = 0.0
    for count, width in ((1, 8), (3, 160), (2, 404)):
        lines = rng.integers(0, 256, (count, HEIGHT, width), np.uint8)
        with torch.inference_mode():
            expected = network(torch.from_numpy(lines)).numpy()
        got = session.run(["log_probabilities"], {"lines": lines})[0]
        if expected.shape != got.shape:
            raise ExportDiffers(f"The graph answers {got.shape} where {expected.shape} is right.")
        worst = max(worst, float(np.abs(expected - got).max()))
    if worst > TOLERANCE:
        raise ExportDiffers(f"The graph's log-probabilities are off by {worst:.2g}. {ExportDiffers.hint}")
    return worst


def _write_graph(network: LineNetwork, path: Path) -> None:
    lines = torch.zeros((2, HEIGHT, 64), dtype=torch.uint8)
    with warnings.catch_warnings():
        # As for the digit network: the tracing exporter is deprecated, but its graph is plain and small.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (lines,),
            str(path),
            input_names=["lines"],
            output_names=["log_probabilities"],
            dynamic_axes={"lines": {0: "count", 2: "columns"}, "log_probabilities": {0: "count", 1: "frames"}},
            opset_version=OPSET,
            dynamo=False,
        )
    graph = onnx.load(path)
    onnx.checker.check_model(graph)
    graph.doc_string = ""
    for node in graph.graph.node:
        node.doc_string = ""
    onnx.save(graph, path)
