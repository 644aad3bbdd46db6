"""The order in which a run sees its crops."""

import numpy as np

from tests.training.tiny import digits
from training.pool import Pool


def test_an_epoch_has_each_sources_quota_and_wastes_no_sample() -> None:
    """A small set comes round evenly: nothing is seen three times before everything was seen twice."""
    few, many = digits(10), digits(40)
    pool = Pool.of({"few": few, "many": many}, {"few": 25, "many": 30})
    order = pool.order(seed=0, epoch=0)
    assert len(order) == pool.epoch_size() == 55
    times = np.bincount(order, minlength=50)
    assert times[:10].sum() == 25
    assert set(times[:10].tolist()) == {2, 3}
    assert times[10:].max() == 1


def test_the_order_follows_from_seed_and_epoch_alone() -> None:
    """A resumed run must see what the uninterrupted one would have seen."""
    pool = Pool.of({"a": digits(30)}, {"a": 30})
    assert pool.order(3, 5).tolist() == pool.order(3, 5).tolist()
    assert pool.order(3, 5).tolist() != pool.order(3, 6).tolist()
    assert pool.order(3, 5).tolist() != pool.order(4, 5).tolist()


def test_sources_without_quota_or_samples_are_left_out() -> None:
    """An empty source could not be drawn from."""
    pool = Pool.of({"a": digits(4), "b": digits(4), "none": digits(4).take(np.zeros(4, bool))}, {"a": 4, "none": 9})
    assert [name for name, _, _ in pool.bounds] == ["a"]


def test_an_excerpt_of_a_set_is_not_drilled() -> None:
    """A quota made for 60,000 digits would show each of forty 1,500 times an epoch."""
    assert Pool.of({"mnist": digits(40)}, {"mnist": 60_000}).epoch_size() == 8 * 40
