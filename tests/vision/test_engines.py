"""Two engines, one set of weights: the answer must not depend on the machine."""

from pathlib import Path

import numpy as np
import pytest

from vision.checkpoint import SHIPPED, Checkpoint
from vision.classifier import open_classifier
from vision.errors import BadCheckpoint
from vision.onnx_engine import OnnxClassifier
from vision.torch_engine import TorchClassifier


@pytest.mark.parametrize("name", ["permissive", "full", "mnist"])
def test_onnx_and_torch_answer_alike(name: str) -> None:
    """Every shipped checkpoint, on digits and on noise, in a batch larger than the cap."""
    checkpoint = Checkpoint.open(name)
    with np.load(Path(__file__).parents[1] / "data" / "mnist_excerpt.npz") as excerpt:
        digits = excerpt["images"]
    noise = np.random.default_rng(0).integers(0, 256, (40, 28, 28), dtype=np.uint8)
    crops = np.concatenate([digits, noise])
    onnx, torch = OnnxClassifier(checkpoint, exact=True).classify(crops), TorchClassifier(checkpoint).classify(crops)
    assert onnx.shape == (100, 11)
    np.testing.assert_allclose(onnx, torch, atol=2e-3)
    np.testing.assert_array_equal(onnx[:60, :10].argmax(1), torch[:60, :10].argmax(1))


def test_eight_bits_answer_nearly_as_the_float_weights_do() -> None:
    """A CPU is served with eight bits: the same digits, at nearly the same odds."""
    checkpoint = Checkpoint.open()
    assert checkpoint.int8 is not None
    with np.load(Path(__file__).parents[1] / "data" / "mnist_excerpt.npz") as excerpt:
        crops = excerpt["images"]
    served, exact = open_classifier(checkpoint, "onnx").classify(crops), OnnxClassifier(checkpoint, exact=True)
    expected = exact.classify(crops)
    np.testing.assert_array_equal(served[:, :10].argmax(1), expected[:, :10].argmax(1))
    assert 0 < np.abs(served - expected).mean() < 0.1
    assert checkpoint.card["int8"]["int8"] <= checkpoint.card["int8"]["float32"] + 2


@pytest.mark.parametrize("engine", ["onnx", "torch"])
def test_no_crops_are_no_trouble(engine: str) -> None:
    """An empty page reaches the engine as zero crops."""
    classifier = open_classifier(Checkpoint.open(), "onnx" if engine == "onnx" else "torch")
    assert classifier.classify(np.zeros((0, 28, 28), np.uint8)).shape == (0, 11)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    """A half-copied file must not serve wrong digits."""
    for path in (SHIPPED / "mnist").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = tmp_path / "model.onnx"
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(BadCheckpoint, match=r"model\.onnx"):
        Checkpoint.open(tmp_path)


def test_an_unknown_name_says_what_there_is(tmp_path: Path) -> None:
    """The hint names the shipped checkpoints."""
    with pytest.raises(BadCheckpoint, match="permissive"):
        Checkpoint.open(tmp_path / "nothing-here")
