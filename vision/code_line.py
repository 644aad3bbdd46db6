"""The code line of a cheque: digits and signs of E-13B along its lower edge, which name the bank and the account.

The face (ISO 1004-1) was made for magnetic heads: parts of it are thick, its signs are scattered blocks, and all of it
stands at one pitch. Readers of other print make little of it, so a small line network that knows it alone, and sees
nothing in any other writing, is shown whatever stands at such a pitch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vision.alphabet import CODE_SIGNS, DIGITS, SYMBOLS
from vision.boxes import Corners, in_rows, share_within
from vision.fusion import Fused
from vision.lattice import Candidate, Step, around
from vision.line_crop import HEIGHT
from vision.line_part import read_part
from vision.line_places import COLUMNS_A_FRAME
from vision.line_posterior import LinePosterior
from vision.line_reader import LineReader
from vision.line_readers import WIDEST_CODE
from vision.line_view import LineView, line_view
from vision.normalise import normalise
from vision.orders import seen_marks
from vision.reading import NOT_A_DIGIT
from vision.second_opinion import Lines
from vision.slope import slope_through

FEWEST_TALL, ALIKE = 5, 0.14
"""Marks that tell a code line, and by how much of their height they may differ from their median."""

PITCH, OFF, REGULAR = (0.6, 1.4), 0.2, 0.6
"""From right edge to right edge in heights, 1.07 by the standard, but pictures are stretched and squeezed; by how much
of it an edge may lie off its place; and the share of marks that do not."""

BEYOND = 6
"""Places that are shown beyond the first and last of these marks."""

MOST = 8
"""Rows of a picture that are looked at."""

SAME_ROW, HIGHER = 0.5, 1.6
"""Heights by which lines of one row may lie above each other, and how many of the row's heights they may be high."""

FEWEST, LIKELY, READ = 6, 0.85, 0.9
"""Characters of a code line; how likely the plain reading of each must be in the mean (of real ones it is .92 and
more); and how many there must be for each of the marks that told of it, which are its digits."""

DASH = "D"
"""Of CODE_SIGNS the one that stands within numbers."""

BLANK_PLACE = 1.6
"""Pitches between characters from which there is an empty place between them."""

INNER, DARK, INKED = 0.3, 128, 0.08
"""Of a place the half of what is looked at, in pitches; ink that is no dirt; and how much of it has a character."""

WITHIN = 0.5
"""Share of a line found otherwise that must lie on a code line to be of it."""


@dataclass(frozen=True, slots=True)
class CodeLines:
    """numbers: of all code lines, in order, each with the signs that open and close it. boxes: of the code line that
    each is on. others: the lines that are left."""

    others: Lines
    numbers: tuple[Fused, ...] = ()
    boxes: tuple[Corners, ...] = ()

    def beside(self, found: Sequence[Fused]) -> list[Fused]:
        """These numbers and what was found elsewhere, in reading order."""
        placed = [(around(line.steps), line) for line in found]
        placed = [(box, line) for box, line in placed if not self._has(box)]
        # A code line at an angle is one row however far it falls.
        placed += zip(self.boxes, self.numbers, strict=True)
        return [line for _, line in (in_rows(placed, lambda one: one[0]) if self.numbers else placed)]

    def _has(self, box: Corners) -> bool:
        """Whether what was found there is of a code line, or holds one, as the whole picture may."""
        return _is_on(box, self.boxes) or any(share_within(own, box) > WITHIN for own in self.boxes)


@dataclass(frozen=True, slots=True)
class _Row:
    """Marks at one pitch. box: x, y, width and height of the row made level about its middle. marks: tall ones."""

    box: Corners
    slope: float
    pitch: float
    marks: int

    def y(self, x: float) -> float:
        """Its upper edge there."""
        return self.box[1] + self.slope * (x - self.box[0] - self.box[2] / 2)


@dataclass(frozen=True, slots=True)
class _Character:
    """One character of a code line and the frames in which it is seen; its symbol is "" where it was not made out."""

    symbol: str
    first: int
    end: int

    @property
    def middle(self) -> float:
        return (self.first + self.end) / 2


def read_code_lines(lines: Lines, grey: NDArray[np.uint8], reader: LineReader | None) -> CodeLines:
    """The code lines among a picture's lines, mostly none: 1 to 3 ms for each row at their pitch.

    grey: (H, W) uint8, the picture. reader: of weights that know E-13B alone. Pure but for the engine.
    """
    if reader is None:
        return CodeLines(lines)
    numbers: list[Fused] = []
    boxes: list[Corners] = []
    for row in _rows(lines):
        if found := _read(row, grey, reader):
            numbers += found
            boxes += [around([step for number in found for step in number.steps])] * len(found)
    others = [line for line in lines if not _is_on(around(line[1].steps), boxes)] if boxes else lines
    return CodeLines(others, tuple(numbers), tuple(boxes))


def _is_on(box: Corners, boxes: Sequence[Corners]) -> bool:
    return any(share_within(box, other) > WITHIN for other in boxes)


def _rows(lines: Lines) -> list[_Row]:
    """Rows of marks at one pitch, those of most marks first, each as far as there are lines beside it."""
    at_pitch = (_at_pitch(decoded.steps) for lattice, decoded in lines if not lattice.cells)
    found = [row for row in at_pitch if row is not None]
    boxes = [around(decoded.steps) for _, decoded in lines]
    rows: list[_Row] = []
    for row in sorted(found, key=lambda row: -row.marks)[:MOST]:
        if not any(share_within(row.box, other.box) > WITHIN for other in rows):
            rows.append(_widened(row, boxes))
    return rows


def _widened(row: _Row, boxes: Sequence[Corners]) -> _Row:
    """The row as far as lines with these boxes lie on it."""
    x, _, width, height = row.box
    beside = [
        (left, left + wide)
        for left, top, wide, high in boxes
        if high < HIGHER * height and abs(top + high / 2 - row.y(left + wide / 2) - height / 2) < SAME_ROW * height
    ]
    left, right = min([x, *(start for start, _ in beside)]), max([x + width, *(end for _, end in beside)])
    return replace(row, box=(left, row.y((left + right) / 2), right - left, height))


def _at_pitch(steps: Sequence[Step]) -> _Row | None:
    """The row of these marks, if most of the tall ones stand at one pitch."""
    if len(steps) < FEWEST_TALL:
        return None
    boxes = np.array([step.candidate.box for step in steps])
    heights = boxes[:, 3]
    height = float(np.median(heights[heights >= np.median(heights)]))
    tall = boxes[(np.abs(heights - height) <= ALIKE * height) & (boxes[:, 2] <= height)]
    if len(tall) < FEWEST_TALL:
        return None
    edges = np.sort(tall[:, 0] + tall[:, 2])
    between = np.diff(edges)
    near = between[(between > PITCH[0] * height) & (between < PITCH[1] * height)]
    if not len(near):
        return None
    pitch = float(np.median(near))
    places = between / pitch
    regular = (np.abs(places - np.round(places)) <= OFF) & (np.round(places) >= 1)
    if np.mean(regular) < REGULAR:
        return None
    tall = tall[np.argsort(tall[:, 0], kind="stable")]
    x, y = tall[:, 0] + tall[:, 2] / 2, tall[:, 1] + tall[:, 3] / 2
    slope = slope_through(x, y)
    left, right = float(tall[0, 0]), float(edges[-1])
    centre = float(np.median(y - slope * (x - (left + right) / 2)))
    return _Row((left, centre - height / 2, right - left, height), slope, pitch, len(tall))


def _read(row: _Row, grey: NDArray[np.uint8], reader: LineReader) -> list[Fused]:
    """The numbers of a row, if it is a code line."""
    x, _, width, height = row.box
    left, right = max(0.0, x - BEYOND * row.pitch), min(float(grey.shape[1]), x + width + BEYOND * row.pitch)
    box = (left, row.y((left + right) / 2), right - left, height)
    view = line_view(grey, box, slope=row.slope, widest=WIDEST_CODE)
    posterior = reader.read([view.picture])[0]
    characters = _characters(posterior)
    if len(characters) < max(FEWEST, READ * row.marks) or not any(one.symbol in CODE_SIGNS for one in characters):
        return []
    if np.exp(np.mean([_likely(posterior, one) for one in characters])) < LIKELY:
        return []
    pitch = row.pitch / view.step / COLUMNS_A_FRAME
    marks = list(_with_unread(characters, pitch, view.picture))
    numbers = []
    for first, last in _fields(marks, pitch):
        start, end = _between(marks, first - 1, posterior), _between(marks, last, posterior)
        number = read_part(view, posterior, start, end)
        if number is not None:
            steps = [_named(step) for step in number.steps]
            steps += [_unread(mark, view) for mark in marks[first : last + 1] if not mark.symbol]
            steps.sort(key=lambda step: step.candidate.box[0])
            numbers.append(replace(number, steps=steps, found="code"))
    return numbers


def _characters(posterior: LinePosterior) -> list[_Character]:
    seen = [_Character(*mark) for mark in seen_marks(posterior)]
    return [one for one in seen if one.symbol in DIGITS or one.symbol in CODE_SIGNS]


def _with_unread(characters: Sequence[_Character], pitch: float, picture: NDArray[np.uint8]) -> Iterator[_Character]:
    """The characters, and between them the places with ink in which none was read. pitch: in frames."""
    for one, following in pairwise(characters):
        yield one
        away = following.middle - one.middle
        places = round(away / pitch) if away > BLANK_PLACE * pitch else 1
        for place in range(1, places):
            middle = one.middle + away * place / places
            first, end = round(middle - INNER * pitch), round(middle + INNER * pitch) + 1
            ink = picture[:, COLUMNS_A_FRAME * first : COLUMNS_A_FRAME * end] > DARK
            if np.count_nonzero(ink) > INKED * ink.size:
                yield _Character("", first, end)
    yield characters[-1]


def _unread(mark: _Character, view: LineView) -> Step:
    """A mark that is something, but nobody knows what."""
    left, right = (view.x(COLUMNS_A_FRAME * frame) for frame in (mark.first, mark.end))
    top, bottom = (view.y(row, (left + right) / 2) for row in (0, HEIGHT))
    picture = normalise(
        np.ascontiguousarray(view.picture[:, COLUMNS_A_FRAME * mark.first : COLUMNS_A_FRAME * mark.end])
    )
    probabilities = np.zeros(NOT_A_DIGIT + 1)
    probabilities[NOT_A_DIGIT] = 1.0
    return Step(Candidate(0, 1, -1, (left, top, right - left, bottom - top)), NOT_A_DIGIT, probabilities, picture)


def _likely(posterior: LinePosterior, one: _Character) -> float:
    """Log-probability of the frame that shows it best."""
    assert posterior.symbols is not None
    return float(posterior.symbols[one.first : one.end, SYMBOLS.index(one.symbol)].max())


def _between(characters: Sequence[_Character], before: int, posterior: LinePosterior) -> int:
    """The frame halfway between a character and the next one; the first or last frame beyond the ends."""
    if before < 0:
        return 0
    if before + 1 >= len(characters):
        return len(posterior.frames)
    return (characters[before].end + characters[before + 1].first + 1) // 2


def _fields(characters: Sequence[_Character], pitch: float) -> Iterator[tuple[int, int]]:
    """(first, last) character of each number. pitch: in frames.

    Numbers end at an empty place and at the sign that closes them; a sign with no digits before it opens one. Dashes
    stand within numbers.
    """
    first, digits = 0, 0
    for n, one in enumerate(characters):
        if n > first and one.middle - characters[n - 1].middle > BLANK_PLACE * pitch:
            if digits:
                yield first, n - 1
            first, digits = n, 0
        digits += one.symbol in DIGITS
        if digits and one.symbol in CODE_SIGNS and one.symbol != DASH:
            yield first, n
            first, digits = n + 1, 0
    if digits:
        yield first, len(characters) - 1


def _named(step: Step) -> Step:
    return replace(step, symbol=CODE_SIGNS.get(step.symbol, step.symbol))
