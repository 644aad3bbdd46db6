"""`python -m training.linereader fit | export | evaluate`: results on stdout, progress on stderr, trouble as exit 2."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from training.errors import TrainingError
from training.linereader import commands

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Train, measure and export line networks.")

Data = Annotated[Path, typer.Option("--data", help="Folder of the sets.")]
Fonts = Annotated[list[Path] | None, typer.Option("--fonts", help="Folder of font files; may be given again.")]
Runs = Annotated[Path, typer.Option("--runs", help="Folder where runs and prepared crops are kept.")]


@app.command()
def fit(
    recipe: Annotated[str, typer.Argument(help="permissive, permissive-hand or full.")],
    minutes: Annotated[float, typer.Option(min=0.01, help="Of the whole run, earlier sittings included.")] = 60,
    data: Data = Path("data"),
    fonts: Fonts = None,
    runs: Runs = Path("runs"),
    run: Annotated[str, typer.Option(help="Name of the run; line-RECIPE-SEED when not given.")] = "",
    seed: Annotated[int, typer.Option(help="Decides everything that is drawn at random.")] = 0,
    start: Annotated[
        Path | None, typer.Option(help="Folder of a run or a checkpoint whose weights this one begins with.")
    ] = None,
    rate: Annotated[float, typer.Option(help="Highest learning rate; lower when going on from other weights.")] = 2e-3,
    threads: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Train, or go on with a run that was stopped. Ctrl-C saves first."""
    commands.fit(recipe, minutes, data, tuple(fonts or ()), runs, run, seed, start, rate, threads)


@app.command()
def export(
    run: Annotated[Path, typer.Argument(help="Folder of a run, finished or not.")],
    to: Annotated[Path, typer.Option(help="Folder of the checkpoint.")],
    others: Annotated[
        list[Path] | None,
        typer.Option("--with", help="Run or checkpoint whose weights are averaged with it; may be given again."),
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Folder of the sets, to measure on.")] = None,
) -> None:
    """Fold, write line.onnx and line.safetensors, measure, and write the card."""
    commands.export(run, to, others or (), data)


@app.command()
def evaluate(
    checkpoint: Annotated[Path, typer.Option(help="Folder with line.onnx.")] = Path("checkpoints/permissive"),
    data: Data = Path("data"),
    errors: Annotated[Path | None, typer.Option(help="Folder for a sheet of the errors; outside the project.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Exact strings on the development sets, with counts and 95 % intervals, and the time for a line."""
    commands.evaluate(checkpoint, data, errors, as_json)


def main() -> int:
    """Run the command; expected trouble becomes its hint on stderr and exit code 2."""
    try:
        app(standalone_mode=False)
    except TrainingError as error:
        Console(stderr=True).print(f"[bold red]{error.code}[/] {error}", highlight=False)
        return 2
    except typer.Exit as done:
        return done.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    return 0
