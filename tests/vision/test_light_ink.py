"""Light writing on dark ground is told from dark writing, however thin it is and whatever lies around."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.light_ink import is_light_ink
from vision.reader import Reader
from vision.source import Photo

Grey = NDArray[np.uint8]


def written(thick: int, *, shaded: bool = False) -> Grey:
    grey = np.full((60, 220), 215, np.uint8)
    cv2.putText(grey, "30472", (15, 48), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 45, thick, cv2.LINE_AA)
    return np.asarray(grey * np.linspace(1, 0.7, 220), np.uint8) if shaded else grey


@pytest.mark.parametrize("thick", [1, 2, 6])
@pytest.mark.parametrize("shaded", [False, True])
def test_thin_and_thick_strokes_in_even_and_uneven_light(thick: int, shaded: bool) -> None:
    """A pen on a slate covers a twentieth of it: too little to draw the mean away."""
    grey = written(thick, shaded=shaded)
    assert not is_light_ink(grey)
    assert is_light_ink(255 - grey)


def test_a_light_frame_around_dark_writing_is_not_light_ink() -> None:
    """What lies around a line must not turn it over."""
    framed = cv2.copyMakeBorder(written(3), 3, 3, 3, 3, cv2.BORDER_CONSTANT, value=255)
    assert not is_light_ink(np.asarray(framed, np.uint8))


def test_what_shows_nothing_is_not_light() -> None:
    """Empty and one-colour pieces are asked about too."""
    assert not is_light_ink(np.zeros((0, 4), np.uint8))
    assert not is_light_ink(np.full((1, 1), 200, np.uint8))
    assert not is_light_ink(np.full((700, 900), 200, np.uint8))


def test_a_number_in_chalk_is_read() -> None:
    """From the picture to the string."""
    with Reader.open() as reader:
        assert reader.read(Photo(255 - written(3))).text == "30472"
