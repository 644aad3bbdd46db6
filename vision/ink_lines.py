"""Drawn lines in doubt read a second time, whole: digits joined without lifting the pen are one stroke, which nothing
cuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from vision.fusion import Fused, Fusion, fuse, text_of, with_shares
from vision.ink import draw, evenly, is_straight, leans_forward, pen_width
from vision.lattice import Step
from vision.line_crop import HEIGHT, MAX_WIDTH
from vision.line_places import Place, places
from vision.line_posterior import LinePosterior
from vision.line_readers import LineReaders
from vision.line_view import ABOVE, LineView, line_view
from vision.orders import has_letters
from vision.reading import NOT_A_DIGIT
from vision.second_opinion import FEWEST_DIGITS, Lines, as_read
from vision.slope import levelled
from vision.source import Ink
from vision.stroke_orders import is_like_date

WEIGHTS = Fusion(lattice=0.03)
"""How both readings are weighed. Chosen on numbers composed of strokes of pendigits' test writers, 500 as they are and
500 with digits joined: of the latter 132 are read without a second reading, 366 with it, 347 at a weight of 0.1."""

SURE = 0.9
"""Probability of a digit that is not doubted."""

WIDE = 0.7
"""Width to height from which a mark that is no digit may be several."""

LOW = 0.35
"""Height of a dot or a dash, at most, in shares of the line's highest mark."""

ONE = 1

LEANS, LEANS_IN_DATE, TALL = 0.2, 0.1, 1.2
"""What may be a slash: how far it leans at least, to the right beside down, or how high it is beside the digits."""

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
        doubtful = [
            number
            for number, (_, decoded) in enumerate(lines)
            if is_doubtful(decoded.steps) or may_have_slash(decoded.steps, self.ink)
        ][: self.most]
        if self.readers is None or not doubtful:
            return read
        if self.at_once:
            raise TakesLonger
        reader = self.readers.handwriting
        views = [ink_view(self.ink, lines[number][1].steps) for number in doubtful]
        seen = reader.read([view.picture for view in views])
        for number, view, posterior in zip(doubtful, views, seen, strict=True):
            own = lines[number][1]
            line = _with_signs(fuse(own, posterior, WEIGHTS, view), own.steps, posterior, view)
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


def may_have_slash(steps: Sequence[Step], ink: Ink) -> bool:
    """Whether a 1 between other marks may be a slash, each of which by itself is a 1: a straight stroke that leans
    forward, in what may be a date even little, or is higher than the digits beside it. The line network sees them side
    by side."""
    others = [step.candidate.box[3] for step in steps if step.is_digit and step.label != ONE]
    height = float(np.median(others)) if others else max(step.candidate.box[3] for step in steps)
    strokes = [steps[number].candidate.strokes for number in _inner_ones(steps)]
    leans = LEANS_IN_DATE if is_like_date(text_of(steps)) else LEANS
    return any(len(own) == 1 and _is_slash(ink, own[0], height, leans) for own in strokes)


def _inner_ones(steps: Sequence[Step]) -> list[int]:
    return [number for number, step in enumerate(steps[1:-1], 1) if step.label == ONE]


def _is_slash(ink: Ink, stroke: int, height: float, leans: float) -> bool:
    """height: of the digits beside it."""
    own = ink.strokes[stroke]
    right, down = np.ptp(own.points[[0, -1]], axis=0).tolist()
    return is_straight(own) and (down >= TALL * height or (leans_forward(own) and right >= leans * down))


def _with_signs(line: Fused, own: Sequence[Step], posterior: LinePosterior, view: LineView) -> Fused:
    """The line with its slashes among its own steps, and with its signs named; mostly it has none of either."""
    text = line.strings[0][0]
    may_have = len(text_of(own)) > len(text) and _inner_ones(own)
    if not may_have and all(step.is_digit or step.symbol for step in line.steps):
        return line
    found = places(posterior, text)
    slashes = _slashes(own, found, view)
    steps = with_shares(slashes, line.strings) if slashes else line.steps
    return replace(line, steps=_named(steps, found, view))


def _slashes(steps: Sequence[Step], found: Sequence[Place], view: LineView) -> list[Step]:
    """The steps with as many 1s taken for slashes as makes them read as what was found, those that stand farthest from
    any 1 of it; none where that makes nothing of them."""
    most = sum(step.is_digit for step in steps) - sum(place.is_digit for place in found)
    ones = [view.x(place.column) for place in found if place.symbol == str(ONE)]

    def away(number: int) -> float:
        x, _, width, _ = steps[number].candidate.box
        return min((abs(one - x - width / 2) for one in ones), default=np.inf)

    signs = sorted(_inner_ones(steps), key=away, reverse=True)[: max(0, most)]
    tall = WIDE * max(step.candidate.box[3] for step in steps)
    with_them = [_as_sign(step, tall) if number in signs else step for number, step in enumerate(steps)]
    text = "".join(place.symbol for place in found if place.is_digit)
    return with_them if signs and text_of(with_them) == text else []


def _as_sign(step: Step, tall: float) -> Step:
    """A slash, or what is less high than `tall` is: a comma, by its name or its shape."""
    probabilities = np.zeros(NOT_A_DIGIT + 1)
    probabilities[NOT_A_DIGIT] = 1.0
    return replace(step, label=NOT_A_DIGIT, probabilities=probabilities, symbol="/" * (step.candidate.box[3] >= tall))


def _named(steps: Sequence[Step], found: Sequence[Place], view: LineView) -> list[Step]:
    """The steps, marks that are no digits named as the line network reads what stands there."""
    signs = [(view.x(place.column), place.symbol) for place in found if not place.is_digit]
    named = []
    for step in steps:
        x, _, width, height = step.candidate.box
        reach = max(width, height) / 2
        there = [symbol for place, symbol in signs if abs(place - x - width / 2) <= reach]
        is_open = not step.is_digit and not step.symbol and len(there) == 1
        named.append(replace(step, symbol=there[0]) if is_open else step)
    return named


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
