"""Runs: they learn, stop and go on."""

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.training.tiny import digits, pool, settings
from training.augment import MILD
from training.errors import UnusableRun
from training.fit import Trainer
from training.measure import accuracy, logits_of
from training.state import STATE


def _trainer(folder: Path, **changes: object) -> Trainer:
    return Trainer(settings(**changes), pool(), {"held": digits(24, seed=9)}, folder)


def _weights(trainer: Trainer) -> list[torch.Tensor]:
    return [*trainer.network.state_dict().values(), *trainer.average.state_dict().values()]


def test_a_killed_and_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(tmp_path: Path) -> None:
    """Killed in the second epoch: the state of the first is gone back to, and every later step is the same."""
    whole = _trainer(tmp_path / "whole")
    list(whole.run())
    killed = _trainer(tmp_path / "killed")
    steps = killed.run()
    for _ in range(killed.steps_per_epoch + 2):
        next(steps)
    steps.close()
    resumed = _trainer(tmp_path / "killed")
    assert resumed.resume()
    assert resumed.step == resumed.steps_per_epoch
    list(resumed.run())
    for expected, found in zip(_weights(whole), _weights(resumed), strict=True):
        assert torch.equal(expected, found)
    assert [at["held"] for at in resumed.history] == [at["held"] for at in whole.history]


def test_a_run_saved_inside_an_epoch_goes_on_with_the_next_step(tmp_path: Path) -> None:
    """This is what Ctrl-C does: nothing is trained twice."""
    whole = _trainer(tmp_path / "whole")
    list(whole.run())
    stopped = _trainer(tmp_path / "stopped")
    steps = stopped.run()
    for _ in range(3):
        next(steps)
    steps.close()
    stopped.save()
    resumed = _trainer(tmp_path / "stopped")
    assert resumed.resume()
    assert resumed.step == 3
    list(resumed.run())
    for expected, found in zip(_weights(whole), _weights(resumed), strict=True):
        assert torch.equal(expected, found)


def test_a_run_learns(tmp_path: Path) -> None:
    """Loss falls, and the averaged weights tell drawn digits apart far better than chance."""
    trainer = Trainer(settings(epochs=10, strong=MILD), pool(200), {}, tmp_path)
    seen = [at.loss for at in trainer.run()]
    assert seen[-1] < 0.7 * seen[0]
    held = digits(200, seed=5)
    assert accuracy(logits_of(trainer.average, held.images), held.labels).value > 0.6


def test_every_epoch_is_saved_and_validated(tmp_path: Path) -> None:
    """A kill costs one epoch at most; the history is what the record of the run shows."""
    trainer = _trainer(tmp_path)
    ends = [at for at in trainer.run() if at.validation is not None]
    assert [at.epoch for at in ends] == [0, 1, 2]
    assert [set(at.validation or {}) for at in ends] == [{"held"}] * 3
    assert (tmp_path / STATE).exists()
    assert len(trainer.history) == 3


def test_a_run_with_other_settings_is_not_gone_on_with(tmp_path: Path) -> None:
    """Half a schedule with one rate and half with another is neither."""
    list(_trainer(tmp_path, epochs=1).run())
    with pytest.raises(UnusableRun, match="other settings"):
        _trainer(tmp_path, epochs=2).resume()


def test_a_damaged_state_is_named(tmp_path: Path) -> None:
    """A disk that filled up must not end in a stack trace."""
    tmp_path.joinpath(STATE).write_bytes(b"half of it")
    with pytest.raises(UnusableRun, match="damaged"):
        _trainer(tmp_path).resume()


def test_there_is_nothing_to_resume_in_an_empty_folder(tmp_path: Path) -> None:
    """The first start of a run."""
    assert not _trainer(tmp_path / "new").resume()


def test_a_run_can_start_from_the_weights_of_another(tmp_path: Path) -> None:
    """`full` goes on from `permissive`."""
    first = _trainer(tmp_path / "first", epochs=1)
    list(first.run())
    second = _trainer(tmp_path / "second", seed=7)
    second.start_from(first.average)
    crops = digits(8).images
    assert np.array_equal(logits_of(first.average, crops), logits_of(second.network, crops))
