"""The figures of whole numbers as a table on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from training.evaluation.figures import OF_PLATES, TYPICAL_PART, UNFLAGGED, Row
from training.evaluation.outcome import EMPTY, WORDS

HEADINGS = ("set", "reader", "exact", "95 %", "count", "digits", "CER", "cov 99 %", "99.9 %", "ECE", "CPU ms")


def numbers_table(rows: Sequence[Row], title: str) -> Table:
    """One line per set and reader; below it what is also counted by itself, and how others compare."""
    out = Table(title=title, title_justify="left")
    for heading in HEADINGS:
        out.add_column(
            heading, overflow="fold", justify="left" if heading in HEADINGS[:2] else "right", no_wrap=heading != "set"
        )
    for row in rows:
        if "paired" not in row:
            out.add_section()
        out.add_row(*_cells(row))
        parts = list(row["parts"].items())
        for name, share in parts:
            exact, interval, count = _share(share)
            ms = f"{share['cpu_ms']:.1f}" if "cpu_ms" in share else ""
            out.add_row(f"  {name}", "", exact, interval, count, "", "", "", "", "", ms)
        if "paired" in row:
            out.add_row(f"  {_against(row)}", *[""] * (len(HEADINGS) - 1))
    return out


def numbers_markdown(rows: Sequence[Row]) -> str:
    """The same in short, as the README has it: one line for each set, or for each of its parts when it has cells or
    words; also without labels that are in doubt, and of plates by the two rules that only they have."""
    lines = ["| material | exact | 95 % interval | count | digits | covered at 99 % precision |", "|---" * 6 + "|"]
    for row in rows:
        title = row["title"] if len({r["reader"] for r in rows}) == 1 else f"{row['title']}, {row['reader']}"
        if row["parts"].keys() & {EMPTY, WORDS}:
            lines += [
                f"| {title}, {part} | {_sentence(share)} | | |"
                for part, share in row["parts"].items()
                if part != TYPICAL_PART
            ]
        else:
            digits = 100 * row["digits"]["value"]
            lines.append(f"| {title} | {_sentence(row['exact'])} | {digits:.1f} % |{_covered(row)} |")
            lines += [
                f"| … {part} | {_sentence(row['parts'][part])} | |{_covered(row['parts'][part])} |"
                for part in (UNFLAGGED, *OF_PLATES)
                if part in row["parts"]
            ]
    return "\n".join(lines)


def _covered(row: Row) -> str:
    return f" {100 * row['coverage_at_99']:.0f} %" if "coverage_at_99" in row else ""


def _sentence(share: dict[str, Any]) -> str:
    low, high = share["interval"]
    return f"{100 * share['value']:.1f} % | {100 * low:.1f} to {100 * high:.1f} % | {share['count']:,}"


def _cells(row: Row) -> list[str]:
    exact, interval, count = _share(row["exact"])
    title = row["title"] if row["trained_on"] == "no" else f"{row['title']} (trained on {row['trained_on']})"
    title = "  the same by" if "paired" in row else title
    return [
        title,
        row["reader"],
        exact,
        interval,
        count,
        f"{100 * row['digits']['value']:.1f} %",
        f"{100 * row['character_error_rate']:.2f} %",
        f"{100 * row['coverage_at_99']:.0f} %",
        f"{100 * row['coverage_at_99_9']:.0f} %",
        f"{row['ece']:.3f}",
        f"{row['cpu_ms']:.1f}",
    ]


def _share(share: dict[str, Any]) -> tuple[str, str, str]:
    low, high = share["interval"]
    return f"{100 * share['value']:.1f} %", f"{100 * low:.1f}–{100 * high:.1f}", f"{share['count']:,}"


def _against(row: Row) -> str:
    pair = row["paired"]
    shares = f"only ours right {pair['only_ours']}, only theirs {pair['only_theirs']}, p {pair['p']:.2g}"
    return f"{shares}; ours {row['times_as_fast']:.1f} times as fast"
