"""A run on disk: written whole or not at all, so that a kill at any moment leaves a state to go on from."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import torch

from training.errors import UnusableRun

STATE = "state.pt"
RECORD = "run.json"


def save_state(folder: Path, state: dict[str, Any]) -> None:
    """Write the state beside the old one, then put it in its place."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / (STATE + ".new")
    torch.save(state, beside)
    beside.replace(folder / STATE)


def load_state(folder: Path) -> dict[str, Any] | None:
    """The last state of the run, or None when there is none yet. Raises UnusableRun when it is damaged."""
    path = folder / STATE
    if not path.exists():
        return None
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, LookupError, pickle.UnpicklingError) as error:
        raise UnusableRun(f"{path} is damaged. {UnusableRun.hint}") from error
    return state


def write_json(path: Path, value: Any) -> None:
    """Indented JSON, replaced in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(path.suffix + ".new")
    beside.write_text(json.dumps(value, indent=1) + "\n")
    beside.replace(path)


def read_record(folder: Path) -> dict[str, Any]:
    """The record of a run. Raises UnusableRun when there is none."""
    path = folder / RECORD
    if not path.exists():
        raise UnusableRun(f"{folder} holds no run. {UnusableRun.hint}")
    record: dict[str, Any] = json.loads(path.read_text())
    return record
