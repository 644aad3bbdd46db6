"""Probabilities that mean what they say, and always add up."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vision.calibration import Calibration
from vision.reading import NOT_A_DIGIT

LOGITS = hnp.arrays(np.float32, st.tuples(st.integers(0, 5), st.just(11)), elements=st.floats(-80, 80, width=32))


@given(LOGITS, st.floats(0.2, 5), st.floats(0.2, 5), st.floats(-3, 3))
def test_rows_are_probabilities(logits: np.ndarray, temperature: float, scale: float, bias: float) -> None:
    """Whatever the network says, also for no crops at all."""
    rows = Calibration(temperature, scale, bias).posteriors(logits)
    assert rows.shape == logits.shape
    assert ((rows >= 0) & (rows <= 1)).all()
    np.testing.assert_allclose(rows.sum(axis=1), 1.0, atol=1e-9)


def test_a_temperature_moves_confidence_but_no_answer() -> None:
    """Calibration must never change what is read."""
    logits = np.random.default_rng(1).normal(0, 3, (40, 11)).astype(np.float32)
    cold, hot = Calibration(0.5).posteriors(logits), Calibration(3.0).posteriors(logits)
    np.testing.assert_array_equal(cold[:, :10].argmax(1), hot[:, :10].argmax(1))
    assert (cold[:, :10].max(1) > hot[:, :10].max(1)).all()


def test_low_digitness_is_not_a_digit() -> None:
    """However sure the classes are."""
    logits = np.zeros((1, 11), np.float32)
    logits[0, 3], logits[0, 10] = 20, -6
    assert Calibration().posteriors(logits)[0].argmax() == NOT_A_DIGIT
