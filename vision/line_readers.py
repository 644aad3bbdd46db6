"""The line networks of a checkpoint: one that knows all there is, and one that was trained mostly on handwriting."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vision.line_reader import LineReader

HANDWRITING = "handwriting"
"""Folder of the second one's weights within the checkpoint's."""


@dataclass(frozen=True, slots=True)
class LineReaders:
    """general: for chains of print, words and ruled fields. handwriting: for lines that were found piece by piece, and
    for pictures that are one line; the same where a checkpoint has one network.

    What more handwriting in training gains on amounts it costs on small blurred print and letters, so one network of
    this size is not best at both.
    """

    general: LineReader
    handwriting: LineReader

    @classmethod
    def open(cls, folder: Path) -> LineReaders | None:
        """Those of a checkpoint's folder, or None when it has none. Raises BadCheckpoint."""
        general = LineReader.open(folder)
        if general is None:
            return None
        return cls(general, LineReader.open(folder / HANDWRITING) or general)

    def close(self) -> None:
        """Release both sessions."""
        self.general.close()
        self.handwriting.close()
