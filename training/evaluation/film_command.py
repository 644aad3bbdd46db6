"""`numeral-train films`: how tracking fares on films made of stills."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from training.commands import use_threads
from training.errors import MissingData
from training.evaluate import opened
from training.evaluation.film_figures import film_figures, films_table
from training.evaluation.film_run import FilmOutcome, judge, read_film
from training.evaluation.films import FPS, FRAMES, film
from training.evaluation.stills import STILLS, stills
from vision import Reader

STDOUT = Path("-")
console = Console(stderr=True)


def films(
    name: str,
    data: Path,
    sets: tuple[str, ...],
    limit: int | None,
    json_file: Path | None,
    turned: float = 0.0,
    shadow: bool = False,
) -> None:
    """Make the films, read and follow them, print the figures. Raises NoCheckpoint, MissingData.

    turned: degrees clockwise by which every still is held. shadow: one falls across every frame.
    """
    use_threads(1)
    checkpoint = opened(name)
    found: dict[str, list[FilmOutcome]] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Reader.open(checkpoint.folder, engine="onnx") as reader, Progress(*columns, console=console) as bars:
        for key in sets or tuple(STILLS):
            chosen = stills(key, data, limit)
            for seed, still in enumerate(bars.track(chosen, description=key)):
                tracker = reader.tracker()
                seen = read_film(reader, film(still, seed, turned=turned, shadow=shadow), tracker)
                found.setdefault(key, []).extend(judge(still, seen, tracker))
    if not found:
        raise MissingData(f"{data} has none of: {', '.join(STILLS)}. {MissingData.hint}")
    everything = [outcome for outcomes in found.values() for outcome in outcomes]
    rows = [film_figures(key, outcomes) for key, outcomes in found.items()] + [film_figures("all", everything)]
    report = {
        "checkpoint": checkpoint.name,
        "frames": FRAMES,
        "fps": FPS,
        "figures": rows,
        "numbers": {key: [asdict(outcome) for outcome in outcomes] for key, outcomes in found.items()},
    }
    if json_file is not None and json_file != STDOUT:
        json_file.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    if json_file == STDOUT:
        sys.stdout.write(json.dumps(report, indent=1) + "\n")
        return
    title = f"{checkpoint.name}: films of {FRAMES} frames at {FPS:.0f} a second"
    Console(width=None if sys.stdout.isatty() else 150).print(films_table(rows, title))
