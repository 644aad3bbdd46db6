"""Figures as tables on a terminal."""

from __future__ import annotations

from rich.table import Table

from training.evaluate import Report


def table(report: Report) -> Table:
    """One row per figure, with its count and its 95 % interval."""
    out = Table(title=f"{report.checkpoint} ({report.seconds:.0f} s)", title_justify="left")
    for heading in ("set", "what", "trained on"):
        out.add_column(heading, overflow="fold")
    for heading in ("share", "95 % interval", "count", "ECE"):
        out.add_column(heading, justify="right", no_wrap=True)
    for row in report.rows:
        low, high = row["interval"]
        out.add_row(
            row["set"],
            row["what"],
            row["trained_on"],
            f"{100 * row['value']:.2f} %",
            f"{100 * low:.2f}–{100 * high:.2f}",
            f"{row['count']:,}",
            f"{row['ece']:.4f}" if "ece" in row else "",
        )
    return out
