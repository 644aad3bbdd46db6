"""`numeral-train`: results on stdout, progress on stderr, expected trouble as a hint and exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from training import commands
from training.cache import Cache
from training.errors import TrainingError, UnknownRecipe
from training.evaluation import film_command, trust_command
from training.evaluation.command import DIGITS, Asked, evaluate_all
from training.evaluation.material import KEYS
from training.evaluation.stills import STILLS
from training.recipes import recipe_of
from vision.trust import CHANNELS

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Train, measure and export digit networks.",
)

Data = Annotated[Path, typer.Option("--data", help="Folder of the sets.")]
Fonts = Annotated[list[Path] | None, typer.Option("--fonts", help="Folder of font files; may be given again.")]
Runs = Annotated[Path, typer.Option("--runs", help="Folder where runs and prepared crops are kept.")]
Threads = Annotated[int, typer.Option("--threads", min=1, help="Threads of the training arithmetic.")]


@app.command()
def fit(
    recipe: Annotated[str, typer.Argument(help="mnist, permissive or full.")],
    data: Data = Path("data"),
    fonts: Fonts = None,
    runs: Runs = Path("runs"),
    run: Annotated[str, typer.Option(help="Name of the run; the recipe and seed when not given.")] = "",
    seed: Annotated[int, typer.Option(help="Decides everything that is drawn at random.")] = 0,
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    held_out: Annotated[
        float | None, typer.Option(min=0, max=0.5, help="Share of writers kept for validation.")
    ] = None,
    rate: Annotated[float | None, typer.Option(min=0, help="Peak learning rate instead of the recipe's.")] = None,
    start: Annotated[str, typer.Option(help="Run in the runs folder whose weights this one begins with.")] = "",
    without: Annotated[
        list[str] | None, typer.Option(help="Leave this set out, to be measured later; may be given again.")
    ] = None,
    partly: Annotated[bool, typer.Option("--partly", help="Leave out sets that are not in the data folder.")] = False,
    threads: Threads = 1,
) -> None:
    """Train, or go on with a run that was stopped. Ctrl-C saves first."""
    chosen = recipe_of(
        recipe, seed=seed, epochs=epochs, held_out=held_out, peak_rate=rate, start=start, without=without or ()
    )
    cache = Cache(data, tuple(fonts or ()), runs / "cache", chosen.settings.without)
    commands.fit_recipe(chosen, cache, runs / (run or f"{recipe}-{seed}"), threads, partly=partly)


@app.command()
def export(
    run: Annotated[list[Path], typer.Argument(help="Folder of a finished run; further ones add to the spread.")],
    to: Annotated[Path, typer.Option(help="Folder of the checkpoint; its last part is the name.")],
    data: Data = Path("data"),
    fonts: Fonts = None,
    runs: Runs = Path("runs"),
    threads: Threads = 1,
) -> None:
    """Fold, write ONNX and safetensors, calibrate, measure, and write the card."""
    commands.export_runs(run, to, data, tuple(fonts or ()), runs, threads)


@app.command()
def quantise(
    checkpoint: Annotated[Path, typer.Argument(help="Folder of a checkpoint.")],
    data: Data = Path("data"),
    fonts: Fonts = None,
    runs: Runs = Path("runs"),
    held_out: Annotated[float, typer.Option(min=0, max=0.5, help="Share of writers kept for validation.")] = 0.1,
) -> None:
    """Add weights of eight bits, two thirds of the time on a CPU, if they err no more on held-out digits."""
    commands.quantise_folder(checkpoint, Cache(data, tuple(fonts or ()), runs / "cache"), held_out)


@app.command()
def evaluate(
    checkpoint: Annotated[
        list[str] | None, typer.Argument(help="Names or folders; permissive and full if none.")
    ] = None,
    data: Data = Path("data"),
    fonts: Fonts = None,
    runs: Runs = Path("runs"),
    threads: Threads = 1,
    sets: Annotated[
        list[str] | None, typer.Option(help="Only this set; may be given again, or several with commas.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Pictures of each set at most, evenly drawn.")] = None,
    errors: Annotated[
        Path | None, typer.Option(help="Folder outside the project for pictures of what was read wrongly.")
    ] = None,
    peers: Annotated[
        bool, typer.Option("--peers", help="Read the same with RapidOCR and Tesseract; needs numeral[peers].")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print whole numbers as the README has them.")] = False,
    turned: Annotated[
        int, typer.Option(min=-180, max=359, help="Degrees clockwise that every picture is turned before it is read.")
    ] = 0,
    shaded: Annotated[bool, typer.Option("--shaded", help="A shadow falls across every picture.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="File for the same as JSON; - for stdout.")] = None,
) -> None:
    """Measure checkpoints on every set in the data folder: single digits, and whole numbers from file to string."""
    keys = _keys(sets, (DIGITS, *KEYS))
    asked = Asked(
        tuple(checkpoint or ("permissive", "full")), keys, limit, errors, json_file, peers, markdown, turned, shaded
    )
    evaluate_all(asked, Cache(data, tuple(fonts or ()), runs / "cache"), threads)


@app.command()
def films(
    checkpoint: Annotated[str, typer.Argument(help="Name or folder.")] = "permissive",
    data: Data = Path("data"),
    sets: Annotated[list[str] | None, typer.Option(help=f"Only this set, of {', '.join(STILLS)}.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Films of each set at most, evenly drawn.")] = None,
    turned: Annotated[float, typer.Option(min=-45, max=45, help="Degrees clockwise that what is filmed is held.")] = 0,
    shaded: Annotated[bool, typer.Option("--shaded", help="A shadow falls across every frame.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="File for the same as JSON; - for stdout.")] = None,
) -> None:
    """Follow numbers in films made of stills: frames until they lock rightly, wrong locks, flips."""
    film_command.films(checkpoint, data, _keys(sets, STILLS), limit, json_file, turned, shaded)


@app.command()
def calibrate(
    checkpoint: Annotated[str, typer.Argument(help="Name or folder; its card is written.")] = "permissive",
    data: Data = Path("data"),
    limit: Annotated[int | None, typer.Option(min=1, help="Pictures of each set at most, evenly drawn.")] = None,
    channel: Annotated[list[str] | None, typer.Option(help=f"Only this one, of {', '.join(CHANNELS)}.")] = None,
) -> None:
    """Fit how far whole lines may be believed, and the thresholds of accept, ask and ignore, into the card."""
    chosen = _keys(channel, CHANNELS)
    trust_command.calibrate(checkpoint, data, limit, tuple(c for c in CHANNELS if c in chosen) or CHANNELS)


@app.command()
def bank(
    to: Annotated[Path, typer.Option(help="File to write.")] = Path("checkpoints/bank.npz"),
    data: Data = Path("data"),
) -> None:
    """Write the training digits that explanations show beside a crop."""
    commands.make_bank(data, to)


@app.command()
def fetch(
    data: Annotated[Path, typer.Option("--dir", help="Folder to bring the sets to.")] = Path("data"),
    only: Annotated[list[str] | None, typer.Option(help="Only this set; may be given again.")] = None,
    mirror: Annotated[str | None, typer.Option(help="Address that has the files instead of their homes.")] = None,
) -> None:
    """Download the public sets; goes on where it stopped, checks what came."""
    commands.fetch_all(list(only or ()), data, mirror)


def _keys(given: list[str] | None, known: Collection[str]) -> tuple[str, ...]:
    """What was asked for, also with commas between. Raises UnknownRecipe."""
    keys = tuple(key for words in given or () for key in words.split(",") if key)
    for key in keys:
        if key not in known:
            raise UnknownRecipe(f"There is no {key!r} here; there are: {', '.join(known)}.")
    return keys


def main() -> int:
    """Run the command; expected trouble becomes its hint on stderr and exit code 2."""
    try:
        app()
    except TrainingError as error:
        Console(stderr=True).print(f"[bold red]{error.code}[/] {error}", highlight=False, soft_wrap=True)
        return 2
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
