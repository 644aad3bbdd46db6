"""Ruled and boxed paper: the rules go, the digits on them stay whole."""

import cv2
import numpy as np

from vision.rules import remove_rules


def test_a_rule_goes_and_the_stroke_across_it_stays_whole() -> None:
    """A 1 written over a line must not fall into two pieces."""
    mask = np.zeros((80, 300), np.uint8)
    mask[40:43] = 255
    cv2.line(mask, (100, 10), (104, 70), 255, 4)
    left, _ = remove_rules(mask, 60)
    assert not left[41, :80].any()
    assert cv2.connectedComponents(left)[0] == 2
    assert left[30:55, 98:108].any(axis=1).all()


def test_a_box_goes_and_the_digit_inside_stays() -> None:
    """Boxed forms: four rules and a digit."""
    mask = np.zeros((100, 100), np.uint8)
    cv2.rectangle(mask, (5, 5), (94, 94), 255, 2)
    digit = np.zeros_like(mask)
    cv2.putText(digit, "5", (30, 75), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 255, 4)
    left, _ = remove_rules(mask | digit, 50)
    assert cv2.countNonZero(cv2.bitwise_and(left, cv2.bitwise_not(digit))) < 20
    np.testing.assert_array_equal(left[20:80, 20:80], digit[20:80, 20:80])


def test_a_page_without_rules_is_left_as_it_is() -> None:
    """Nothing to remove costs no ink."""
    mask = np.zeros((60, 60), np.uint8)
    cv2.circle(mask, (30, 30), 15, 255, 3)
    np.testing.assert_array_equal(remove_rules(mask, 40)[0], mask)
