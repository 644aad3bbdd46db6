"""Digit forms drawn from scratch."""

import cv2
import numpy as np

from training.shapes import SEGMENTS, make_shapes, segment_display, smooth


def test_shapes_are_normalised_digits_of_every_class() -> None:
    """Each crop has ink in MNIST's frame, none is empty or cut."""
    shapes = make_shapes(400, seed=0)
    assert set(shapes.labels.tolist()) == set(range(10))
    for crop in shapes.images:
        _, _, width, height = cv2.boundingRect(crop)
        assert max(width, height) == 20
    assert np.array_equal(shapes.images, make_shapes(400, seed=0).images)


def test_a_display_lights_its_segments_and_no_others() -> None:
    """An 8 has ink at every segment's middle, a 1 only on the right."""
    rng = np.random.default_rng(0)
    fills: dict[int, list[float]] = {digit: [] for digit in range(10)}
    for _ in range(300):
        digit, ink = segment_display(rng)
        fills[digit].append(float((ink > 0).sum()))
    means = {digit: np.mean(values) for digit, values in fills.items()}
    assert means[1] < means[7] < means[4] < means[2] < means[8]
    assert len(set(map(frozenset, SEGMENTS))) == 10


def test_a_smooth_curve_passes_through_its_control_points() -> None:
    """Otherwise forms would lose their corners' places."""
    control = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [4.0, 4.0]])
    curve = smooth(control)
    for point in control:
        assert np.abs(curve - point).sum(1).min() < 1e-9
    assert np.array_equal(smooth(control[:2]), control[:2])
