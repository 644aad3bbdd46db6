"""`numeral-train evaluate`: all tables of the checkpoints asked for, as text and as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from training.cache import Cache
from training.commands import use_threads
from training.evaluate import evaluate, opened
from training.evaluation.material import Material
from training.evaluation.peers import peers
from training.evaluation.readers import Numeral, Reads, Shaded, Turned
from training.evaluation.run import chosen, measure
from training.evaluation.sheets import outside, write_sheet
from training.evaluation.show import numbers_markdown, numbers_table
from training.tables import table
from vision import Reader

DIGITS = "digits"
"""Stands for the tables of single digits among the sets asked for."""

STDOUT = Path("-")
WIDE = 170
console = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure.

    sets: keys of `training.evaluation.material` or "digits"; all when empty.
    turned: degrees clockwise by which every picture is turned before it is read; shaded: a shadow falls across it
    before; drawings are left out then.
    """

    checkpoints: tuple[str, ...]
    sets: tuple[str, ...] = ()
    limit: int | None = None
    errors: Path | None = None
    json_file: Path | None = None
    peers: bool = False
    markdown: bool = False
    turned: int = 0
    shaded: bool = False

    @property
    def altered(self) -> bool:
        """Whether pictures are not read as they are."""
        return self.shaded or bool(self.turned)


def evaluate_all(asked: Asked, cache: Cache, threads: int) -> None:
    """Print the figures as they are done. Raises NoCheckpoint, UnknownRecipe, InsideProject, NoPeers."""
    use_threads(threads)
    materials = chosen([key for key in asked.sets if key != DIGITS]) if set(asked.sets) != {DIGITS} else []
    errors = outside(asked.errors) if asked.errors is not None else None
    others = peers() if asked.peers else []
    reports = [_report(name, asked, cache, materials, others, errors, threads) for name in asked.checkpoints]
    if asked.json_file is not None:
        text = json.dumps(reports, indent=1) + "\n"
        if asked.json_file == STDOUT:
            sys.stdout.write(text)
        else:
            asked.json_file.write_text(text, "utf-8")


def _report(
    name: str,
    asked: Asked,
    cache: Cache,
    materials: list[Material],
    others: list[Reads],
    errors: Path | None,
    threads: int,
) -> dict[str, Any]:
    checkpoint = opened(name)
    out: dict[str, Any] = {"checkpoint": checkpoint.name}
    if DIGITS in asked.sets or not (asked.sets or asked.altered):
        with console.status(f"Measuring single digits of {name}"):
            digits = evaluate(name, cache, threads=threads)
        out = digits.to_json()
        _print(table(digits), asked)
    rows = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Reader.open(checkpoint.folder, engine="onnx") as reader, Progress(*columns, console=console) as bars:
        bar = bars.add_task(f"Reading with {checkpoint.name}", total=None)
        readers: list[Reads] = [Numeral(reader), *others]
        if asked.turned:
            readers = [Turned(one, asked.turned) for one in readers]
        if asked.shaded:
            readers = [Shaded(one) for one in readers]
        if asked.altered:
            materials = [material for material in materials if not material.ink]
        for result in measure(
            checkpoint, readers, cache.data, materials, limit=asked.limit, tick=lambda: bars.advance(bar)
        ):
            rows.append(result.to_json())
            bars.console.print(
                f"{result.material.key}: {result.reader} {100 * rows[-1]['exact']['value']:.1f} %", highlight=False
            )
            if errors is not None:
                write_sheet(result.outcomes, errors / f"{checkpoint.name}-{result.material.key}-{result.reader}.png")
    out["numbers"] = rows
    if rows and asked.markdown:
        sys.stdout.write(numbers_markdown(rows) + "\n")
    elif rows:
        _print(numbers_table(rows, f"{checkpoint.name}: whole numbers, from file to string"), asked)
    return out


def _print(figures: Table, asked: Asked) -> None:
    """On stdout, unless the JSON goes there; into a file or pipe at a width at which nothing is folded."""
    if asked.json_file != STDOUT:
        Console(width=None if sys.stdout.isatty() else WIDE).print(figures)
