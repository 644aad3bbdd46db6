"""Digits cut out along their ink: nothing of the paper is left, and both polarities come."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.training.tiny import write_mnist
from training.evaluation.cut_out import COUNT, INK, cut_out
from vision import Photo
from vision.checkpoint import Checkpoint


def test_no_paper_is_left_around_the_ink(tmp_path: Path) -> None:
    """Else it would measure what reads well anyhow."""
    write_mnist(tmp_path / "mnist")
    tasks = cut_out(tmp_path, Checkpoint.open())
    assert len(tasks) == COUNT
    for k, task in enumerate(tasks[:20]):
        assert isinstance(task.source, Photo) and isinstance(task.source.data, np.ndarray)
        ink = task.source.data if k % 2 == 0 else 255 - task.source.data
        assert all(side.max() >= INK for side in (ink[0], ink[-1], ink[:, 0], ink[:, -1]))
        assert task.text.isdigit()
