"""Lines of digits, cut by the product's own segmentation."""

import numpy as np

from tests.training.tiny import digits
from training.boxes import LabelledBox
from training.strings import compose, cut_marks, make_strings
from vision.normalise import normalise


def test_boxes_hold_the_digits_that_were_placed() -> None:
    """The labels of everything cut from the line rest on them."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        grey, boxes = compose(digits(50), rng)
        assert 2 <= len(boxes) <= 7
        for x, y, width, height, digit in boxes:
            place = grey[int(y) : int(y + height), int(x) : int(x + width)]
            assert place.shape == (int(height), int(width))
            assert int(place.min()) + 40 < int(np.median(grey))
            assert 0 <= digit <= 9


def test_digits_that_stand_apart_are_cut_out_whole() -> None:
    """What is labelled a digit looks like the digit that was placed, not like a piece of it."""
    source = digits(24).take(digits(24).groups == "pen forms")  # displays with gaps fall apart, rightly
    grey = np.full((72, 400), 240, np.uint8)
    boxes: list[LabelledBox] = []
    for number, (crop, label) in enumerate(zip(source.images[:6], source.labels[:6], strict=True)):
        x = 20 + 60 * number
        grey[20:48, x : x + 28] = 240 - (crop.astype(int) * 200 // 255)
        rows, columns = np.nonzero(crop > 40)
        top, left = int(rows.min()), int(columns.min())
        boxes.append((x + left, 20 + top, int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1, int(label)))
    found = [(crop, digit) for crop, digit in cut_marks(grey, boxes) if digit >= 0]
    assert [digit for _, digit in found] == [box[4] for box in boxes]
    for (crop, _), original in zip(found, source.images, strict=False):
        assert np.abs(crop.astype(int) - normalise(original)).mean() < 25


def test_wrong_pieces_are_rubbish_and_the_seed_decides_all() -> None:
    """Both kinds are there; a second call gives the same."""
    made = make_strings(digits(200), 12, seed=0)
    assert (made.labels >= 0).sum() > 20
    assert (made.labels < 0).sum() > 10
    assert np.array_equal(made.images, make_strings(digits(200), 12, seed=0).images)
