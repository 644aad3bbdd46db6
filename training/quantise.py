"""Eight-bit weights and activations for the CPU: the same network at two thirds of its time, if it errs no more.

Post-training quantisation (Jacob et al., 2018) by ONNX Runtime's own tools. The first convolution stays as it is: with
one input channel there is nothing to gain. Weights keep seven bits: without VNNI, sums of two products of eight bits
would overflow sixteen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.cache import Cache
from training.card import read_card, write_card
from training.errors import TrainingError
from training.evaluate import graph_classifier
from training.export import ONNX, CannotExport, sha256
from training.measure import Classify
from training.recipes import held_out_parts, split
from training.samples import Samples

INT8 = "model.int8.onnx"
MORE_ERRORS = 2
"""On all held-out digits together, beside those of the float weights: more, and the int8 weights are not shipped."""

CALIBRATING = 300
"""Crops of each set by which the ranges of activations are found."""


class ErrsMore(TrainingError):
    """Raised when the eight-bit network is wrong more often than may be."""

    code = "quantise.errs"
    hint = "The float weights stay what is served."


@dataclass(frozen=True, slots=True)
class Errors:
    """Of `digits` held-out digits so many are read wrongly, by the float weights and by the eight-bit ones."""

    digits: int
    float32: int
    int8: int


def quantise(folder: Path, cache: Cache, held_out: float) -> Errors:
    """Write model.int8.onnx into a checkpoint's folder and its card. Raises ErrsMore, CannotExport, MissingData.

    The sets are those of the card that are in the data folder and that can be split fairly.
    """
    card = read_card(folder)
    held = held_out_parts([entry["set"] for entry in card["data"] if _is_here(entry["set"], cache)], held_out, cache)
    seen = [split(name, cache.load(name), held_out)[0] for name in held]
    write_int8(folder / ONNX, folder / INT8, calibrating(seen))
    errors = compared(graph_classifier(folder / ONNX, 1), graph_classifier(folder / INT8, 1), list(held.values()))
    if errors.int8 > errors.float32 + MORE_ERRORS:
        (folder / INT8).unlink()
        raise ErrsMore(f"{errors.int8} of {errors.digits} digits are wrong instead of {errors.float32}.")
    hashes = {**card["sha256"], INT8: sha256(folder / INT8)}
    write_card(folder, {**card, "int8": asdict(errors), "sha256": hashes})
    return errors


def calibrating(parts: list[Samples]) -> NDArray[np.uint8]:
    """Crops from every set's training part, digits and others, always the same ones."""
    rng = np.random.default_rng(0)
    chosen = [part.images[rng.permutation(len(part))[:CALIBRATING]] for part in parts]
    return np.concatenate(chosen)


def compared(exact: Classify, rounded: Classify, held: list[Samples]) -> Errors:
    """How often each is wrong on the digits among held-out samples."""
    digits = [part.take(part.labels >= 0) for part in held]
    wrong = [
        sum(int((classify(part.images)[:, :10].argmax(axis=1) != part.labels).sum()) for part in digits)
        for classify in (exact, rounded)
    ]
    return Errors(sum(map(len, digits)), *wrong)


def write_int8(graph: Path, to: Path, crops: NDArray[np.uint8]) -> None:
    """The graph with eight-bit convolutions but for the first. Raises CannotExport without the package onnx."""
    try:
        import onnx
        from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
        from onnxruntime.quantization.shape_inference import quant_pre_process
    except ImportError as error:
        raise CannotExport from error

    class Crops(CalibrationDataReader):  # type: ignore[misc]
        """A hundred at a time."""

        def __init__(self) -> None:
            self._rows: Iterator[int] = iter(range(0, len(crops), 100))

        def get_next(self) -> dict[str, Any] | None:
            row = next(self._rows, None)
            return None if row is None else {"crops": crops[row : row + 100]}

    with TemporaryDirectory() as folder:
        inferred = Path(folder) / "inferred.onnx"
        quant_pre_process(str(graph), str(inferred))
        nodes = onnx.load(inferred).graph.node
        convolutions = [node.name for node in nodes if node.op_type == "Conv"]
        heads = [node.name for node in nodes if node.op_type == "Gemm"]
        quantize_static(
            str(inferred), str(to), Crops(), quant_format=QuantFormat.QDQ, activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8, reduce_range=True, per_channel=True,
            nodes_to_exclude=[convolutions[0], *heads],
        )  # fmt: skip


def _is_here(name: str, cache: Cache) -> bool:
    try:
        return len(cache.load(name)) > 0
    except TrainingError:
        return False
