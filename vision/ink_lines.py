"""Drawn lines in doubt read a second time, whole: digits joined without lifting the pen are one stroke, which nothing
cuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from vision.fusion import Fused, Fusion, fuse
from vision.ink import draw, evenly, pen_width
from vision.lattice import Step
from vision.line_crop import HEIGHT, MAX_WIDTH
from vision.line_posterior import LinePosterior
from vision.line_readers import LineReaders
from vision.line_view import ABOVE, LineView, line_view
from vision.orders import has_letters
from vision.second_opinion import FEWEST_DIGITS, Lines, as_read
from vision.slope import levelled
from vision.source import Ink

WEIGHTS = Fusion(lattice=0.03)
"""How both readings are weighed. Chosen on numbers composed of strokes of pendigits' test writers, 500 as they are and
500 with digits joined: of the latter 132 are read without a second reading, 366 with it, 347 at a weight of 0.1."""

SURE = 0.9
"""Probability of a digit that is not doubted."""

WIDE = 0.7
"""Width to height from which a mark that is no digit may be several."""

LOW = 0.35
"""Height of a dot or a dash, at most, in shares of the line's highest mark."""

SIDE = 2 * HEIGHT / (1 + 2 * ABOVE)
"""Height in pixels at which a line is drawn: twice what the network sees, so that edges become soft."""

EDGE = 0.5
"""Paper around what is drawn, in shares of its height."""

POINTS = 128
"""Of a stroke, at even distances, that tell in which glyphs it lies."""

MIDDLE = 0.2
"""Of a glyph's width, either way of its middle: what it shares with others passes there, and its neighbours do not."""


class TakesLonger(Exception):
    """Raised when lines are in doubt and there is no time for the line network now."""


@dataclass(frozen=True, slots=True)
class InkRevision:
    """Revises the lines of a drawing; called with them as the digit network reads them.

    most: lines in doubt that are read again, 2 to 5 ms each: live as when they are sent in, and once, for more views
    (line_vote.py) read 2 of 300 numbers more. at_once: raise TakesLonger instead.
    """

    ink: Ink
    readers: LineReaders | None
    most: int
    at_once: bool = False
    has_words = False

    def __call__(self, lines: Lines) -> list[Fused]:
        """The lines, in the same order. Raises TakesLonger."""
        read = [as_read(decoded) for _, decoded in lines]
        doubtful = [number for number, (_, decoded) in enumerate(lines) if is_doubtful(decoded.steps)][: self.most]
        if self.readers is None or not doubtful:
            return read
        if self.at_once:
            raise TakesLonger
        reader = self.readers.handwriting
        views = [ink_view(self.ink, lines[number][1].steps) for number in doubtful]
        seen = reader.read([view.picture for view in views])
        for number, view, posterior in zip(doubtful, views, seen, strict=True):
            own = lines[number][1]
            line = fuse(own, posterior, WEIGHTS, view)
            if len(own.steps) > 1 or _is_number(line, posterior):
                read[number] = _with_strokes(line, self.ink, own.steps)
        return read


def is_doubtful(steps: Sequence[Step]) -> bool:
    """Whether a second look may tell more: some mark is no digit and no dot or dash, or not surely a digit. What a lone
    mark is the digit network knows best, unless it is as wide as several."""
    if len(steps) == 1:
        _, _, width, height = steps[0].candidate.box
        return not steps[0].is_digit and width > WIDE * height
    low = LOW * max(step.candidate.box[3] for step in steps)
    return any(
        step.probabilities[step.label] < SURE if step.is_digit else step.candidate.box[3] > low for step in steps
    )


def _is_number(line: Fused, seen: LinePosterior) -> bool:
    """Whether a lone mark is several digits: as one it would have been read, and wide letters are like 1s and 0s."""
    return len(line.strings[0][0]) >= FEWEST_DIGITS and not has_letters(seen)


def ink_view(ink: Ink, steps: Sequence[Step]) -> LineView:
    """What the line network is shown of the strokes of a line, with the way back to the drawing's own pixels."""
    (x, y, width, height), slope = levelled(steps)
    scale = min(SIDE / max(height, 1.0), 2 * MAX_WIDTH / max(width, 1.0))
    fall, edge = abs(slope) * width / 2, EDGE * height
    left, top = x - edge, y - edge - fall
    rows, columns = (round(scale * side) + 1 for side in (height + 2 * (edge + fall), width + 2 * edge))
    canvas = np.zeros((rows, columns), np.uint8)
    pen = pen_width(height, ink.pen_px) * scale
    for stroke in (ink.strokes[index] for index in strokes_of(steps)):
        draw(canvas, ((stroke.points - (left, top)) * scale).astype(np.float32), stroke.pressures, pen)
    box = ((x - left) * scale, (y - top) * scale, width * scale, height * scale)
    view = line_view(np.asarray(cv2.bitwise_not(canvas), np.uint8), box, slope=slope)
    return replace(
        view,
        left=left + view.left / scale,
        top=top + view.top / scale,
        step=view.step / scale,
        step_down=view.step_down / scale,
        middle=left + view.middle / scale,
        highest=top + view.highest / scale,
        lowest=top + view.lowest / scale,
    )


def strokes_of(steps: Sequence[Step]) -> list[int]:
    """All strokes of a line, by their number."""
    return sorted({stroke for step in steps for stroke in step.candidate.strokes})


def _with_strokes(line: Fused, ink: Ink, own: Sequence[Step]) -> Fused:
    """Glyphs that the line network placed, with the strokes that lie in them: some strokes in more than one."""
    if all(step.picture is None for step in line.steps):
        return line
    boxes = np.array([step.candidate.box for step in line.steps])
    middles, reach = boxes[:, 0] + boxes[:, 2] / 2, MIDDLE * boxes[:, 2]
    of_glyphs: list[list[int]] = [[] for _ in line.steps]
    for index in strokes_of(own):
        away = np.abs(evenly(ink.strokes[index].points, POINTS)[:, :1] - middles)
        nearest = int(np.bincount(away.argmin(axis=1)).argmax())
        for number in {nearest, *np.flatnonzero((away <= reach).any(axis=0)).tolist()}:
            of_glyphs[number].append(index)
    steps = [
        replace(step, candidate=replace(step.candidate, strokes=tuple(strokes)))
        for step, strokes in zip(line.steps, of_glyphs, strict=True)
    ]
    return replace(line, steps=steps)
