"""Touching digits come apart where there is least ink."""

import cv2
import numpy as np

from vision.cuts import find_cuts, split


def touching_zeros() -> np.ndarray:
    mask = np.zeros((40, 68), np.uint8)
    cv2.ellipse(mask, (16, 20), (13, 17), 0, 0, 360, 255, 4)
    cv2.ellipse(mask, (51, 20), (13, 17), 0, 0, 360, 255, 4)
    cv2.line(mask, (29, 20), (38, 20), 255, 3)
    return mask


def test_two_touching_zeros_are_cut_between_them() -> None:
    """The cheapest seam goes through the touching point, not through a zero."""
    cuts = find_cuts(touching_zeros(), line_height=40)
    cheapest = min(cuts, key=lambda cut: cut.ink)
    assert 30 <= cheapest.columns[20] <= 38
    assert cheapest.ink <= 5


def test_split_parts_are_the_whole_and_nothing_twice() -> None:
    """No ink is lost or doubled by cutting."""
    mask = touching_zeros()
    cuts = find_cuts(mask, line_height=40)
    parts = split(mask, cuts)
    assert len(parts) == len(cuts) + 1
    np.testing.assert_array_equal(np.sum([p > 0 for p in parts], axis=0), (mask > 0).astype(int))


def test_a_narrow_piece_has_no_room_for_a_cut() -> None:
    """A 1 stays whole."""
    assert find_cuts(np.full((40, 6), 255, np.uint8), line_height=40) == []
