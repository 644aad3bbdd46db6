"""Two line networks, each for what it reads best."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from tests.vision.test_plate_orders import line
from vision import Ink, Reader
from vision.checkpoint import SHIPPED
from vision.errors import BadCheckpoint
from vision.line_crop import HEIGHT
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


def stand_in(*answers: LinePosterior) -> Mock:
    """A network that gives these answers, one after another."""
    left = iter(answers)
    return Mock(
        read=Mock(side_effect=lambda pictures: [next(left) for _ in pictures]),
        vote=Mock(side_effect=lambda pictures, firsts: list(firsts)),
    )


def test_letters_and_even_lines_are_print() -> None:
    """Handwriting's network knows letters and small print less: plates lose digits to it."""
    general, handwriting = stand_in(line("A", "1"), line("2")), stand_in(line("B", "1"), line("3"))
    readers = LineReaders(general, handwriting)
    pictures = [np.full((HEIGHT, 40), number, np.uint8) for number in range(3)]
    looks = readers.look(pictures, [False, True, False])
    assert [look.reader for look in looks] == [general, general, handwriting]
    assert [look.picture[0, 0] for look in looks] == [0, 1, 2]
    assert list(map(id, readers.vote(looks))) == [id(look.posterior) for look in looks]
    assert len(general.vote.call_args.args[0]) == 2 and len(handwriting.vote.call_args.args[0]) == 1
    assert readers.look([]) == [] and readers.vote([]) == []


def test_one_network_is_not_asked_twice() -> None:
    """A checkpoint with one has no second opinion on letters."""
    only = stand_in(line("A", "1"))
    assert [look.reader for look in LineReaders(only, only).look([np.zeros((HEIGHT, 40), np.uint8)])] == [only]
    assert [len(call.args[0]) for call in only.read.call_args_list] == [0, 1]
