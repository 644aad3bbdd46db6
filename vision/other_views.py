"""A doubtful number is read again in other views of its picture, and the readings vote.

What is misread by a hair, a 3 whose gap has closed, a bolt beside a letter, a slanted 1, is mostly misread in one
rendering of the picture and not in others: with darker strokes, drawn wider, or with its contrast evened. Averaging
what a network says of altered copies is old (Krizhevsky et al., "ImageNet classification with deep convolutional
neural networks", 2012, who averaged ten crops); here whole readings are averaged, since cuts and chains change with the
view too. The mean of the readings' confidences in a string holds as its probability: of the development pictures with
a mean between 0.8 and 0.9, 93 % were right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.boxes import shared_area
from vision.close_look import area_around
from vision.frame import Frame
from vision.lines_of_glyphs import STRINGS
from vision.reading import CHAINED, Box, Line

Grey = NDArray[np.uint8]
Read = Callable[[Grey], Sequence[Line]]
"""Reads a picture, (H, W) uint8, in one view; boxes in its own pixels."""

DOUBTED = 0.95
"""Lines that are surer have nothing to gain."""

MOST_PLACES = 6
"""Of one picture that are looked at again, those most believed first: what is likely nothing comes last. 20 to 80 ms
each. A picture of which a line takes a good part, such as a cropped plate, is one place."""

MOST_OF_PICTURE = 0.2
"""Share of the picture that a line with its surroundings must take for the picture to be seen whole."""

HEIGHT = 160
"""Lower places are enlarged to this many pixels."""

SMALL = 4 * HEIGHT
"""Longest side of a picture from which it is no longer small: below, it was mostly cut out around what it shows."""

MOST_PIXELS = 1_000_000
"""Larger ones are reduced to so many: what is in doubt takes a good part of them."""

DARKER, DARKER_PRINT = 1 / 32, 1 / 24
"""Of the line's height: how much is added around what is dark, and around what stands in a row like print. With more,
writing runs together."""

VIEWS, WIDER = 3, 1.25

EVENED, TILES = 3.0, (4, 8)
"""Contrast evened within tiles of the picture (Zuiderveld, "Contrast limited adaptive histogram equalization", 1994):
the clip limit, and how many tiles across and down."""

SAME_PLACE = 0.5
"""Of the smaller of two boxes that must be common for one number."""

ENOUGH = 1.5
"""Confidence that all readings so far have in one string together, from which the views that are left are not read. It
turned no number of the development pictures, and saves two of five views of cheque amounts."""


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a frame's grey picture, x, y, width and height, and the lines there that are in doubt.

    thicker: pixels that darker strokes gain.
    """

    area: tuple[int, int, int, int]
    lines: tuple[Line, ...]
    thicker: float


def voted(frame: Frame, lines: Sequence[Line], read: Read, *, most_pixels: float = MOST_PIXELS * WIDER) -> list[Line]:
    """The lines, those in doubt as all views of them say together: mostly as they are, with another confidence.

    What the readings believe more takes the place of a line. Confidences are means over the readings, of which the
    first is one; verdicts are the caller's. most_pixels: of a view.
    """
    out = list(lines)
    for place in _places(frame, lines):
        seen: list[list[Line]] = []
        for view, back in _views(frame, place, most_pixels):
            seen.append([line.moved(back) for line in read(view)])
            if len(seen) == 1 and _is_unseen(frame, place, seen[0]):
                seen += [[]] * (VIEWS - 1)  # as if the others did not show it either
                break
            if _is_enough(place, seen):
                break
        for line in place.lines:
            if any(line is one for one in out):
                out = _settled(out, line, seen)
        if not place.lines:
            out += _agreed(seen)
    return out


def _is_enough(place: Place, seen: Sequence[Sequence[Line]]) -> bool:
    """Whether the views that are left would tell nothing more of any line."""
    if not place.lines:
        return not _alike(seen)
    return all(_is_decided([line, *_same_in_each(line, seen)], VIEWS - len(seen)) for line in place.lines)


def _is_unseen(frame: Frame, place: Place, view: Sequence[Line]) -> bool:
    """Whether what was found only since it is ink is not there in the first view, and so mostly nothing: of 106 such
    lines in the development pages and photos none was a number with the other views or without."""
    if not place.lines or _is_small(frame):
        return False
    return all(line.found == "pieces" and _same(line, view) is None for line in place.lines)


def _is_decided(readings: Sequence[Line], left: int) -> bool:
    """Whether so many readings more would not turn the number, or hardly would."""
    first, second, *_ = *sorted(_believed(readings).values(), reverse=True), 0.0
    return first > second + left or (not second and first >= ENOUGH)


def _settled(lines: list[Line], line: Line, seen: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines with what all readings of this one say in its place."""
    winner = _vote([line, *_same_in_each(line, seen)], 1 + len(seen))
    if winner.text != line.text:
        # It may be longer: what else was read under it, and is in doubt too, were its parts.
        lines = [one for one in lines if one is line or not (_is_doubted(one) and _shares(one, winner))]
    return [winner if one is line else one for one in lines]


def _agreed(seen: Sequence[Sequence[Line]]) -> list[Line]:
    """Where nothing was read at first: what all other views read alike, the longest of it."""
    readings = _alike(seen)
    return [_vote(readings, 1 + len(seen))] if readings else []


def _alike(seen: Sequence[Sequence[Line]]) -> list[Line]:
    """The reading of each view if all are of one string: of the longest line of the first. None are no views."""
    first = (
        max((line for line in seen[0] if line.text), key=lambda line: len(line.text), default=None) if seen else None
    )
    if first is None:
        return []
    readings = [first, *_same_in_each(first, seen[1:])]
    return readings if len(readings) == len(seen) and len({line.text for line in readings}) == 1 else []


def _vote(readings: Sequence[Line], count: int) -> Line:
    """The line of the string that the readings believe most, with their mean confidences in it and in others.

    count: of all readings; those that saw no such line believe in nothing. The first stays if it has that string, else
    it is the surest that has.
    """
    shares = {text: confidence / count for text, confidence in _believed(readings).items()}
    text = max(shares, key=lambda one: shares[one])
    own = [line for line in readings if line.text == text]
    winner = own[0] if own[0] is readings[0] else max(own, key=lambda line: line.confidence)
    left = max(0.0, 1.0 - sum(shares.values()))
    further = {named: min(shares[text], left * share) for named, share in winner.strings if named not in shares}
    strings = sorted((shares | further).items(), key=lambda one: -one[1])[:STRINGS]
    return replace(winner, confidence=shares[text], strings=tuple(strings))


def _believed(readings: Sequence[Line]) -> dict[str, float]:
    """How sure the readings of each string are, together."""
    sums: dict[str, float] = {}
    for line in readings:
        sums[line.text] = sums.get(line.text, 0.0) + line.confidence
    return sums


def _same_in_each(line: Line, seen: Sequence[Sequence[Line]]) -> list[Line]:
    return [found for view in seen if (found := _same(line, view)) is not None]


def _same(line: Line, others: Sequence[Line]) -> Line | None:
    """The reading of the same number among others: of those with digits in its place the longest, then the surest."""
    there = [other for other in others if other.text and _shares(line, other)]
    return max(there, key=lambda other: (len(other.text), other.confidence), default=None)


def _shares(one: Line, other: Line) -> bool:
    return shared_area(one.box.corners, other.box.corners) > SAME_PLACE


def _is_doubted(line: Line) -> bool:
    """Whether other views may tell more: not of a row of cells, whose rules say where each digit stands, nor of a
    number among words: cut out with halves of them beside it, these are read as digits."""
    return bool(line.text) and line.confidence < DOUBTED and line.found not in ("cells", "text", "code")


def _places(frame: Frame, lines: Sequence[Line]) -> list[Place]:
    doubted = sorted((line for line in lines if _is_doubted(line)), key=lambda line: -line.confidence)
    x, y, width, height = (round(value) for value in frame.inside)
    whole = (x, y, width, height)
    small = _is_small(frame)
    if not doubted:
        nothing = small and not any(line.text for line in lines)
        return [Place(whole, (), height * DARKER)] if nothing else []
    # A lone scrap that lies across much of a large picture is no reason to read all of it again.
    worth = (line for line in doubted if small or len(line.text) > 1 or not _is_scrap(line))
    around = [(line, area_around(frame, line.box)) for line in worth]
    if any(area[2] * area[3] > MOST_OF_PICTURE * width * height for _, area in around):
        return [Place(whole, tuple(doubted), max(_thicker(frame, line) for line in doubted))]
    some = [(line, area) for line, area in around if not _is_scrap(line)][:MOST_PLACES]
    return [Place(area, (line,), _thicker(frame, line)) for line, area in some]


def _is_small(frame: Frame) -> bool:
    return max(frame.inside[2:]) < SMALL


def _thicker(frame: Frame, line: Line) -> float:
    return frame.corners(line.box)[3] * (DARKER_PRINT if line.found in CHAINED else DARKER)


def _is_scrap(line: Line) -> bool:
    """Whether it is likely nothing, and was found only since it is ink: of the development pages and photos views made
    1 of 228 such lines right; of those that stand in a row like print, 3 of 114."""
    return line.verdict == "ignore" and line.found == "pieces"


def _views(frame: Frame, place: Place, most_pixels: float) -> Iterator[tuple[Grey, Callable[[Box], Box]]]:
    """Views of the place, each with the way from its pixels to the source's; read no more of them than are needed."""
    x, y, width, height = place.area
    grey = frame.grey[y : y + height, x : x + width]
    if not grey.size:
        return
    scale = min(max(1.0, HEIGHT / height), (min(MOST_PIXELS, most_pixels / WIDER) / grey.size) ** 0.5)
    columns, rows = max(1, int(width * scale)), max(1, int(height * scale))
    grey = _resized(grey, columns, rows)
    for view in _renderings(grey, place.thicker * scale):
        across, down = view.shape[1] / width, view.shape[0] / height

        def back(box: Box, across: float = across, down: float = down) -> Box:
            return frame.box(x + box.x / across, y + box.y / down, box.width / across, box.height / down)

        yield view, back


def _renderings(grey: Grey, thicker: float) -> Iterator[Grey]:
    """VIEWS of a picture, each made when it is asked for. thicker: pixels that darker strokes gain."""
    rows, columns = grey.shape
    yield _resized(grey, int(columns * WIDER), rows)
    size = max(2, round(thicker))
    yield np.asarray(cv2.erode(grey, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))), np.uint8)
    yield np.asarray(cv2.createCLAHE(EVENED, TILES).apply(grey), np.uint8)


def _resized(grey: Grey, columns: int, rows: int) -> Grey:
    if (rows, columns) == grey.shape:
        return np.ascontiguousarray(grey)
    how = cv2.INTER_AREA if rows < grey.shape[0] else cv2.INTER_LINEAR if rows == grey.shape[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, (columns, rows), interpolation=how), np.uint8)
