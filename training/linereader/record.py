"""The record of a run of the line network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training.catalogue import set_info
from training.errors import UnusableRun
from training.linereader.scribes import Scribe
from training.linereader.settings import LineSettings
from training.record import circumstances
from training.state import load_state, read_record
from vision.line_reader import CARD


def line_record(settings: LineSettings, scribe: Scribe, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """What is known before the first step: settings, sets with their licences and shares, commit, versions.

    earlier: the runs whose weights this one goes on from, oldest first: name, seconds and steps of each.
    """
    return {
        "settings": settings.to_json(),
        "earlier": earlier,
        "data": data_record(scribe),
        **circumstances(),
        "seconds": 0.0,
        "steps": 0,
        "history": [],
    }


def runs_until(start: Path | None) -> list[dict[str, Any]]:
    """The runs that led to the weights in this folder, oldest first; none for None. Raises UnusableRun."""
    if start is None:
        return []
    if (start / CARD).exists():
        card = json.loads((start / CARD).read_text("utf-8"))
        return [{"run": f"checkpoint {start.name}", "seconds": card["seconds"], "steps": card["steps"]}]
    state = saved_state(start)
    own = {"run": start.name, "seconds": round(state["seconds"], 1), "steps": state["step"]}
    return [*read_record(start)["earlier"], own]


def saved_state(run: Path) -> dict[str, Any]:
    """The state that a run saved last. Raises UnusableRun when there is none."""
    state = load_state(run)
    if state is None:
        raise UnusableRun(f"{run} holds no state yet. {UnusableRun.hint}")
    return state


def data_record(scribe: Scribe) -> list[dict[str, Any]]:
    """One entry per set: its title, source and licence, how many hands it has and its share of the lines."""
    total = sum(scribe.weights[name] for name in scribe.sets if scribe.sets[name])
    return [
        {**_origin(name), "set": name, "hands": len(hands), "share": round(scribe.weights[name] / total, 4)}
        for name, hands in scribe.sets.items()
        if hands
    ]


def _origin(name: str) -> dict[str, str]:
    if name == "forms":
        return {"title": "pen-like digit forms", "source": "drawn by Numeral", "licence": "Apache-2.0"}
    if name == "e13b":
        return {**_origin("forms"), "title": "code lines of cheques (E-13B)"}
    if name == "e13b_on_its_head":
        return {**_origin("forms"), "title": "the same on their heads, which are not to be read"}
    if name == "unusual":
        return {**_origin("mixed"), "title": "writers of strokes, some of their digits in pen-like forms"}
    if name == "mixed":
        return {"title": "lines of several hands", "source": "the sets above", "licence": "as those sets"}
    if name == "panels":
        return {**_origin("fonts"), "title": "matrices of dots and segment displays"}
    if name == "counters":
        return {**_origin("fonts"), "title": "counters of rollers with printed digits"}
    info = set_info(name)
    return {"title": info.title, "source": info.source, "licence": info.licence}
