"""Exported weights answer as the trained network does."""

import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from tests.training.tiny import SMALL, digits, pool, settings
from training.evaluate import graph_classifier
from training.export import (
    ONNX,
    SAFETENSORS,
    CannotExport,
    ExportDiffers,
    check_parity,
    export_weights,
    load_folded,
    sha256,
)
from training.fit import Trainer
from training.measure import logits_of
from vision.network import DigitNetwork


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> DigitNetwork:
    """A network whose norms have moved away from where they start."""
    trainer = Trainer(settings(epochs=2), pool(), {}, tmp_path_factory.mktemp("run"))
    list(trainer.run())
    average: DigitNetwork = trainer.average
    return average


def test_onnx_torch_and_the_unfolded_network_agree(trained: DigitNetwork, tmp_path: Path) -> None:
    """What is served on a CPU, what is served on a GPU and what was measured while training are one function."""
    hashes = export_weights(trained, tmp_path)
    assert hashes == {name: sha256(tmp_path / name) for name in (ONNX, SAFETENSORS)}
    crops = digits(50).images
    expected = logits_of(trained, crops)
    assert np.allclose(logits_of(load_folded(tmp_path, SMALL), crops), expected, atol=1e-3)
    assert np.allclose(graph_classifier(tmp_path / ONNX, 1)(crops), expected, atol=1e-3)


def test_the_graph_has_the_agreed_names_types_and_a_free_batch(trained: DigitNetwork, tmp_path: Path) -> None:
    """Servers feed it by name, with any number of crops."""
    export_weights(trained, tmp_path)
    graph = onnx.load(tmp_path / ONNX).graph
    assert [value.name for value in graph.input] == ["crops"]
    assert [value.name for value in graph.output] == ["logits"]
    kind = graph.input[0].type.tensor_type
    assert kind.elem_type == onnx.TensorProto.UINT8
    assert kind.shape.dim[0].dim_param
    assert [dim.dim_value for dim in kind.shape.dim[1:]] == [28, 28]
    classify = graph_classifier(tmp_path / ONNX, 1)
    for count in (0, 1, 257):
        logits = classify(np.zeros((count, 28, 28), np.uint8))
        assert logits.shape == (count, 11)
        assert logits.dtype == np.float32


def test_weights_that_do_not_belong_together_are_found(trained: DigitNetwork, tmp_path: Path) -> None:
    """A card names both files; serving may use either."""
    export_weights(trained, tmp_path)
    graph = (tmp_path / ONNX).read_bytes()
    torch.manual_seed(1)
    export_weights(DigitNetwork(SMALL).eval(), tmp_path)
    (tmp_path / ONNX).write_bytes(graph)
    with pytest.raises(ExportDiffers, match="off by"):
        check_parity(tmp_path, SMALL)


def test_without_the_onnx_package_the_hint_says_what_to_install(
    trained: DigitNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands come with every installation, that package only with the extra."""
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(CannotExport, match="numeral\\[train\\]"):
        export_weights(trained, tmp_path)
