"""What tracking makes of films: when a number locks, whether it is right, and whether it stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from training.evaluation.films import Shot, Still, Target
from training.evaluation.outcome import plate_pattern
from training.evaluation.task import digits_of
from vision import Box, Look, Photo, Prepared, Reader, Reading, Stable, Tracker, frame_opinions

Corners = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FilmOutcome:
    """One number of one film.

    right_at: frame, from 1, at which a line in its place first locked on it, or None. locks, wrong_locks: how often a
    line there locked, and on something else. flips: how often a line that had locked showed another text.
    locked_frames: frames with a locked line there. shown_at: as right_at, but for any line there, locked or not.
    """

    name: str
    text: str
    right_at: int | None
    shown_at: int | None
    locks: int
    wrong_locks: int
    flips: int
    locked_frames: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame as it was read, where the numbers are in it, and how to look at it more closely."""

    reading: Reading
    corners: tuple[Corners, ...]
    look: Look | None = None


def read_film(reader: Reader, shots: Iterable[Shot], tracker: Tracker) -> Iterator[Seen]:
    """Every frame of a film read as the server reads a camera's. tracker: of this film."""
    for shot in shots:
        prepared = reader.prepare(Photo(shot.jpeg), tracker.mender)
        yield Seen(read_frame(reader, prepared), shot.corners, partial(reader.look, prepared))


def read_frame(reader: Reader, prepared: Prepared) -> Reading:
    """One frame, as quickly as live frames are read."""
    logits = reader.classifier.classify(prepared.crops)
    return reader.finish(prepared, logits, second_opinions=frame_opinions(prepared), thorough=False, chains=True)


def judge(still: Still, frames: Iterable[Seen], tracker: Tracker) -> list[FilmOutcome]:
    """One outcome for each number of the still; `tracker` has seen nothing yet."""
    counts = [_Count(target) for target in still.targets]
    locked: dict[int, str] = {}
    for index, seen in enumerate(frames, 1):
        lines = tracker.update(seen.reading, seen.look)
        # A line that was locked before and has come into another number's place does not lock there.
        fresh = {line.track for line in lines if line.locked and locked.get(line.track) != line.text}
        locked.update((line.track, line.text if line.locked else "") for line in lines)
        for count, corners in zip(counts, seen.corners, strict=True):
            count.see(index, [line for line in lines if lies_in(line, corners)], corners, fresh)
    return [count.outcome(still.name) for count in counts]


class _Count:
    """What happens to the lines in one number's place."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._right_at: int | None = None
        self._shown_at: int | None = None
        self._locks = self._wrong = self._flips = self._locked_frames = 0
        self._once: dict[int, str] = {}

    def see(self, index: int, lines: Sequence[Stable], corners: Corners, fresh: Set[int]) -> None:
        """One frame's lines in this place. fresh: tracks that have locked in this frame."""
        for line in lines:
            right = surely_right(self._target, corners, line)
            if self._once.get(line.track, line.text) != line.text:
                self._flips += 1
                self._once[line.track] = line.text
            if right and self._shown_at is None:
                self._shown_at = index
            if line.track in fresh:
                self._locks += 1
                self._wrong += not right
                self._once[line.track] = line.text
            if line.locked and right and self._right_at is None:
                self._right_at = index
        self._locked_frames += any(line.locked for line in lines)

    def outcome(self, name: str) -> FilmOutcome:
        """What it came to."""
        return FilmOutcome(
            name, self._target.text, self._right_at, self._shown_at, self._locks, self._wrong, self._flips,
            self._locked_frames,
        )  # fmt: skip


def surely_right(target: Target, corners: Corners, line: Stable) -> bool:
    """Whether the digits are those of the label; O and 0, I and 1 of a plate are the same.

    corners: of the target in this frame. Of a row of boxes the line may cover some only.
    """
    text, wanted = line.text, covered(target.cells, corners, line.box) if target.cells else target.text
    if text == digits_of(wanted):
        return True
    return bool(text) and digits_of(wanted) != wanted and plate_pattern(wanted).fullmatch(text) is not None


def covered(cells: str, corners: Corners, box: Box) -> str:
    """The digits of the cells whose middle lies between a box's left and right side.

    The cells are even along a row on the page, which the camera sees from an angle.
    """
    count = len(cells)
    row = np.array([[0, 0], [count, 0], [count, 1], [0, 1]], np.float32)
    seen = cv2.getPerspectiveTransform(row, corners.astype(np.float32))
    middles = np.array([[[index + 0.5, 0.5] for index in range(count)]], np.float32)
    across = cv2.perspectiveTransform(middles, seen)[0, :, 0]
    inside = [cell for cell, x in zip(cells, across, strict=True) if box.x <= x <= box.x + box.width]
    return "".join(inside).replace("0", "")


def lies_in(line: Stable, corners: Corners) -> bool:
    """Whether the middle of the line lies in the place."""
    return cv2.pointPolygonTest(corners.astype(np.float32).reshape(-1, 1, 2), line.box.middle, False) >= 0
