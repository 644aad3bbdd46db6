"""Things that are no digits."""

import numpy as np

from tests.training.tiny import digits
from training.rubbish import could_be_one, make_rubbish


def test_rubbish_has_every_kind_and_is_never_a_lone_upright_stroke() -> None:
    """A bar taught as rubbish would teach the network to doubt every 1."""
    made = make_rubbish(digits(60), 160, seed=0)
    assert len(made) == 160
    assert set(made.labels.tolist()) == {-1}
    assert len(set(made.groups.tolist())) == 8
    assert not any(could_be_one(crop) for crop in made.images)
    assert np.array_equal(made.images, make_rubbish(digits(60), 160, seed=0).images)


def test_a_bar_and_nothing_could_be_a_one_a_square_could_not() -> None:
    """The rule that keeps them apart."""
    bar, square = np.zeros((28, 28), np.uint8), np.zeros((28, 28), np.uint8)
    bar[4:24, 12:15] = 255
    square[4:24, 4:24] = 255
    assert could_be_one(bar)
    assert could_be_one(np.zeros((28, 28), np.uint8))
    assert not could_be_one(square)
