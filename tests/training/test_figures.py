"""Figures of a known classifier on known samples."""

import numpy as np
import pytest
from numpy.typing import NDArray

from training.figures import calibrations, set_rows
from training.samples import Samples
from vision.calibration import Calibration


def _samples() -> Samples:
    """Two hundred digits, twenty fair negatives, ten letter O; the label is in the first pixel."""
    labels = [*(n % 10 for n in range(200)), *[-1] * 30]
    symbols = [*map(str, labels[:200]), *["K"] * 20, *["O"] * 10]
    images = np.zeros((230, 28, 28), np.uint8)
    images[:200, 0, 0] = np.array(labels[:200])
    images[200:, 0, 0] = 200
    images[220:, 0, 0] = 100
    return Samples.build(images, labels, symbols=symbols)


def _classify(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Right on every digit but 9, which it takes for 8; sure that K is none, and that O is one."""
    marks = crops[:, 0, 0]
    logits = np.zeros((len(crops), 11), np.float32)
    logits[np.arange(len(crops)), np.where(marks == 9, 8, marks % 10)] = 6
    logits[:, 10] = np.where(marks == 200, -5, 5)
    return logits


def test_accuracy_rejection_and_letters_in_the_shape_of_digits_stand_apart() -> None:
    """With their counts, and with whether the set was trained on."""
    first, fair, shaped = set_rows(_classify, "made", _samples(), "no", Calibration())
    assert (first["hits"], first["count"], first["trained_on"]) == (180, 200, "no")
    assert first["ece"] == pytest.approx(np.exp(6) / (np.exp(6) + 9) - 0.9, abs=1e-3)
    assert (fair["hits"], fair["count"]) == (20, 20)
    assert (shaped["hits"], shaped["count"]) == (0, 10)
    assert "99.5 %" in fair["what"]


def test_each_kind_of_source_is_calibrated_and_a_set_without_negatives_leaves_digitness() -> None:
    """A network of a run on MNIST alone has nothing to fit digitness on."""
    found = calibrations(_classify, {"mnist": _samples().digits()})
    assert set(found) == {"ink", "photo", "pdf"}
    for values in found.values():
        assert values["digitness_scale"] == 1.0
        assert values["digit_bias"] == 0.0
        assert values["temperature"] > 1.0
    assert calibrations(_classify, {})["ink"]["temperature"] == 1.0
