"""Distortion keeps digits digits, and is repeatable."""

import numpy as np
import pytest

from tests.training.tiny import digits
from training.augment import CLEAN, HARD, MILD, Distortion, distort

STILL = Distortion(
    rotation=0, shear=0, scale=0, shift=0, elastic=0, thickness=0, thickness_chance=0, blur_chance=0, gamma=0
)


def test_no_distortion_returns_the_crops() -> None:
    """The stacked layout must not shift, mix or cut crops."""
    crops = digits(20).images
    moved = distort(crops, np.random.default_rng(0), STILL)
    assert np.abs(moved.astype(int) - crops).max() <= 1


@pytest.mark.parametrize("how", [CLEAN, HARD, MILD])
def test_ink_of_one_crop_never_reaches_another(how: Distortion) -> None:
    """All crops are warped in one picture; a full crop beside empty ones shows any leak."""
    crops = np.zeros((9, 28, 28), np.uint8)
    crops[4] = 255
    quiet = Distortion(**{**_fields(how), "noise_chance": 0, "line_chance": 0, "neighbour_chance": 0})
    moved = distort(crops, np.random.default_rng(1), quiet)
    assert moved[[0, 1, 2, 3, 5, 6, 7, 8]].max() == 0
    assert moved[4].mean() > 150


def test_the_same_generator_state_gives_the_same_crops() -> None:
    """Resuming rests on it."""
    crops = digits(12).images
    first = distort(crops, np.random.default_rng((0, 1, 7)), HARD)
    again = distort(crops, np.random.default_rng((0, 1, 7)), HARD)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, distort(crops, np.random.default_rng((0, 1, 8)), HARD))


def test_no_crops_is_no_trouble() -> None:
    """Shapes and dtype stay."""
    out = distort(np.zeros((0, 28, 28), np.uint8), np.random.default_rng(0), HARD)
    assert out.shape == (0, 28, 28)
    assert out.dtype == np.uint8


def _fields(how: Distortion) -> dict[str, float]:
    return {name: getattr(how, name) for name in how.__dataclass_fields__}
