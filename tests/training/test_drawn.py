"""Ink of unseen writers: whose it is, what is composed of it, and that it reads."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from training.evaluation.drawn import FILE, compose, ink_digits, ink_strings, placed, unseen
from training.strokes import Drawing
from vision import Ink
from vision.checkpoint import Checkpoint
from vision.source import Stroke


def drawing(symbol: str, *strokes: list[tuple[float, float]]) -> Drawing:
    made = tuple(
        Stroke(np.array(points, np.float32), np.zeros(len(points), np.float32), np.full(len(points), 0.5, np.float32))
        for points in strokes
    )
    return Drawing(symbol, "digilets-w", "", made)


FOUR = drawing("4", [(0, 0), (0, 5), (5, 5)], [(4, 0), (4, 10)])
ONE = drawing("1", [(0, 0), (0, 10)])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Twelve writers, each with a 1 and a letter."""
    (tmp_path / FILE).parent.mkdir(parents=True)
    rows = [
        {"label": label, "writer": f"w{number}", "strokes": [[[0, 0, 0.5, 0], [0.01, 1, 0.5, 90]]]}
        for number in range(12)
        for label in ("1", "K")
    ]
    with gzip.open(tmp_path / FILE, "wt") as file:
        file.write("\n".join(json.dumps(row) for row in rows))
    return tmp_path


def test_only_writers_whom_the_checkpoint_does_not_know_are_asked(data: Path) -> None:
    """`permissive` saw nobody of the set; of `full` only the held-out writers are fair."""
    everybody, few = unseen(data, Checkpoint.open("permissive")), unseen(data, Checkpoint.open("full"))
    assert len(everybody) == 12
    assert len(few) == 1
    assert all(drawing.label == 1 for drawing in everybody)


def test_every_digit_and_number_has_its_label_and_fits_its_canvas(data: Path) -> None:
    """Numbers of three to eight digits; nothing is drawn beside the canvas."""
    checkpoint = Checkpoint.open("permissive")
    digits, numbers = ink_digits(data, checkpoint), ink_strings(data, checkpoint)
    assert [task.text for task in digits] == ["1"] * 12
    assert {len(task.text) for task in numbers} == set(range(3, 9))
    assert {task.part for task in numbers} == {"touching", "written over time", "apart"}
    for task in (*digits, *numbers):
        assert isinstance(task.source, Ink)
        points = np.concatenate([stroke.points for stroke in task.source.strokes])
        assert (points >= 0).all()
        assert (points <= (task.source.width, task.source.height)).all()
        assert task.picture().min() == 0


def test_numbers_are_the_same_each_time_and_bars_may_come_last() -> None:
    """A measurement that cannot be repeated is none; people go back to finish a 4."""
    seeds = range(40)
    tasks = [compose([FOUR, ONE], np.random.default_rng(seed), "x") for seed in seeds]
    again = [compose([FOUR, ONE], np.random.default_rng(seed), "x") for seed in seeds]
    assert [task.text for task in tasks] == [task.text for task in again]
    late = next(task for task in tasks if task.part == "written over time" and task.text.startswith("4"))
    assert isinstance(late.source, Ink)
    first, second = (stroke.points[:, 0].mean() for stroke in late.source.strokes[:2])
    assert second > first + 30


def test_a_drawing_is_placed_as_high_as_asked() -> None:
    """Whatever the tablet's own units were."""
    (stroke,) = placed(ONE, 80.0, (10.0, 20.0))
    assert stroke.points.tolist() == [[10.0, 20.0], [10.0, 100.0]]
