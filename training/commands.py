"""What the commands do, apart from reading the command line."""

from __future__ import annotations

from pathlib import Path

import cv2
import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from training.cache import Cache
from training.card import build_card, write_card
from training.errors import UnusableRun
from training.export import export_weights
from training.figures import calibrations, figures_of
from training.fit import Trainer
from training.pool import Pool
from training.recipes import Recipe, assemble, recipe_of
from training.record import data_record, run_record
from training.starting import load_average, start_network
from training.state import RECORD, read_record, write_json

console = Console(stderr=True)


def use_threads(threads: int) -> None:
    """Bound what this process takes of the machine."""
    torch.set_num_threads(threads)
    cv2.setNumThreads(1)


def fit(
    name: str,
    data: Path,
    fonts: tuple[Path, ...],
    runs: Path,
    run: str,
    seed: int,
    epochs: int | None,
    held_out: float | None,
    threads: int,
) -> None:
    """Train a recipe into runs/RUN, resuming what is there."""
    use_threads(threads)
    recipe = recipe_of(name, seed=seed, epochs=epochs, held_out=held_out)
    folder = runs / (run or f"{name}-{seed}")
    trainer = _trainer(recipe, Cache(data, fonts, runs / "cache"), folder)
    try:
        _show(trainer)
    except KeyboardInterrupt:
        trainer.save()
        console.print(f"Saved after step {trainer.step} in {folder}. Run the same command again to go on.")
        raise
    console.print(f"Done in {trainer.seconds / 60:.1f} minutes. Export it: numeral-train export {folder} --to …")


def export(folders: list[Path], to: Path, data: Path, fonts: tuple[Path, ...], runs: Path, threads: int) -> None:
    """Turn the first run into a checkpoint; the others' MNIST figures stand beside its own."""
    use_threads(threads)
    records = [read_record(folder) for folder in folders]
    for folder, record in zip(folders, records, strict=True):
        if not record["finished"]:
            raise UnusableRun(f"{folder} is not finished: go on with it first.")
    network = load_average(folders[0])
    hashes = export_weights(network, to)
    cache = Cache(data, fonts, runs / "cache")
    settings = records[0]["settings"]
    recipe = recipe_of(records[0]["recipe"], seed=settings["seed"], epochs=None, held_out=settings["held_out"])
    _, held = assemble(recipe, cache)
    calibration = calibrations(network, held)
    figures = figures_of([load_average(folder) for folder in folders], recipe, held, cache)
    write_card(to, build_card(to.name, records[0], figures, calibration, hashes))
    console.print(f"Wrote {to}.")


def _trainer(recipe: Recipe, cache: Cache, folder: Path) -> Trainer:
    with console.status("Preparing crops"):
        train, held = assemble(recipe, cache)
    trainer = Trainer(recipe.settings, Pool.of(train, dict(recipe.quotas)), held, folder)
    if recipe.settings.start:
        trainer.start_from(start_network(recipe.settings, folder.parent))
    if not trainer.resume():
        record = run_record(recipe.settings, data_record(train, dict(recipe.quotas)), list(recipe.notes))
        write_json(folder / RECORD, {**record, "finished": False})
    return trainer


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
