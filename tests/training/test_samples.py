"""Samples and their splits."""

import numpy as np

from training.samples import Samples, split_by_group


def _samples(groups: list[str]) -> Samples:
    return Samples.build(np.zeros((len(groups), 28, 28), np.uint8), [0] * len(groups), groups)


def test_no_writer_is_on_both_sides_of_a_split() -> None:
    """A writer seen in training would make validation look better than strangers' digits will."""
    samples = _samples([f"writer {n % 20}" for n in range(200)])
    train, held = split_by_group(samples, 0.1)
    assert len(train) + len(held) == 200
    assert len(np.unique(held.groups)) == 2
    assert not set(train.groups) & set(held.groups)


def test_the_same_share_holds_out_the_same_writers_every_time() -> None:
    """Export calibrates on the writers that fit kept out: both must draw the same ones."""
    samples = _samples([f"writer {n}" for n in range(50)])
    first, second = split_by_group(samples, 0.1)[1], split_by_group(samples, 0.1)[1]
    assert first.groups.tolist() == second.groups.tolist()


def test_letters_in_the_shape_of_digits_are_counted_apart() -> None:
    """An O that is taken for a 0 is no fault of the network, and must not be taught as one."""
    images = np.zeros((4, 28, 28), np.uint8)
    samples = Samples.build(images, [0, -1, -1, -1], symbols=["0", "O", "K", "slash"])
    assert samples.digit_shaped().tolist() == [False, True, False, True]
    assert samples.negatives().symbols.tolist() == ["K"]
    assert samples.digits().symbols.tolist() == ["0"]


def test_joining_nothing_gives_no_samples() -> None:
    """A recipe whose sets are all missing fails later, with a hint; not here, with a stack trace."""
    assert len(Samples.join([])) == 0
