"""Weights of earlier runs, unfolded: to go on from and to export."""

from __future__ import annotations

from pathlib import Path

from training.errors import UnusableRun
from training.state import load_state, read_record
from vision.network import Architecture, DigitNetwork


def load_average(folder: Path) -> DigitNetwork:
    """The averaged weights of a run's last state, in evaluation mode. Raises UnusableRun."""
    record = read_record(folder)
    state = load_state(folder)
    if state is None:
        raise UnusableRun(f"{folder} has no weights yet. {UnusableRun.hint}")
    network = DigitNetwork(Architecture.from_json(record["settings"]["architecture"]))
    network.load_state_dict(state["average"])
    return network.eval()
