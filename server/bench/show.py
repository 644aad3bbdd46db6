"""Outcomes and proofs as tables for people."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from server.bench.proofs import Proof
from server.bench.run import Outcome
from server.bench.tally import Tally, percentiles

COLUMNS = (
    "run", "kind", "sent", "answered/s", "p50 ms", "p95 ms", "p99 ms", "stale p95 ms", "digits/s", "dropped", "lost",
    "errors",
)  # fmt: skip


def show(proof: Proof) -> None:
    """Print it on stdout."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    table = Table(title=proof.name, title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column in ("run", "kind") else "right")
    for name, outcome in proof.runs.items():
        for kind, tally in (("ink", outcome.ink), ("film", outcome.film), ("upload", outcome.upload)):
            if tally.sent:
                table.add_row(name, kind, *_cells(tally, outcome.seconds))
    console.print(table)
    for name, outcome in proof.runs.items():
        console.print(f"{name}: {_around(outcome)}", highlight=False)
    for promise in proof.promises:
        word = "kept" if promise.kept else "NOT KEPT"
        console.print(f"{promise.what}: {promise.value:.3g} (at most {promise.most:g}) {word}", highlight=False)


def _cells(tally: Tally, seconds: float) -> list[str]:
    times, stale = percentiles(tally.answer_ms) or {}, percentiles(tally.stale_ms) or {}
    shares = [f"{times[share]:.2f}" if share in times else "-" for share in ("p50", "p95", "p99")]
    errors = ", ".join(f"{what} {count}" for what, count in tally.errors.items()) or "-"
    late = f"{stale['p95']:.2f}" if stale else "-"
    rates = [f"{tally.digits / seconds:.0f}", str(tally.dropped), str(tally.lost), errors]
    return [str(tally.sent), f"{tally.answered / seconds:.1f}", *shares, late, *rates]


def _around(outcome: Outcome) -> str:
    server, lag = outcome.server, percentiles(outcome.client_lag_ms) or {}
    parts = [f"client {outcome.client_cores:.2f} cores, late by p99 {lag.get('p99', 0):.1f} ms"]
    if server:
        parts.append(f"server {server['cores_used']} cores, {server['memory_mb']} MB")
        parts += [f"batches of {lane}: {found['by_size']}" for lane, found in server["batches"].items()]
        if server["dropped"]:
            parts.append(f"left out {server['dropped']}")
        if server["loop_lag_ms"]:
            parts.append(f"loop lag {server['loop_lag_ms']} ms")
    if (share := outcome.share_of_raw()) is not None:
        parts.append(f"{100 * share:.0f} % of the raw network's {outcome.raw_per_s:.0f} digits/s")
    return "; ".join(parts)
