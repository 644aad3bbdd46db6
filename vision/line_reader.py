"""The second reader: whole lines at once, by the line network in ONNX Runtime."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vision.alphabet import CLASSES, only_digits
from vision.errors import BadCheckpoint
from vision.line_crop import HEIGHT, MAX_WIDTH
from vision.line_posterior import LinePosterior
from vision.line_vote import LineVote, other_views
from vision.onnx_engine import open_session

ONNX, SAFETENSORS, CARD = "line.onnx", "line.safetensors", "line_card.json"
STRIDE = 4
BATCH_COLUMNS = 4096
"""Columns of all lines in one call of the network at most: a bound on memory (about 60 MB), and more gains nothing."""

BUCKET = 32
"""Lines are padded to whole multiples of this many columns, and only equal ones share a call: so what is read in a
line does not depend on the lines beside it, and the engine sees few shapes."""


class LineReader:
    """Reads line pictures; thread-safe, one thread a call."""

    device = "cpu"

    def __init__(self, session: Any, card: dict[str, Any], widest: int = MAX_WIDTH) -> None:
        """widest: columns of a line's picture at most; the rest is cut."""
        self._session = session
        self.card = card
        self._widest = widest

    @classmethod
    def open(cls, folder: Path, *, widest: int = MAX_WIDTH) -> LineReader | None:
        """The line reader of a checkpoint's folder, or None when it has none. Raises BadCheckpoint."""
        graph = folder / ONNX
        if not graph.exists():
            return None
        card = _card(folder)
        if hashlib.sha256(graph.read_bytes()).hexdigest() != card.get("sha256", {}).get(ONNX):
            raise BadCheckpoint(f"{graph} is not the file that its card names: it is damaged or was replaced.")
        return cls(open_session(graph), card, widest)

    def read(self, lines: Sequence[NDArray[np.uint8]]) -> list[LinePosterior]:
        """One posterior for each line picture, in the same order; no lines give none.

        lines: (40, W) uint8 each, 255 = ink, as `crop_line` makes them; of wider pictures than the reader takes the
        rest is cut.
        """
        lines = [line[:, : self._widest] for line in lines]
        posteriors: list[LinePosterior | None] = [None] * len(lines)
        for group in grouped([line.shape[1] for line in lines]):
            pictures = _side_by_side([lines[index] for index in group])
            answers = self._session.run(["log_probabilities"], {"lines": pictures})[0]
            for index, answer in zip(group, answers, strict=True):
                posteriors[index] = _posterior(answer[: frames_of(lines[index].shape[1])])
        return [posterior for posterior in posteriors if posterior is not None]

    def vote(self, lines: Sequence[NDArray[np.uint8]], first: Sequence[LinePosterior] | None = None) -> list[LineVote]:
        """As `read`, but each line is read in several views, which takes as many times as long and errs less.

        first: what `read` gave for these lines, when that is known: it is the first view.
        """
        first = self.read(lines) if first is None else first
        others = [other_views(line[:, : self._widest]) for line in lines]
        posteriors = iter(self.read([view for views in others for view in views]))
        return [LineVote((view, *islice(posteriors, len(views)))) for view, views in zip(first, others, strict=True)]

    def close(self) -> None:
        """Release the session."""
        self._session = None


def grouped(widths: Sequence[int]) -> list[list[int]]:
    """Indices of lines that go into one call: of one padded width, and not too many columns together."""
    groups: list[list[int]] = []
    last = 0
    for index in sorted(range(len(widths)), key=lambda index: padded(widths[index])):
        width = padded(widths[index])
        if not groups or width != last or (len(groups[-1]) + 1) * width > BATCH_COLUMNS:
            groups.append([])
            last = width
        groups[-1].append(index)
    return groups


def padded(width: int) -> int:
    """Columns that a line of this width takes in a call, at least four of them blank."""
    return -(-(width + STRIDE) // BUCKET) * BUCKET


def _posterior(answer: NDArray[np.float32]) -> LinePosterior:
    """Of the network's frames; the first weights told no letters apart."""
    return LinePosterior(only_digits(answer), answer) if answer.shape[1] == CLASSES else LinePosterior(answer)


def _side_by_side(lines: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    pictures = np.zeros((len(lines), HEIGHT, padded(lines[0].shape[1])), np.uint8)
    for row, line in zip(pictures, lines, strict=True):
        row[:, : line.shape[1]] = line
    return pictures


def frames_of(width: int) -> int:
    """Frames that a line picture of this width is answered with."""
    return -(-max(width, 1) // STRIDE)


def _card(folder: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads((folder / CARD).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadCheckpoint(f"{folder}: no readable {CARD}. {BadCheckpoint.hint}") from error
    return card
