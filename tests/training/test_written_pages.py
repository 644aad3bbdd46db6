"""Pages and tables of handwriting as material: each number lies where it is said to lie, on every paper."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.evaluation import written_pages as module
from training.evaluation.material import Load
from training.evaluation.task import Task
from training.evaluation.written_pages import HEADS, PAPERS, ROWS, written_pages, written_tables
from vision import Ink
from vision.checkpoint import Checkpoint

SEVEN = ((0, 0), (30, 0), (10, 60))


def number(count: int) -> Task:
    """So many sevens."""
    ink = Ink.from_points([[(10 + x + 45 * k, 10 + y) for x, y in SEVEN] for k in range(count)])
    return Task(f"{count}", ink, "7" * count, part="apart")


@pytest.fixture(autouse=True)
def numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ink_strings", lambda data, checkpoint: [number(2 + k % 5) for k in range(12)])
    monkeypatch.setattr(module, "COUNT", 2 * len(PAPERS))
    monkeypatch.setattr(module, "TABLES", 4)


@pytest.mark.parametrize("material", [written_pages, written_tables])
def test_numbers_lie_in_their_places(material: Load, tmp_path: Path) -> None:
    """A place beside its number would count a right reading as none."""
    for task in material(tmp_path, Checkpoint.open()):
        picture = task.picture()
        texts = task.text.split()
        assert len(texts) == len(task.places) > 3
        for box in task.places:
            inner = picture[int(box.y) : int(box.y + box.height), int(box.x) : int(box.x + box.width)]
            assert inner.size and np.ptp(inner.astype(int)) > 40


def test_every_paper_comes_up_scanned_and_photographed(tmp_path: Path) -> None:
    """A paper that is left out is not measured."""
    tasks = written_pages(tmp_path, Checkpoint.open())
    looks = {(paper, look) for paper in PAPERS for look in ("scanned", "photographed")}
    assert {(task.part, task.group) for task in tasks} == looks


def test_tables_are_full_in_every_second_one(tmp_path: Path) -> None:
    """As many numbers as cells."""
    tasks = written_tables(tmp_path, Checkpoint.open())
    assert [task.part for task in tasks] == ["roomy", "full", "roomy", "full"]
    assert all(len(task.places) == ROWS * len(HEADS) for task in tasks)
