"""What the commands do, apart from reading the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
from rich.console import Console
from rich.table import Table

from training.cache import Cache
from training.commands import use_threads
from training.errors import UnknownRecipe
from training.linereader.card import build_card, write_card
from training.linereader.evaluate import figures, sheet
from training.linereader.export import architecture_of, export_weights, folded_weights, mean_of
from training.linereader.fit import LineTrainer
from training.linereader.material import SETS
from training.linereader.pictographs import pictographs
from training.linereader.record import line_record, runs_until, saved_state
from training.linereader.scribes import CODE_LINES, scribes
from training.linereader.settings import SMALL, LineSettings
from training.state import RECORD, read_record, write_json
from vision.line_network import LineArchitecture
from vision.line_reader import SAFETENSORS, LineReader

console = Console(stderr=True)


def fit(
    recipe: str,
    minutes: float,
    data: Path,
    fonts: tuple[Path, ...],
    runs: Path,
    run: str,
    seed: int,
    start: Path | None,
    rate: float,
    threads: int,
) -> None:
    """Train a recipe into runs/RUN, resuming what is there."""
    use_threads(threads)
    architecture = SMALL if recipe == CODE_LINES else LineArchitecture()
    settings = LineSettings(recipe, seed, peak_rate=rate, architecture=architecture)
    cache = Cache(data, fonts, runs / "cache")
    folder = runs / (run or f"line-{recipe}-{seed}")
    scribe, held = scribes(recipe, cache, seed=seed)
    trainer = LineTrainer(settings, scribe, held, folder, pictographs(fonts))
    if not trainer.resume() and start is not None:
        if (start / SAFETENSORS).exists():
            trainer.start_from_checkpoint(start)
        else:
            trainer.start_from(saved_state(start)["network"])
    record = line_record(settings, scribe, runs_until(start))
    write_json(folder / RECORD, record)
    try:
        for progress in trainer.run(minutes * 60):
            if progress.validation is not None or progress.step % 100 == 0:
                exact = "" if progress.validation is None else f"  held-out lines exact {progress.validation:.4f}"
                console.print(f"step {progress.step}  {progress.seconds:.0f} s  loss {progress.loss:.4f}{exact}")
    finally:
        trainer.save()
        _finish(folder, record, trainer)


def _finish(folder: Path, record: dict[str, Any], trainer: LineTrainer) -> None:
    state = {"seconds": trainer.seconds, "step": trainer.step, "history": trainer.history}
    write_json(folder / RECORD, {**record, **_progress(state)})


def _progress(state: dict[str, Any]) -> dict[str, Any]:
    """What a record says of how far a run is, from its saved state."""
    return {"seconds": round(state["seconds"], 1), "steps": state["step"], "history": state["history"]}


def export(run: Path, to: Path, others: Sequence[Path], data: Path | None) -> None:
    """Write the weights of a run's average, or their mean with those of others, and the card; figures are measured when
    a data folder is named."""
    use_threads(1)
    record = {**read_record(run), **_progress(saved_state(run))}
    architecture = architecture_of(record["settings"])
    network = mean_of([folded_weights(folder, architecture) for folder in (run, *others)])
    names = [runs_until(other)[-1]["run"] for other in others]
    sums = export_weights(network, to)
    write_card(to, build_card(to.name, record, network, sums, [], names))
    if data is not None:
        rows = figures(_opened(to), data)
        write_card(to, build_card(to.name, record, network, sums, rows, names))
        _show(rows)


def evaluate(checkpoint: Path, data: Path, errors: Path | None, as_json: bool) -> None:
    """Print the figures; write sheets of wrongly read lines when a folder is named."""
    use_threads(1)
    reader = _opened(checkpoint)
    rows = figures(reader, data)
    if as_json:
        print(json.dumps(rows, indent=1))
    else:
        _show(rows)
    if errors is not None:
        errors.mkdir(parents=True, exist_ok=True)
        for name, load in SETS.items():
            cv2.imwrite(str(errors / f"{name.split(',')[0].split('(')[0].strip()}.png"), sheet(reader, load(data)))


def _opened(folder: Path) -> LineReader:
    reader = LineReader.open(folder)
    if reader is None:
        raise UnknownRecipe(f"{folder} has no line.onnx. Export a run there: python -m training.linereader export")
    return reader


def _show(rows: list[dict[str, Any]]) -> None:
    table = Table(
        "set", "exact", "95 % interval", "count", "by vote", "among best 5", "CER", "covered at 99 %", "ms a line"
    )
    for row in rows:
        low, high = row["interval"]
        table.add_row(
            row["set"],
            f"{100 * row['exact']:.1f} %",
            f"{100 * low:.1f} to {100 * high:.1f} %",
            str(row["count"]),
            f"{100 * row['exact_by_vote']:.1f} %",
            f"{100 * row['among_best_five']:.1f} %",
            f"{100 * row['character_error_rate']:.2f} %",
            f"{100 * row['coverage_at_99']:.0f} %",
            f"{row['ms_per_line']:.2f}",
        )
    # Wide enough for every column where the output is no terminal.
    Console(width=None if sys.stdout.isatty() else 150).print(table)
