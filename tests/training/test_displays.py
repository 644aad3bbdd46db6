"""Segment displays as material: every kind, from a seed, with the digits that are drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.evaluation.displays import COUNT, KINDS, ON, displays
from vision import Reader
from vision.checkpoint import Checkpoint


def test_each_kind_comes_in_turn_and_always_the_same() -> None:
    """A figure is of these pictures: who prints it again must read the same ones."""
    tasks, again = (displays(Path(), Checkpoint.open()) for _ in range(2))
    assert len(tasks) == COUNT
    assert {task.part for task in tasks} == set(KINDS)
    assert all(np.array_equal(one.picture(), other.picture()) for one, other in zip(tasks, again, strict=True))
    assert all(2 <= len(task.text) <= 7 and task.text.isdigit() for task in tasks)


def test_no_two_digits_are_the_same_bars() -> None:
    """A label must be told from the picture."""
    assert sorted(ON) == list("0123456789")
    assert len(set(ON.values())) == len(ON)


def test_the_pictures_show_their_labels() -> None:
    """One of each kind is read, so the bars are where they belong."""
    with Reader.open() as reader:
        for task in displays(Path(), Checkpoint.open())[: len(KINDS)]:
            assert task.text in [line.text for line in reader.read(task.source).lines]
