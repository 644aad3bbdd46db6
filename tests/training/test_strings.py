"""Lines of digits, cut by the product's own segmentation."""

import numpy as np

from tests.training.tiny import digits
from training.strings import ALIKE, Placed, compose, cut_marks, likeness, make_strings
from vision.normalise import normalise


def test_boxes_hold_the_digits_that_were_placed() -> None:
    """The labels of everything cut from the line rest on them."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        grey, placed = compose(digits(50), rng)
        assert 2 <= len(placed) <= 7
        for (x, y, width, height), digit, _ in placed:
            place = grey[int(y) : int(y + height), int(x) : int(x + width)]
            assert place.shape == (int(height), int(width))
            assert int(place.min()) + 40 < int(np.median(grey))
            assert 0 <= digit <= 9


def test_digits_that_stand_apart_are_cut_out_whole() -> None:
    """What is labelled a digit looks like the digit that was placed, not like a piece of it."""
    source = digits(24).take(digits(24).groups == "pen forms")  # displays with gaps fall apart, rightly
    grey = np.full((72, 400), 240, np.uint8)
    placed: list[Placed] = []
    for number, (crop, label) in enumerate(zip(source.images[:6], source.labels[:6], strict=True)):
        x = 20 + 60 * number
        grey[20:48, x : x + 28] = 240 - (crop.astype(int) * 200 // 255)
        rows, columns = np.nonzero(crop > 40)
        top, left = int(rows.min()), int(columns.min())
        box = (x + left, 20 + top, int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
        placed.append(Placed(box, int(label), normalise(crop)))
    found = [(crop, digit) for crop, digit in cut_marks(grey, placed) if digit >= 0]
    assert [digit for _, digit in found] == [one.digit for one in placed]
    for (crop, _), one in zip(found, placed, strict=True):
        assert likeness(crop, one.whole) > ALIKE


def test_wrong_pieces_are_rubbish_and_the_seed_decides_all() -> None:
    """Both kinds are there; a second call gives the same."""
    made = make_strings(digits(200), 24, seed=0)
    assert (made.labels >= 0).sum() > 20
    assert (made.labels < 0).sum() > 5
    assert np.array_equal(made.images, make_strings(digits(200), 24, seed=0).images)


def test_a_digit_without_a_stroke_is_neither_digit_nor_rubbish() -> None:
    """Its box is right, its ink is not: a 6 without its ring would be taught as a 6, or a whole one as rubbish."""
    source = digits(24).take(digits(24).groups == "pen forms")
    grey = np.full((72, 120), 240, np.uint8)
    grey[20:48, 40:68] = 240 - (source.images[0].astype(int) * 200 // 255)
    rows, columns = np.nonzero(source.images[0] > 40)
    box = (40 + int(columns.min()), 20 + int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
    other = np.ascontiguousarray(source.images[0][::-1, ::-1])
    assert cut_marks(grey, [Placed(box, 3, normalise(other))]) == []
    assert likeness(other, np.zeros_like(other)) == 0
