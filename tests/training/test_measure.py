"""Plain figures, checked by hand."""

import math

import numpy as np
import pytest
import torch

from training.measure import Share, accuracy, calibration_error, coverage, keeping_threshold, losses, rejection


def _logits(classes: list[int], digitness: list[float]) -> np.ndarray:
    out = np.zeros((len(classes), 11), np.float32)
    out[np.arange(len(classes)), classes] = 9
    out[:, 10] = digitness
    return out


def test_accuracy_counts_digits_only() -> None:
    """A letter has no right digit."""
    share = accuracy(_logits([3, 4, 5], [0, 0, 0]), np.array([3, 9, -1], np.int8))
    assert (share.hits, share.count, share.value) == (1, 2, 0.5)


def test_rejection_at_995_of_a_thousand_kept() -> None:
    """Five digits fall under the threshold, and what else is under it is rejected."""
    threshold = keeping_threshold(np.arange(1000, dtype=np.float32))
    assert 4 < threshold <= 5
    share = rejection(_logits([0] * 4, [-1, 4, 5, 900]), threshold)
    assert (share.hits, share.count) == (2, 4)


def test_wilsons_interval_of_98_in_100() -> None:
    """The value that tables give; the plain normal interval would pass 100 %."""
    low, high = Share(98, 100).interval()
    assert low == pytest.approx(0.9300, abs=5e-4)
    assert high == pytest.approx(0.9945, abs=5e-4)
    assert Share(100, 100).interval()[1] == pytest.approx(1.0)
    assert Share(0, 0).interval() == (0.0, 1.0)
    assert math.isnan(Share(0, 0).value)


def test_calibration_error_is_the_gap_of_confidence_and_accuracy() -> None:
    """Eight of ten right at 0.8 is perfect; all right at 0.8 is off by 0.2."""
    confident = np.full(10, 0.8)
    assert calibration_error(confident, np.arange(10) < 8) == pytest.approx(0.0)
    assert calibration_error(confident, np.ones(10, bool)) == pytest.approx(0.2)
    assert math.isnan(calibration_error(np.zeros(0), np.zeros(0, bool)))


def test_what_is_no_digit_has_no_say_in_the_classes() -> None:
    """Its class logits get no gradient; its digitness does."""
    logits = torch.zeros((2, 11), requires_grad=True)
    loss = losses(logits, torch.tensor([4, -1]), smoothing=0.0, digitness_weight=0.5)
    loss.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad[1, :10].abs().max() == 0
    assert logits.grad[1, 10] > 0 > logits.grad[0, 10]
    assert loss.item() == pytest.approx(math.log(10) + 0.5 * math.log(2), abs=1e-5)


def test_a_batch_without_digits_has_a_finite_loss() -> None:
    """Nothing is divided by zero."""
    loss = losses(torch.zeros((3, 11)), torch.full((3,), -1), smoothing=0.1, digitness_weight=0.5)
    assert torch.isfinite(loss)


def test_coverage_counts_from_the_surest_down() -> None:
    """Three sure and right, one sure and wrong, one doubtful: three fifths can be taken at full precision."""
    right = np.array([True, True, False, True, True])
    assert coverage([0.9, 0.8, 0.5, 0.95, 0.1], right, 1.0) == pytest.approx(0.6)
    assert coverage([0.9, 0.8], np.array([False, False]), 0.99) == 0
    assert coverage([], np.array([], bool), 0.99) == 0


def test_coverage_takes_equally_sure_ones_together() -> None:
    """No threshold can tell them apart, so their order in a file must not matter."""
    assert coverage([0.9, 0.9, 0.9], np.array([True, True, False]), 0.9) == 0
