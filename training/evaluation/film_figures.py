"""From the outcomes of films to figures: how soon a number locks rightly, how often wrongly, and whether it stays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.table import Table

from training.evaluation.figures import share_json
from training.evaluation.film_run import FilmOutcome
from training.evaluation.films import FPS
from training.measure import Share

HEADINGS = (
    "set", "numbers", "locked rightly", "95 %", "frames, median / 90 %", "of all numbers", "wrong locks", "95 %",
    "flips a locked minute",
)  # fmt: skip


def film_figures(name: str, outcomes: Sequence[FilmOutcome]) -> dict[str, Any]:
    """Plain values of one set, or of all; percentiles over all numbers are None where they never locked rightly."""
    frames = [outcome.right_at for outcome in outcomes if outcome.right_at is not None]
    everyone = [math.inf if outcome.right_at is None else outcome.right_at for outcome in outcomes]
    minutes = sum(outcome.locked_frames for outcome in outcomes) / FPS / 60
    flips = sum(outcome.flips for outcome in outcomes)
    locks = sum(outcome.locks for outcome in outcomes)
    return {
        "set": name,
        "numbers": len(outcomes),
        "locked_rightly": share_json(Share(len(frames), len(outcomes))),
        "shown_rightly": share_json(Share(sum(o.shown_at is not None for o in outcomes), len(outcomes))),
        "frames_to_right_lock": {"median": _percentile(frames, 50), "p90": _percentile(frames, 90)},
        "frames_of_all_numbers": {"median": _percentile(everyone, 50), "p90": _percentile(everyone, 90)},
        "wrong_locks": share_json(Share(sum(outcome.wrong_locks for outcome in outcomes), locks)),
        "flips": flips,
        "locked_minutes": minutes,
        "flips_per_locked_minute": flips / minutes if minutes else 0.0,
    }


def films_table(rows: Sequence[dict[str, Any]], title: str) -> Table:
    """One line per set."""
    out = Table(title=title, title_justify="left")
    for number, heading in enumerate(HEADINGS):
        out.add_column(heading, justify="left" if number == 0 else "right")
    for row in rows:
        right, wrong = row["locked_rightly"], row["wrong_locks"]
        out.add_row(
            row["set"],
            str(row["numbers"]),
            f"{100 * right['value']:.1f} %",
            _interval(right),
            _pair(row["frames_to_right_lock"]),
            _pair(row["frames_of_all_numbers"]),
            f"{wrong['hits']} of {wrong['count']}" + (f" ({100 * wrong['value']:.1f} %)" if wrong["count"] else ""),
            _interval(wrong),
            f"{row['flips_per_locked_minute']:.2f} ({row['flips']} in {row['locked_minutes']:.1f})",
        )
    return out


def _percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest of the values from below on; None where that is never, or nothing was counted."""
    found = float(np.percentile(values, share, method="higher")) if values else math.inf
    return found if math.isfinite(found) else None


def _pair(frames: dict[str, float | None]) -> str:
    return " / ".join("never" if value is None else f"{value:.0f}" for value in (frames["median"], frames["p90"]))


def _interval(share: dict[str, Any]) -> str:
    low, high = share["interval"]
    return f"{100 * low:.1f}–{100 * high:.1f}"
