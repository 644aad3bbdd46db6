"""What the commands do, apart from reading the command line."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import cv2
import torch
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from training.bank import write_bank
from training.cache import Cache
from training.card import build_card, write_card
from training.download import Show
from training.errors import UnusableRun
from training.evaluate import source_of
from training.export import export_weights
from training.fetch import chosen, fetch
from training.figures import calibrations, measured, mnist_rows, set_rows
from training.fit import Trainer
from training.homes import Home
from training.measure import Classify, logits_of
from training.pool import Pool
from training.quantise import quantise
from training.recipes import Recipe, held_out_parts, training_parts
from training.record import data_record, run_record
from training.starting import load_average
from training.state import RECORD, read_record, write_json
from vision.calibration import Calibration
from vision.network import DigitNetwork

console = Console(stderr=True)
WIDE = 160
INTERRUPTED = 130
"""Exit code of a run that Ctrl-C stopped, as shells have it."""


def use_threads(threads: int) -> None:
    """Bound what this process takes of the machine."""
    torch.set_num_threads(threads)
    cv2.setNumThreads(1)


def fit_recipe(recipe: Recipe, cache: Cache, folder: Path, threads: int, *, partly: bool) -> None:
    """Train a recipe into the run's folder, resuming what is there."""
    use_threads(threads)
    trainer = _trainer(recipe, cache, folder, partly=partly)
    try:
        _show(trainer)
    except KeyboardInterrupt:
        trainer.save()
        console.print(f"Saved after step {trainer.step} in {folder}. Run the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from None
    console.print(f"Done in {trainer.seconds / 60:.1f} minutes. Export it: numeral-train export {folder} --to …")


def export_runs(folders: list[Path], to: Path, data: Path, fonts: tuple[Path, ...], runs: Path, threads: int) -> None:
    """Turn the first run into a checkpoint; the others' MNIST figures stand beside its own."""
    use_threads(threads)
    records = [read_record(folder) for folder in folders]
    for folder, record in zip(folders, records, strict=True):
        if not record["finished"]:
            raise UnusableRun(f"{folder} is not finished: go on with it first.")
    networks = [load_average(folder) for folder in folders]
    hashes = export_weights(networks[0], to)
    card = _card(networks, records[0], to.name, Cache(data, fonts, runs / "cache"), hashes)
    write_card(to, card)
    console.print(f"Wrote {to}.")


def quantise_folder(folder: Path, cache: Cache, held_out: float) -> None:
    """Add eight-bit weights to a checkpoint."""
    errors = quantise(folder, cache, held_out)
    console.print(f"{errors.int8} of {errors.digits:,} held-out digits wrong; {errors.float32} by the float weights.")


def _card(
    networks: list[DigitNetwork], record: dict[str, Any], name: str, cache: Cache, hashes: dict[str, str]
) -> dict[str, Any]:
    """Calibrate and measure the first network."""
    classifiers: list[Classify] = [partial(logits_of, network) for network in networks]
    trained = {entry["set"] for entry in record["data"]}
    held_out = record["settings"]["held_out"]
    sets = measured(trained, held_out, cache)
    calibration = calibrations(classifiers[0], held_out_parts(sorted(trained), held_out, cache))
    as_photo = Calibration(**calibration["photo"])
    rows = mnist_rows(classifiers, cache, as_photo)
    for set_name, (samples, seen) in sets.items():
        fitted = Calibration(**calibration[source_of(set_name)])
        rows += set_rows(classifiers[0], set_name, samples, seen, fitted)
    return build_card(name, record, rows, calibration, hashes)


def make_bank(data: Path, to: Path) -> None:
    """Write the bank of training digits from MNIST in the data folder."""
    count = write_bank(data / "mnist", to)
    console.print(f"Wrote {count:,} digits to {to}.")


def fetch_all(only: list[str], data: Path, mirror: str | None) -> None:
    """Bring the sets, one bar a file."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console) as bars:

        def begin(home: Home) -> Show:
            bar = bars.add_task(home.file, total=None)
            return lambda have, total: bars.update(bar, completed=have, total=total)

        for home in chosen(only):
            console.print(f"{home.file}: {fetch(home, data, mirror=mirror, begin=begin)}", highlight=False)


def _trainer(recipe: Recipe, cache: Cache, folder: Path, *, partly: bool) -> Trainer:
    with console.status("Preparing crops"):
        train = training_parts(recipe, cache, partly=partly)
        held = held_out_parts(train, recipe.settings.held_out, cache)
    left_out = [name for name in recipe.quotas if name not in train]
    if left_out:
        console.print(f"[yellow]Left out, not in {cache.data}: {', '.join(left_out)}.")
    pool = Pool.of(train, dict(recipe.quotas))
    trainer = Trainer(recipe.settings, pool, held, folder)
    if recipe.settings.start:
        trainer.start_from(load_average(folder.parent / recipe.settings.start))
    if not trainer.resume():
        record = run_record(recipe.settings, data_record(train, pool.quotas), _notes(recipe, folder.parent))
        write_json(folder / RECORD, {**record, "finished": False})
    return trainer


def _notes(recipe: Recipe, runs: Path) -> list[str]:
    """The recipe's notes, and what the run began with: its minutes count too, and so do its sets."""
    if not recipe.settings.start:
        return list(recipe.notes)
    earlier = read_record(runs / recipe.settings.start)
    began = f"Began with the weights of the run {recipe.settings.start} ({earlier['seconds'] / 60:.0f} minutes)."
    return [*recipe.notes, *[note for note in earlier["notes"] if note.startswith("Began")], began]


def _show(trainer: Trainer) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[shown]}"),
    )
    with Progress(*columns, console=console) as bars:
        bar = bars.add_task("epoch 1", total=trainer.steps, completed=trainer.step, shown="")
        validation = ""
        for at in trainer.run():
            if at.validation is not None:
                validation = "  ".join(f"{name} {100 * value:.2f} %" for name, value in at.validation.items())
                _note(trainer)
                console.print(f"epoch {at.epoch + 1}/{trainer.settings.epochs}  loss {at.loss:.4f}  {validation}")
            bars.update(bar, completed=at.step, description=f"epoch {at.epoch + 1}", shown=f"loss {at.loss:.4f}")


def _note(trainer: Trainer) -> None:
    """Bring the run's record up to date."""
    record = read_record(trainer.folder)
    record |= {
        "seconds": round(trainer.seconds, 1),
        "history": trainer.history,
        "finished": trainer.step >= trainer.steps,
    }
    write_json(trainer.folder / RECORD, record)
