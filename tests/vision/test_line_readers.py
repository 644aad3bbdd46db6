"""Two line networks, each for what it reads best."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from vision import Ink, Reader
from vision.checkpoint import SHIPPED
from vision.errors import BadCheckpoint
from vision.line_posterior import LinePosterior
from vision.line_reader import ONNX, LineReader
from vision.line_readers import HANDWRITING, LineReaders


def copied(to: Path) -> Path:
    """The line networks that are shipped."""
    shutil.copytree(SHIPPED / "permissive", to, dirs_exist_ok=True)
    return to


def test_the_shipped_checkpoint_has_two() -> None:
    """Else all of the figures are of another product."""
    readers = LineReaders.open(SHIPPED / "permissive")
    assert readers is not None
    assert readers.general is not readers.handwriting
    assert readers.general.card["sha256"] != readers.handwriting.card["sha256"]


def test_without_a_second_one_the_first_reads_all(tmp_path: Path) -> None:
    """A checkpoint of one's own needs no more than one line network, and none at all is no error."""
    folder = copied(tmp_path)
    shutil.rmtree(folder / HANDWRITING)
    readers = LineReaders.open(folder)
    assert readers is not None and readers.handwriting is readers.general
    readers.close()
    (folder / ONNX).unlink()
    assert LineReaders.open(folder) is None


def test_a_damaged_second_one_is_named(tmp_path: Path) -> None:
    """It must not be left out in silence: the reader would be another one than its card says."""
    graph = copied(tmp_path) / HANDWRITING / ONNX
    graph.write_bytes(graph.read_bytes()[:-1])
    with pytest.raises(BadCheckpoint, match=HANDWRITING):
        LineReaders.open(tmp_path)


def test_ink_is_handwriting(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody draws print."""
    asked: list[LineReader] = []
    read = LineReader.read

    def watched(self: LineReader, lines: Sequence[np.ndarray]) -> list[LinePosterior]:
        asked.append(self)
        return read(self, lines)

    monkeypatch.setattr(LineReader, "read", watched)
    reader.read(Ink.from_points([[(20, 10), (20, 60), (50, 10), (50, 60), (80, 10), (80, 60)]]))
    assert reader._line_readers is not None
    assert asked and all(one is reader._line_readers.handwriting for one in asked)
