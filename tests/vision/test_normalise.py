"""The normaliser makes what made MNIST: serving and training must see the same picture of a digit."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vision import Reader
from vision.normalise import INK_SIDE, normalise, normalise_all, tight_box

EXCERPT = Path(__file__).parents[1] / "data" / "mnist_excerpt.npz"


@pytest.fixture(scope="module")
def digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    with np.load(EXCERPT) as excerpt:
        return excerpt["images"], excerpt["labels"]


def test_an_mnist_digit_stays_what_it_is(digits: tuple[NDArray[np.uint8], NDArray[np.uint8]]) -> None:
    """MNIST was made by this procedure, so applying it again changes no pixel."""
    for image in digits[0]:
        np.testing.assert_array_equal(normalise(image), image)


def test_an_enlarged_mnist_digit_comes_back_exactly(digits: tuple[NDArray[np.uint8], NDArray[np.uint8]]) -> None:
    """Size and place on the canvas must not matter: four times as large, moved, and with a wide margin."""
    for image in digits[0]:
        large = np.zeros((200, 260), np.uint8)
        large[40:152, 100:212] = np.kron(image, np.ones((4, 4), np.uint8))
        np.testing.assert_array_equal(normalise(large), image)


def test_smooth_enlargement_changes_no_answer(
    digits: tuple[NDArray[np.uint8], NDArray[np.uint8]], reader: Reader
) -> None:
    """Cameras blur: an interpolated enlargement is read as the original is."""
    enlarged = [cv2.resize(image, None, fx=4, fy=4, interpolation=cv2.INTER_LINEAR) for image in digits[0]]
    again = np.stack([normalise(np.asarray(image, np.uint8)) for image in enlarged])
    before = reader.classifier.classify(digits[0])[:, :10].argmax(axis=1)
    after = reader.classifier.classify(again)[:, :10].argmax(axis=1)
    assert (before == after).mean() >= 0.98


def test_nothing_gives_nothing() -> None:
    """A blank crop must not become a digit by division by zero."""
    assert not normalise(np.zeros((7, 9), np.uint8)).any()
    assert tight_box(np.zeros((7, 9), np.uint8)) is None


@settings(max_examples=60, deadline=None)
@given(x=st.integers(0, 150), y=st.integers(0, 150), seed=st.integers(0, 9999))
def test_moving_a_mark_changes_nothing(x: int, y: int, seed: int) -> None:
    """The same mark anywhere on the paper is the same crop."""
    mark = np.random.default_rng(seed).integers(0, 256, (23, 17), dtype=np.uint8)
    here, there = np.zeros((200, 200), np.uint8), np.zeros((200, 200), np.uint8)
    here[:23, :17] = mark
    there[y : y + 23, x : x + 17] = mark
    np.testing.assert_array_equal(normalise(here), normalise(there))


@settings(max_examples=60, deadline=None)
@given(height=st.integers(1, 300), width=st.integers(1, 300))
def test_the_longest_side_is_twenty_and_the_middle_is_the_centre_of_mass(height: int, width: int) -> None:
    """Whatever the aspect, the result has MNIST's size and place."""
    crop = normalise(np.full((height, width), 255, np.uint8))
    box = tight_box(crop)
    assert box is not None
    assert max(box[2:]) == INK_SIDE
    weights = crop.astype(float)
    centre = np.array(
        [(weights.sum(0) * np.arange(28)).sum() / weights.sum(), (weights.sum(1) * np.arange(28)).sum() / weights.sum()]
    )
    assert ((centre >= 13.4) & (centre < 14.6)).all()


@settings(max_examples=40, deadline=None)
@given(turns=st.integers(1, 3), seed=st.integers(0, 9999))
def test_turning_before_or_after_is_the_same_but_for_a_pixel(turns: int, seed: int) -> None:
    """Rotation has no favourite direction: only the rounding of the centre may differ, by one pixel."""
    mark = np.random.default_rng(seed).integers(0, 256, (40, 26), dtype=np.uint8)
    before = normalise(np.ascontiguousarray(np.rot90(mark, turns))).astype(int)
    after = np.rot90(normalise(mark), turns).astype(int)
    shifts = [np.roll(after, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    assert min(np.abs(before - shifted).max() for shifted in shifts) <= 2


@settings(max_examples=40, deadline=None)
@given(factor=st.integers(2, 9), seed=st.integers(0, 59))
def test_enlarging_changes_nothing(factor: int, seed: int) -> None:
    """The same digit at any whole multiple of its size is the same crop."""
    with np.load(EXCERPT) as excerpt:
        image = excerpt["images"][seed]
    large = np.kron(image, np.ones((factor, factor), np.uint8))
    assert np.abs(normalise(large).astype(int) - image).max() <= 2


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 9999), count=st.integers(0, 5))
def test_many_marks_at_once_are_what_each_is_alone(seed: int, count: int) -> None:
    """There is one normaliser; doing all marks of a picture at once may not change a pixel."""
    rng = np.random.default_rng(seed)
    inks = [rng.integers(0, 256, rng.integers(1, 70, 2), dtype=np.uint8) * (rng.random() < 0.9) for _ in range(count)]
    alone = np.array([normalise(ink) for ink in inks], np.uint8).reshape(-1, 28, 28)
    np.testing.assert_array_equal(normalise_all(inks), alone)
