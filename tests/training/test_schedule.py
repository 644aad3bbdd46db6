"""Learning rate, averaging and the mild part, over a run of 1,000 steps."""

from training.schedule import average_decay, is_mild, learning_rate


def test_the_rate_climbs_to_its_peak_and_falls_to_almost_nothing() -> None:
    """A jump in it would undo what the average holds."""
    rates = [learning_rate(step, 1000, 0.3) for step in range(1000)]
    assert max(rates) == rates[99] == 0.3
    assert rates[:100] == sorted(rates[:100])
    assert rates[100:] == sorted(rates[100:], reverse=True)
    assert 0 < rates[-1] < 0.002


def test_a_run_of_one_step_has_a_rate() -> None:
    """Nothing is divided by zero."""
    assert learning_rate(0, 1, 0.3) == 0.3


def test_the_average_forgets_the_random_start() -> None:
    """What is left of the first weights after 300 steps is nothing."""
    left = 1.0
    for step in range(300):
        left *= average_decay(step)
    assert left < 1e-6
    assert average_decay(10**6) < 1


def test_the_last_fifth_is_mild() -> None:
    """The network ends on real shapes."""
    assert not is_mild(799, 1000)
    assert is_mild(800, 1000)
