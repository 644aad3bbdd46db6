"""Eight-bit weights are shipped only where they err no more than the float ones."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.training.tiny import SMALL, digits
from training import quantise as module
from training.cache import Cache
from training.card import CARD, write_card
from training.evaluate import graph_classifier
from training.export import ONNX, export_weights
from training.measure import Classify
from training.quantise import INT8, ErrsMore, compared, quantise, write_int8
from training.samples import Samples
from vision.checkpoint import SHIPPED
from vision.network import DigitNetwork


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small network as a checkpoint, with the card of a shipped one."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("checkpoint")
    hashes = export_weights(DigitNetwork(SMALL).eval(), folder)
    card = json.loads((SHIPPED / "mnist" / CARD).read_text())
    write_card(folder, {**card, "sha256": hashes})
    return folder


def test_eight_bits_answer_nearly_as_before(exported: Path, tmp_path: Path) -> None:
    """The graph keeps its names and takes any number of crops."""
    crops = digits(80).images
    write_int8(exported / ONNX, tmp_path / INT8, crops)
    exact, rounded = graph_classifier(exported / ONNX, 1)(crops), graph_classifier(tmp_path / INT8, 1)(crops)
    assert rounded.shape == exact.shape == (80, 11)
    assert np.corrcoef((rounded - exact.mean(0)).ravel(), (exact - exact.mean(0)).ravel())[0, 1] > 0.95
    assert (rounded != exact).any()


def test_errors_are_counted_on_digits_alone() -> None:
    """What is no digit has no digit to be wrong about."""
    samples = digits(20)
    mixed = replace(samples, labels=np.where(np.arange(20) < 5, -1, samples.labels).astype(np.int8))

    def always(label: int) -> Classify:
        return lambda crops: np.eye(11, dtype=np.float32)[np.full(len(crops), label)]

    errors = compared(always(3), always(4), [mixed])
    assert errors.digits == 15
    assert errors.float32 == int((mixed.labels[5:] != 3).sum())
    assert errors.int8 == int((mixed.labels[5:] != 4).sum())


class Made(Cache):
    """A data folder whose only set is drawn here."""

    def load(self, name: str, *, times: int = 1) -> Samples:
        """Digits by ten groups."""
        made = digits(120)
        return replace(made, groups=np.array([str(k % 10) for k in range(len(made))]))


def test_weights_that_err_more_are_not_kept(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the file nor a word in the card."""
    before = (exported / CARD).read_text()
    monkeypatch.setattr(module, "MORE_ERRORS", -1000)
    with pytest.raises(ErrsMore, match="instead of"):
        quantise(exported, Made(tmp_path), 0.3)
    assert not (exported / INT8).exists()
    assert (exported / CARD).read_text() == before


def test_the_card_names_the_file_and_its_errors(exported: Path, tmp_path: Path) -> None:
    """A damaged file is found by it, and people see what the eight bits cost."""
    errors = quantise(exported, Made(tmp_path), 0.3)
    card = json.loads((exported / CARD).read_text())
    assert card["int8"] == {"digits": errors.digits, "float32": errors.float32, "int8": errors.int8}
    assert len(card["sha256"][INT8]) == 64
