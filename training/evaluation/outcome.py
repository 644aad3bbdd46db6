"""Whether what was found is what stands there: one rule for each kind of material, the same for every reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from training.evaluation.task import OTHER, Found, Task, digits_of
from vision import Box

WORDS, FILLED, EMPTY = "words", "filled cells", "empty cells"
"""Parts of pages and of grids."""

SIDE = 9
"""Cells along a sudoku's side."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number: what stands there, what was read, how sure the reader was of it.

    folded: right also when O and 0, I and 1 are taken for the same (plates). placed: letters too are marked as
    non-digits in their place (plates; None where the reader gives no places). cpu_ms: of the whole picture.
    """

    task: Task
    wanted: str
    answer: str
    right: bool
    confidence: float
    cpu_ms: float = 0.0
    folded: bool | None = None
    placed: bool | None = None
    part: str = ""


Score = Callable[[Task, Sequence[Found]], list[Outcome]]


def number(task: Task, found: Sequence[Found]) -> list[Outcome]:
    """The longest line is the answer, wherever it stands."""
    return [_outcome(task, longest(found))]


def everything(task: Task, found: Sequence[Found]) -> list[Outcome]:
    """All that was found is the answer: a drawing of one number must read as that and nothing else."""
    digits = "".join(line.digits for line in found)
    sure = min((line.confidence for line in found), default=0.0)
    whole = Found(digits, Box(0, 0, 0, 0), sure)
    lone = sum(bool(line.digits) for line in found) == 1
    return [_outcome(task, whole if lone else Found(digits + OTHER, whole.box, sure), right=lone)]


def in_place(task: Task, found: Sequence[Found]) -> list[Outcome]:
    """Right when a line that lies in the labelled place is the number."""
    there = [line for line in found if lies_in(line.box, task.place)]
    return [_outcome(task, _surest(line for line in there if line.digits == task.digits) or longest(there))]


def anywhere(task: Task, found: Sequence[Found]) -> list[Outcome]:
    """Right when the plate's digits are among the lines found; else what was read in its place is the answer."""
    right = _surest(line for line in found if line.digits == task.digits)
    loose = plate_pattern(task.text)
    nearly = _surest(line for line in found if line.digits and loose.fullmatch(line.digits))
    return [_plate(task, right or nearly or longest([line for line in found if lies_in(line.box, task.place)]))]


def plate(task: Task, found: Sequence[Found]) -> list[Outcome]:
    """The line that is written largest is the answer: names, dates and stickers on a plate are read too, but smaller.

    With what only plates have: letters in their place, and O that may be 0.
    """
    return [_plate(task, max((line for line in found if line.digits), key=lambda line: line.box.height, default=None))]


def cells(task: Task, found: Sequence[Found]) -> list[Outcome]:
    """One outcome for each cell of a sudoku but those with pencilled candidates; an empty one must hold nothing."""
    assert task.corners is not None
    grid = np.array([[0, 0], [SIDE, 0], [SIDE, SIDE], [0, SIDE]], np.float32)
    to_grid = cv2.getPerspectiveTransform(task.corners, grid)
    read: dict[int, list[tuple[float, str, float]]] = {}
    for line in found:
        for sign, centre in zip(line.signs, line.centres, strict=True):
            column, row = cv2.perspectiveTransform(np.array([[centre]], np.float32), to_grid)[0, 0]
            if sign != OTHER and sign.isdigit() and 0 <= column < SIDE and 0 <= row < SIDE:
                read.setdefault(int(row) * SIDE + int(column), []).append((float(column), sign, line.confidence))
    out = []
    for index, wanted in enumerate(task.text):
        if wanted == "x":
            continue
        marks = sorted(read.get(index, []))
        answer = "".join(sign for _, sign, _ in marks)
        text = "" if wanted == "0" else wanted
        sure = min((confidence for _, _, confidence in marks), default=0.0)
        part = FILLED if text else EMPTY
        out.append(Outcome(task, text, answer, answer == text, sure, part=part))
    return out


def lines(task: Task, found: Sequence[Found]) -> list[Outcome]:
    """One outcome for each labelled line of a picture, which must be among the lines found."""
    out = []
    for wanted in task.text.split():
        match = _surest(line for line in found if line.digits == wanted)
        out.append(Outcome(task, wanted, wanted if match else "", match is not None, match.confidence if match else 0))
    return out


def page(task: Task, found: Sequence[Found]) -> list[Outcome]:
    """One outcome for each number and each word of a page: the line that has most digits in its place, all of it, so
    two columns read as one number are none. In the place of a word there must be none; what is shown as perhaps no
    number is not counted."""
    seen = [line for line in found if not line.ignored]
    out = []
    for text, place in zip(task.text.split(), task.places, strict=True):
        wanted = digits_of(text)
        counts = [_digits_in(line, place) for line in seen]
        most = max(range(len(seen)), key=counts.__getitem__, default=None)
        line = None if most is None or not counts[most] else seen[most]
        answer, sure = (line.digits, line.confidence) if line else ("", 0.0)
        out.append(Outcome(task, wanted, answer, answer == wanted, sure, part=task.part if wanted else WORDS))
    return out


def _digits_in(line: Found, place: Box) -> int:
    """Digits of the line whose middle lies in the place."""
    return sum(
        sign.isdigit() and place.x <= x <= place.x + place.width and place.y <= y <= place.y + place.height
        for sign, (x, y) in zip(line.signs, line.centres, strict=True)
    )


def longest(found: Sequence[Found]) -> Found | None:
    """The line with most digits, the first of several."""
    return max((line for line in found if line.digits), key=lambda line: len(line.digits), default=None)


def plate_pattern(text: str) -> re.Pattern[str]:
    """What a plate's digits may read as when O, 0, I and 1 are used loosely, in the label or in the answer."""
    parts = {"0": "0?", "O": "0?", "1": "1?", "I": "1?"}
    return re.compile("".join(parts.get(sign, sign if sign.isdigit() else "") for sign in text.upper()))


def distance(one: str, other: str) -> int:
    """Insertions, deletions and changes between two strings (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def digits_kept(wanted: str, answer: str) -> int:
    """Digits of `wanted` that are in `answer` in the same order: the longest common subsequence."""
    row = [0] * (len(answer) + 1)
    for a in wanted:
        before = 0
        for j, b in enumerate(answer, 1):
            before, row[j] = row[j], before + 1 if a == b else max(row[j], row[j - 1])
    return row[-1]


def _outcome(task: Task, line: Found | None, *, right: bool = True) -> Outcome:
    answer = line.digits if line else ""
    sure = line.confidence if line else 0.0
    return Outcome(task, task.digits, answer, right and answer == task.digits, sure, part=task.part)


def _plate(task: Task, line: Found | None) -> Outcome:
    answer, signs = (line.digits, line.signs) if line else ("", "")
    right = answer == task.digits
    shape = "".join(sign if sign.isdigit() else OTHER for sign in task.text)
    seen = "".join(sign if sign.isdigit() else OTHER for sign in signs)
    folded = right or bool(plate_pattern(task.text).fullmatch(answer))
    sure = line.confidence if line else 0.0
    return Outcome(task, task.digits, answer, right, sure, folded=folded, placed=seen == shape, part=task.part)


def _surest(found: Iterable[Found]) -> Found | None:
    return max(found, key=lambda line: line.confidence, default=None)


def lies_in(box: Box, place: Box | None) -> bool:
    """Whether the middle of the box lies in the place, widened by half its height: labels are often tight."""
    if place is None:
        return True
    (x, y), loose = box.middle, place.height / 2
    return (
        place.x - loose <= x <= place.x + place.width + loose and place.y - loose <= y <= place.y + place.height + loose
    )
