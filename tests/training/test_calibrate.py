"""Calibration finds the numbers that made the data."""

import numpy as np
import pytest

from training.calibrate import FEWEST, fit_calibration
from training.measure import calibration_error


def _made(count: int, temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are `temperature` times too large for how their labels were drawn; half are no digits."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (count, 11))
    odds = np.exp(logits[:, :10])
    drawn = [rng.choice(10, p=row / row.sum()) for row in odds]
    labels = np.where(rng.random(count) < 1 / (1 + np.exp(-(3 * logits[:, 10] - 1))), drawn, -1)
    return np.float32(logits) * np.array([temperature] * 10 + [1], np.float32), labels.astype(np.int8)


def test_temperature_and_line_are_found_again() -> None:
    """3 and about 3 z - 1 made the labels."""
    logits, labels = _made(20_000, temperature=3.0)
    fitted = fit_calibration(logits, labels)
    assert fitted.temperature == pytest.approx(3.0, rel=0.05)
    assert fitted.digitness_scale == pytest.approx(3.0, rel=0.1)
    digits = labels >= 0
    posteriors = fitted.posteriors(logits[digits])[:, :10]
    posteriors /= posteriors.sum(1, keepdims=True)
    assert calibration_error(posteriors.max(1), posteriors.argmax(1) == labels[digits]) < 0.02


def test_too_little_data_changes_nothing() -> None:
    """A temperature from three crops would be noise."""
    logits, labels = _made(FEWEST // 2, temperature=3.0)
    fitted = fit_calibration(logits, labels)
    assert (fitted.temperature, fitted.digitness_scale, fitted.digit_bias) == (1.0, 1.0, 0.0)


def test_separable_digitness_stays_finite() -> None:
    """A perfect network would otherwise get an endless scale."""
    logits, _ = _made(400, temperature=1.0)
    logits[:, 10] = np.where(np.arange(400) % 2, 9.0, -9.0)
    labels = np.where(np.arange(400) % 2, 1, -1).astype(np.int8)
    fitted = fit_calibration(logits, labels)
    assert 0 < fitted.digitness_scale < 20
    assert abs(fitted.digit_bias) < 20
