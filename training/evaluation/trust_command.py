"""`numeral-train calibrate`: fit how far a checkpoint's lines may be believed, and write it into its card."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, TextColumn
from rich.table import Table

from training.card import read_card, write_card
from training.commands import use_threads
from training.evaluate import opened
from training.evaluation.evidence import describe, gather
from training.trust import RARELY, fit_trust, judged, trust_json
from vision import Reader
from vision.trust import CHANNELS, Channel

console = Console(stderr=True)
WIDE = 120
OWN_FILMS = 40
"""Films of each set at most: each has two dozen frames."""


def calibrate(name: str, data: Path, limit: int | None, channels: tuple[Channel, ...] = CHANNELS) -> None:
    """Fit, judge on the other half of the material, print and write card.json and card.md. Raises NoCheckpoint."""
    use_threads(1)
    folder = opened(name).folder
    fitted: dict[str, dict[str, Any]] = {}
    with (
        Reader.open(folder, engine="onnx") as reader,
        Progress(TextColumn("{task.description} {task.completed}"), console=console) as bars,
    ):
        for channel in channels:
            bar = bars.add_task(channel, total=None)
            most = min(limit or OWN_FILMS, OWN_FILMS) if channel == "camera" else limit
            to_fit, to_judge = gather(reader, data, channel, most, lambda bar=bar: bars.advance(bar))  # type: ignore[misc]
            trust, precision = fit_trust(to_fit, channel)
            fitted[channel] = {
                **trust_json(trust, channel),
                "precision": precision,
                "rarely": RARELY,
                "fitted_on": describe(to_fit),
                "judged": judged(trust, to_judge),
            }
    card = read_card(folder)
    write_card(folder, {**card, "trust": {**card.get("trust", {}), **fitted}})
    Console(width=None if sys.stdout.isatty() else WIDE).print(_table(fitted))


def _table(fitted: dict[str, dict[str, Any]]) -> Table:
    """What the trust is worth on the half of the material that it was not fitted on."""
    out = Table(title="judged on pictures, writers and films that nothing was fitted on", title_justify="left")
    for heading in ("channel", "set", "lines", "right", "ECE", "accepted", "right", "ignored", "right"):
        out.add_column(heading, justify="left" if heading in ("channel", "set") else "right")
    for channel, values in fitted.items():
        for name, row in values["judged"].items():
            out.add_row(
                channel,
                name,
                str(row["lines"]),
                str(row["right"]),
                f"{row['ece']:.3f}",
                str(row["accepted"]),
                _percent(row["accepted_right"], row["accepted"]),
                str(row["ignored"]),
                _percent(row["ignored_right"], row["ignored"]),
            )
    return out


def _percent(hits: int, count: int) -> str:
    return f"{100 * hits / count:.1f} %" if count else ""
