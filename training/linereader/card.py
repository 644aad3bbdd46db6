"""The card of the line weights, for programs and for people; written from the run's record, never by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.linereader.batches import VIEWS
from training.state import write_json
from vision.alphabet import SYMBOLS
from vision.line_network import LineNetwork
from vision.line_reader import CARD

PAGE = "line_card.md"
VERSION = 1
CLASSES = [*SYMBOLS, "blank"]
INPUT = {
    "name": "lines",
    "shape": ["N", 40, "W"],
    "dtype": "uint8",
    "meaning": "255 = ink, as vision/line_crop.py makes it; W a multiple of 4; scaled to 0..1 inside the network",
}
OUTPUT = (
    f"log-probabilities (N, W / 4, {len(CLASSES)}) for connectionist temporal classification: digits, letters of "
    "either case, . , - / and * for any other sign, blank"
)
_PERMISSIVE = "Lines composed of digits from sets with a permissive licence or CC BY as stated, and of fonts."
_NOTES = {
    "permissive": _PERMISSIVE,
    "permissive-hand": f"{_PERMISSIVE} Most are handwriting.",
    "code-lines": (
        "Code lines of cheques in E-13B, drawn by Numeral; A to D stand for its signs. In any other writing it is to "
        "see nothing."
    ),
    "full": "Lines composed of digits from public sets, some of which state no licence; see the table.",
}


def build_card(
    name: str,
    record: dict[str, Any],
    folded: LineNetwork,
    sha256: dict[str, str],
    figures: list[dict[str, Any]],
    averaged_with: Sequence[str] = (),
) -> dict[str, Any]:
    """The card as plain values; seconds, steps and lines are those of all runs that led here.

    averaged_with: what else the weights are the mean of.
    """
    runs = [*record["earlier"], record]
    notes = [_NOTES.get(record["settings"]["recipe"], ""), "No real line was trained on."]
    if averaged_with:
        notes.append(f"The weights are the mean of this run's and of {', '.join(averaged_with)}.")
    return {
        "name": name,
        "version": VERSION,
        "architecture": {"network": "vision.line_network.LineNetwork", **folded.architecture.to_json()},
        "parameters": sum(p.numel() for p in folded.parameters()),
        "classes": CLASSES,
        "input": INPUT,
        "output": OUTPUT,
        "notes": notes,
        "data": record["data"],
        "figures": figures,
        "settings": record["settings"],
        "earlier": record["earlier"],
        "averaged_with": list(averaged_with),
        "seconds": round(sum(run["seconds"] for run in runs), 1),
        "steps": sum(run["steps"] for run in runs),
        "lines": sum(run["steps"] for run in runs) * record["settings"]["batch"],
        "history": record["history"],
        "commit": record["commit"],
        "versions": record["versions"],
        "sha256": sha256,
    }


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """line_card.json and line_card.md, of the same content."""
    write_json(folder / CARD, card)
    (folder / PAGE).write_text(card_page(card))


def card_page(card: dict[str, Any]) -> str:
    """Markdown with the same facts."""
    lines = [f"# {card['name']}, line reader", "", *card["notes"], ""]
    lines += [
        f"{card['parameters']:,} parameters. Trained for {card['seconds'] / 60:.0f} minutes on one CPU thread, "
        f"{card['steps']:,} steps, {card['lines']:,} pictures, {VIEWS} of each line; commit `{card['commit'][:12]}`.",
        "",
        f"Input: {card['input']['shape']} {card['input']['dtype']}, {card['input']['meaning']}. "
        f"Output: {card['output']}.",
        "",
        "## Data",
        "",
        "| set | hands | share of the lines | licence as stated | source |",
        "| --- | ---: | ---: | --- | --- |",
    ]
    lines += [
        f"| {d['title']} | {d['hands']} | {100 * d['share']:.1f} % | {d['licence']} | {d['source']} |"
        for d in card["data"]
    ]
    if card["figures"]:
        lines += ["", "## Figures", "", *_figure_rows(card["figures"])]
    lines.append("")
    return "\n".join(lines)


def _figure_rows(figures: list[dict[str, Any]]) -> list[str]:
    rows = [
        "Whole strings, digits only. No line of these sets was trained on; the digits of the counters, cut out, were.",
        "",
        "| set | exact | 95 % interval | count | by vote | among best five | digit errors | ms a line |",
        "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for f in figures:
        low, high = f["interval"]
        rows.append(
            f"| {f['set']} | {100 * f['exact']:.1f} % | {100 * low:.1f} to {100 * high:.1f} % | {f['count']:,} "
            f"| {100 * f['exact_by_vote']:.1f} % "
            f"| {100 * f['among_best_five']:.1f} % | {100 * f['character_error_rate']:.2f} % | {f['ms_per_line']:.2f} |"
        )
    return rows
