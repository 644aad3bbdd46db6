"""Print that runs together is found by how dense its strokes are."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.boxes import shared_area
from vision.dense import find_dense

Grey = NDArray[np.uint8]
TEXT = (300.0, 205.0, 96.0, 20.0)


def far_plate(*, light: bool = False, turn: float = 0.0) -> Grey:
    """A street with a plate so far away that its characters run together."""
    grey = cv2.GaussianBlur(np.random.default_rng(0).integers(90, 150, (480, 640)).astype(np.uint8), (0, 0), 6)
    cv2.rectangle(grey, (292, 198), (404, 232), 40 if light else 230, -1)
    cv2.putText(grey, "6RJN062", (300, 224), cv2.FONT_HERSHEY_SIMPLEX, 0.75, 220 if light else 30, 1, cv2.LINE_AA)
    matrix = cv2.getRotationMatrix2D((348, 215), turn, 1)
    turned = cv2.warpAffine(grey, matrix, (640, 480), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.GaussianBlur(turned, (0, 0), 0.8), np.uint8)


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("turn", [0.0, -6.0])
def test_a_far_plate_is_found_with_its_slope_and_polarity(light: bool, turn: float) -> None:
    """Nothing else in the street is as dense: it comes first, as high as its writing and level."""
    place = find_dense(far_plate(light=light, turn=turn))[0]
    assert shared_area(place.box, TEXT) > 0.6
    assert 12 < place.box[3] < 40
    assert place.light is light
    assert abs(place.slope - np.tan(np.deg2rad(-turn))) < 0.08


@pytest.mark.parametrize(
    "grey",
    [
        np.zeros((1, 1), np.uint8),
        np.full((300, 400), 128, np.uint8),
        np.random.default_rng(0).integers(0, 256, (900, 1200)).astype(np.uint8),
        np.tile(np.array([0, 255], np.uint8), (400, 300)),
        np.zeros((3, 4000), np.uint8),
    ],
    ids=["a pixel", "one colour", "noise", "a grille", "a thread"],
)
def test_the_work_is_bounded(grey: Grey) -> None:
    """Whatever is in the picture, no more places are read than asked for."""
    assert len(find_dense(grey, most=5)) <= 5
