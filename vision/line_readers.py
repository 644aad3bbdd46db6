"""The line networks of a checkpoint: one that knows all there is, one that was trained mostly on handwriting, and one
for the code lines of cheques."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.line_posterior import LinePosterior
from vision.line_reader import LineReader
from vision.line_vote import LineVote
from vision.orders import has_letters

HANDWRITING, CODE = "handwriting", "code-line"
"""Folders of the others' weights within the checkpoint's."""


WIDEST_CODE = 4000
"""Columns of a code line's picture: some 130 places, twice what stands on a cheque."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Look:
    """What a line picture shows, and the network that it was shown to."""

    picture: Picture
    posterior: LinePosterior
    reader: LineReader


@dataclass(frozen=True, slots=True)
class LineReaders:
    """general: for chains of print, words and ruled fields. handwriting: for lines that were found piece by piece,
    unless they stand as evenly as print does, and for pictures that are one line, neither of them with letters; the
    same where a checkpoint has one network. code: for the code lines of cheques, where a checkpoint has it.

    What more handwriting in training gains on amounts it costs on small blurred print and letters, so one network of
    this size is not best at both.
    """

    general: LineReader
    handwriting: LineReader
    code: LineReader | None = None

    @classmethod
    def open(cls, folder: Path) -> LineReaders | None:
        """Those of a checkpoint's folder, or None when it has none. Raises BadCheckpoint."""
        general = LineReader.open(folder)
        if general is None:
            return None
        code = LineReader.open(folder / CODE, widest=WIDEST_CODE)
        return cls(general, LineReader.open(folder / HANDWRITING) or general, code)

    def look(
        self,
        pictures: Sequence[Picture],
        printed: Sequence[bool] | None = None,
        known: Mapping[int, LinePosterior] | None = None,
    ) -> list[Look]:
        """At lines, in the same order, each by the network that knows it best: also what has letters is print.

        pictures: as `LineReader.read` takes them. printed: which of them look like print; by default none. known: what
        the general network said of some of them.
        """
        looks: dict[int, Look] = {}
        if self.handwriting is self.general:
            printed = [True] * len(pictures)
        printed = printed or [False] * len(pictures)
        written = [number for number, is_print in enumerate(printed) if not is_print]
        for number, seen in zip(written, self.handwriting.read([pictures[n] for n in written]), strict=True):
            if not has_letters(seen):
                looks[number] = Look(pictures[number], seen, self.handwriting)
        rest = {number: seen for number, seen in (known or {}).items() if number not in looks}
        fresh = [number for number in range(len(pictures)) if number not in looks and number not in rest]
        rest |= zip(fresh, self.general.read([pictures[n] for n in fresh]), strict=True)
        looks |= {number: Look(pictures[number], seen, self.general) for number, seen in rest.items()}
        return [looks[number] for number in range(len(pictures))]

    def vote(self, looks: Sequence[Look]) -> list[LineVote]:
        """More views of each line by the network that looked at it, in the same order."""
        votes: dict[int, LineVote] = {}
        for reader in {id(look.reader): look.reader for look in looks}.values():
            own = [number for number, look in enumerate(looks) if look.reader is reader]
            cast = reader.vote([looks[n].picture for n in own], [looks[n].posterior for n in own])
            votes.update(zip(own, cast, strict=True))
        return [votes[number] for number in range(len(looks))]

    def close(self) -> None:
        """Release all sessions."""
        self.general.close()
        self.handwriting.close()
        if self.code is not None:
            self.code.close()
