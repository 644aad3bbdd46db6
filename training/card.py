"""The model card: what the weights are, what they saw, what they reach; written from the run's record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training.record import described
from training.state import write_json
from vision.network import Architecture, DigitNetwork

CARD, PAGE = "card.json", "card.md"
VERSION = 1
CLASSES = [*"0123456789", "not a digit"]
INPUT = {
    "name": "crops",
    "shape": ["N", 28, 28],
    "dtype": "uint8",
    "meaning": "255 = ink, normalised as vision/normalise.py does; scaled to 0..1 inside the network",
}
READING_OF_LOGITS = (
    "softmax(logits[:10] / temperature) over the digits, times "
    "sigmoid(digitness_scale * logits[10] + digit_bias) for being a digit at all"
)


def build_card(
    name: str,
    record: dict[str, Any],
    figures: list[dict[str, Any]],
    calibration: dict[str, dict[str, float]],
    sha256: dict[str, str],
) -> dict[str, Any]:
    """The card of one checkpoint as plain values."""
    architecture = Architecture.from_json(record["settings"]["architecture"])
    parameters = sum(p.numel() for p in DigitNetwork(architecture, folded=True).parameters())
    return {
        "name": name,
        "version": VERSION,
        "architecture": {"network": "vision.network.DigitNetwork", **architecture.to_json()},
        "parameters": parameters,
        "macs": architecture.macs(),
        "classes": CLASSES,
        "input": INPUT,
        "output": READING_OF_LOGITS,
        "notes": record["notes"],
        "data": [{**entry, **described(entry["set"])} for entry in record["data"]],
        "figures": figures,
        "calibration": calibration,
        "settings": record["settings"],
        "seconds": record["seconds"],
        "commit": record["commit"],
        "versions": record["versions"],
        "sha256": sha256,
    }


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """card.json for programs and card.md for people, of the same content."""
    write_json(folder / CARD, card)
    (folder / PAGE).write_text(card_page(card))


def read_card(folder: Path) -> dict[str, Any]:
    """The card of a checkpoint's folder."""
    card: dict[str, Any] = json.loads((folder / CARD).read_text())
    return card


def card_page(card: dict[str, Any]) -> str:
    """Markdown with the same facts."""
    lines = [f"# {card['name']}", "", *card["notes"], ""]
    lines += [
        f"{card['parameters']:,} parameters, {card['macs'] / 1e6:.1f} M multiplications a crop. "
        f"Trained in {card['seconds'] / 60:.0f} minutes on one CPU thread, commit `{card['commit'][:12]}`.",
        "",
        f"Input: {card['input']['shape']} {card['input']['dtype']}, {card['input']['meaning']}. "
        f"Output: {card['output']}.",
        "",
    ]
    lines += ["## Data", "", "| set | crops | licence as stated | source |", "| --- | ---: | --- | --- |"]
    lines += [f"| {d['title']} | {d['count']:,} | {d['licence']} | {d['source']} |" for d in card["data"]]
    lines += ["", "## Figures", "", *_figure_rows(card["figures"]), ""]
    lines += [
        "## Calibration",
        "",
        "| source | temperature | digitness scale | digit bias |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {source} | {c['temperature']:.3f} | {c['digitness_scale']:.3f} | {c['digit_bias']:.3f} |"
        for source, c in card["calibration"].items()
    ]
    if "int8" in card:
        lines += ["", "## Eight bits", "", _eight_bits(card["int8"])]
    lines += _trust_rows(card.get("trust", {}))
    lines += ["", "## Settings", "", "```json", json.dumps(card["settings"], indent=1), "```", ""]
    return "\n".join(lines)


def _eight_bits(errors: dict[str, int]) -> str:
    return (
        f"A CPU is served with `model.int8.onnx`: of {errors['digits']:,} held-out digits {errors['int8']} are read "
        f"wrongly, {errors['float32']} by the float weights. The figures above are those of the float weights."
    )


def _trust_rows(trust: dict[str, Any]) -> list[str]:
    """How far whole lines may be believed, by kind of source; nothing when it was not fitted."""
    rows = []
    for channel, values in trust.items():
        judged, sets = values["judged"]["all"], ", ".join(f"{n} ({c:,})" for n, c in values["fitted_on"].items())
        accepted = f"{judged['accepted_right']:,} of {judged['accepted']:,} accepted ones right"
        ignored = f"{judged['ignored_right']:,} of {judged['ignored']:,} ignored ones"
        rows.append(
            f"- {channel}: accepted from a confidence of {values['accept']:.3f}, chosen for {values['precision']:.0%} "
            f"right; asked about from {values['ask']:.3f}. Fitted on lines of {sets}. On {judged['lines']:,} lines of "
            f"other pictures or writers: expected calibration error {judged['ece']:.3f}; {accepted}, {ignored}."
        )
    return ["", "## Trust in whole lines", "", *rows] if rows else []


def _figure_rows(figures: list[dict[str, Any]]) -> list[str]:
    rows = [
        "| what | set | share | 95 % interval | count | trained on |",
        "| --- | --- | ---: | --- | ---: | --- |",
    ]
    for figure in figures:
        low, high = figure["interval"]
        rows.append(
            f"| {figure['what']} | {figure['set']} | {100 * figure['value']:.2f} % "
            f"| {100 * low:.2f} to {100 * high:.2f} % | {figure['count']:,} | {figure['trained_on']} |"
        )
    return rows
