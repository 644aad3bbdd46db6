"""Reading the material, one set after the other, and timing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from training.errors import MissingData, UnknownRecipe
from training.evaluation.figures import Row, figures, paired
from training.evaluation.material import KEYS, MATERIAL, Material
from training.evaluation.outcome import Outcome
from training.evaluation.readers import Reads
from training.evaluation.task import Task
from vision.checkpoint import Checkpoint

Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class SetResult:
    """What one reader made of one set."""

    material: Material
    reader: str
    trained_on: str
    outcomes: tuple[Outcome, ...]
    against: tuple[Outcome, ...] = ()
    """Numeral's outcomes on the same tasks, when the reader is another."""

    def to_json(self) -> Row:
        """Plain values."""
        row: dict[str, Any] = {
            "set": self.material.key,
            "title": self.material.title,
            "reader": self.reader,
            "trained_on": self.trained_on,
            **figures(self.outcomes),
        }
        if self.against:
            row["paired"] = paired(self.against, self.outcomes)
            row["times_as_fast"] = row["cpu_ms"] / figures(self.against)["cpu_ms"]
        return row


def chosen(keys: Sequence[str]) -> list[Material]:
    """The sets of these keys, all when none is given. Raises UnknownRecipe."""
    for key in keys:
        if key not in KEYS:
            raise UnknownRecipe(f"There is no set {key!r}; there are: digits, {', '.join(KEYS)}.")
    return [material for material in MATERIAL if not keys or material.key in keys]


def measure(
    checkpoint: Checkpoint,
    readers: Sequence[Reads],
    data: Path,
    materials: Sequence[Material],
    *,
    limit: int | None = None,
    tick: Tick = lambda: None,
) -> Iterator[SetResult]:
    """One result for each set that is there and each reader; the first reader is the one that others are beside.

    limit: tasks of each set at most, evenly drawn. `tick` is called for every task of every reader.
    """
    for material in materials:
        try:
            tasks = some(material.load(data, checkpoint), limit)
        except MissingData:
            continue
        if not tasks:
            continue
        first: tuple[Outcome, ...] = ()
        for reader in readers:
            outcomes = tuple(read_all(reader, material, tasks, tick))
            known = trained_on(material, checkpoint) if not first else "not ours"
            yield SetResult(material, reader.name, known, outcomes, first)
            first = first or outcomes


def read_all(reader: Reads, material: Material, tasks: Sequence[Task], tick: Tick = lambda: None) -> Iterator[Outcome]:
    """The outcomes of a set's tasks, in order, each with the CPU time of its picture."""
    for task in tasks:
        began = reader.clock()
        found = reader.read(task, whole=material.whole)
        cpu_ms = (reader.clock() - began) * 1e3
        yield from (replace(outcome, cpu_ms=cpu_ms) for outcome in material.score(task, found))
        tick()


def some(tasks: list[Task], limit: int | None) -> list[Task]:
    """At most `limit` of them, evenly drawn, so that short runs see the same mixture."""
    if limit is None or len(tasks) <= limit:
        return tasks
    return [tasks[k * len(tasks) // limit] for k in range(limit)]


def trained_on(material: Material, checkpoint: Checkpoint) -> str:
    """What the checkpoint knows of a set, in words."""
    known = {entry["set"] for entry in checkpoint.card["data"]}
    return next((words for name, words in material.trained if name in known), "no")
