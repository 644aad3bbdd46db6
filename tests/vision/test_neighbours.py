"""The evidence beside an answer is honest: what looks alike, and the best rival."""

import numpy as np

from vision.neighbours import BANK, Bank, shipped_bank


def test_a_digit_of_the_bank_finds_itself_first() -> None:
    """Three of the likest class, itself with similarity 1, and one of another class."""
    with np.load(BANK) as stored:
        crops, labels = stored["crops"], stored["labels"]
    bank = Bank(crops[::20], labels[::20])
    found = bank.nearest(crops[20])
    assert len(found) == 4
    np.testing.assert_array_equal(found[0].crop, crops[20])
    assert found[0].similarity > 0.999
    assert [n.digit == labels[20] for n in found] == [True, True, True, False]


def test_a_blank_crop_is_like_nothing() -> None:
    """No division by zero, no invented likeness."""
    assert shipped_bank().nearest(np.zeros((28, 28), np.uint8)) == ()
