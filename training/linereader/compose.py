"""A line, from a hand's marks to the picture that a camera or scanner gives of it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.linereader import texts
from training.linereader.counters import CounterHand
from training.linereader.disturb import (
    bands,
    edges,
    moved,
    neighbours,
    rules,
    shining,
    take_picture,
    warp,
    weigh,
)
from training.linereader.e13b import HEIGHT, PITCH, CodeLineHand, code_line
from training.linereader.hands import Hand, Unread
from training.linereader.mark import Mark, scaled
from training.linereader.paper import PaperBank
from training.linereader.plates import as_drawn, emblem, is_plate
from training.linereader.printed import LETTERS, FontHand
from training.linereader.signs import CURRENCIES
from vision.alphabet import symbol_of

Ink = NDArray[np.uint8]
_ALIKE = frozenset("OI")
_NARROW = frozenset("1IJ") | {symbol_of(sign) for sign in ".,-'/:*"}
_Printed = FontHand | CounterHand | CodeLineHand
MARGIN = 26
"""Paper around the ink of a canvas, in pixels: room for the warp and for loose crops."""

BY_PEN, JOINED = 0.6, 0.5
"""Shares: of linked lines of strokes those joined where the pen was lifted and set down; of their neighbours."""


@dataclass(frozen=True, slots=True)
class Line:
    """grey: (H, W) uint8, dark ink on lighter paper. text: the symbols on it (vision/alphabet.py)."""

    grey: Ink
    text: str


def compose(hand: Hand, bank: PaperBank, rng: np.random.Generator, views: int = 1) -> list[Line]:
    """One line in this hand, seen in `views` ways: each bent, ruled, printed under and cropped differently.

    The same generator gives the same lines.
    """
    if isinstance(hand, Unread):
        return [Line(line.grey, "") for line in compose(hand.hand, bank, rng, views)]
    text = _text(hand, rng)
    size = float(rng.uniform(24, 42))
    laid, box, ends = _lay(text, hand, size, bank, rng)
    symbols = "".join(symbol_of(symbol) for symbol in text if symbol not in (" ", texts.RAISED))
    return [_view(Line(laid, symbols), box, ends, size, hand, bank, rng) for _ in range(views)]


def _view(
    line: Line,
    box: tuple[int, int, int, int],
    ends: tuple[int, int],
    size: float,
    hand: Hand,
    bank: PaperBank,
    rng: np.random.Generator,
) -> Line:
    laid, text = line.grey, line.text
    is_printed = isinstance(hand, _Printed)
    ink, box = warp(laid, box, size, rng, lean=0.09 if is_printed else 0.16)
    ink = weigh(ink, rng)
    if is_printed and rng.random() < 0.12:
        ink = shining(ink, size, rng)
    neighbours(ink, box, rng)
    if isinstance(hand, FontHand):
        for at_top in (True, False):
            if rng.random() < 0.25:
                _small_print(ink, box, size, hand, rng, at_top=at_top)
    ink = rules(ink, box, rng)
    boxed = edges(ink, box, rng)
    if is_printed and rng.random() < 0.35:
        bands(ink, box, rng)
    if is_printed and rng.random() < 0.12:
        ink = moved(ink, size, rng)
    grey = take_picture(ink, bank, rng, coarsest=0.22 if is_printed else 0.4)
    if is_printed and not isinstance(hand, CodeLineHand) and not boxed and rng.random() < 0.14:
        return _cut_through(Line(grey, text), box, ends, rng)
    return Line(_crop(grey, box, size, rng, boxed=boxed), text)


def _cut_through(line: Line, box: tuple[int, int, int, int], ends: tuple[int, int], rng: np.random.Generator) -> Line:
    """The picture ends within the first or the last mark, or within both.

    A digit of which more than half shows is still one; of which a sliver shows is none. Between the two there is no
    telling, and marks that are narrow anyway are not cut.
    """
    x, y, width, height = box
    sides, text = [x, x + width], line.text
    for end, way in ((0, 1), (-1, -1)):
        if rng.random() < 0.6 and len(text) > 2 and text[end] not in _NARROW and ends[end] > 0.25 * height:
            is_sliver = rng.random() < 0.3
            sides[end] += way * round(ends[end] * rng.uniform(*((0.82, 1) if is_sliver else (0.08, 0.42))))
            if is_sliver:
                text = text[1:] if end == 0 else text[:-1]
        else:
            sides[end] -= way * round(rng.uniform(0.05, 0.5) * height)
    top, bottom = (round(rng.uniform(-0.03, 0.3) * height) for _ in range(2))
    sides[1] = max(sides[1], max(0, sides[0]) + 1)  # of two wide marks and a dot between nothing may be left
    grey = line.grey[max(0, y - top) : y + height + bottom, max(0, sides[0]) : sides[1]]
    return Line(np.ascontiguousarray(grey), text)


def _small_print(
    ink: Ink, box: tuple[int, int, int, int], size: float, hand: FontHand, rng: np.random.Generator, *, at_top: bool
) -> None:
    """A state's name over a plate, a word under a number: smaller, and not part of the line."""
    letters = sorted(hand.can_write - {" "})
    small = size * float(rng.uniform(0.2, 0.45))
    marks = hand.write("".join(rng.choice(letters, int(rng.integers(3, 12)))), small, rng)
    x = box[0] + rng.uniform(-0.1, 0.6) * box[2]
    gap = rng.uniform(0.05, 0.3) * size
    baseline = box[1] - gap if at_top else box[1] + box[3] + gap + small
    grey = rng.uniform(0.5, 1)
    for mark in marks:
        top, left = round(baseline - mark.rise - mark.ink.shape[0]), round(x)
        first, last = max(0, top), min(ink.shape[0], top + mark.ink.shape[0])
        place = ink[first:last, max(0, left) : left + mark.ink.shape[1]]
        if first < last and left >= 0:
            part = mark.ink[first - top : last - top, : place.shape[1]]
            np.maximum(place, (part * grey).astype(np.uint8), out=place)
        x += mark.ink.shape[1] + 0.12 * small


def _text(hand: Hand, rng: np.random.Generator) -> str:
    if rng.random() < 0.015:
        return ""
    if isinstance(hand, FontHand):
        letters = "".join(letter for letter in LETTERS if letter in hand.can_write)
        return texts.writable(texts.printed(rng, letters), hand.can_write)
    if isinstance(hand, CounterHand):
        return texts.digits(rng, int(rng.integers(3, 9)))
    if isinstance(hand, CodeLineHand):
        return code_line(rng)
    return texts.writable(texts.handwritten(rng), hand.can_write)


def _lay(
    text: str, hand: Hand, size: float, bank: PaperBank, rng: np.random.Generator
) -> tuple[Ink, tuple[int, int, int, int], tuple[int, int]]:
    """The marks side by side on a baseline; the ink, the box around it, and how wide the first and last mark are."""
    is_font = isinstance(hand, _Printed)
    drawn = as_drawn(text, rng) if isinstance(hand, FontHand) and hand.can_write >= _ALIKE else text
    marks = hand.write(drawn.replace(" ", "").replace(texts.RAISED, ""), size, rng)
    at_pitch = isinstance(hand, CodeLineHand)
    gap = _gap(rng, is_font) * (float(rng.uniform(0.3, 1)) * size if isinstance(hand, CounterHand) else size)
    gap = 0.0 if at_pitch else gap
    uneven = 0.01 if is_font else rng.uniform(0.02, 0.09)
    wander = 0.0 if is_font else rng.uniform(0.01, 0.07)
    emblems = isinstance(hand, FontHand) and rng.random() < (0.4 if is_plate(text) else 0.2)
    small_zeros = rng.random() < 0.18 and not is_font
    places: list[tuple[Mark, float, float]] = []
    x, small, following = 0.0, 1.0, iter(marks)
    if emblems and rng.random() < 0.35:
        text = _with_gaps(text, rng)
    for symbol in text:
        if symbol == texts.RAISED:
            small = float(rng.uniform(0.4, 0.65))
        if symbol == " " and emblems:
            stacks = hand.can_write >= _ALIKE and rng.random() < 0.15
            picture = _stacked(hand, size, rng) if stacks else emblem(size, rng, bank.pictures)
            places.append((Mark(picture, rng.uniform(-0.1, 0.4) * size), x + gap, -picture.shape[0]))
            x += picture.shape[1] + gap
        if symbol in (" ", texts.RAISED):
            blank = PITCH / HEIGHT * rng.integers(1, 4) if at_pitch else rng.uniform(0.25, 0.9)
            x += blank * size if symbol == " " else 0.0
            continue
        mark = _habit(next(following), symbol, small_zeros, wander * size, rng)
        if small < 1:
            rise = (1 - small) * size + rng.uniform(-0.05, 0.2) * size
            mark = Mark(scaled(mark.ink, small, small), rise, mark.pen)
        tightest = -0.25 * mark.ink.shape[1] if places else 0.0
        x += max(tightest, gap + rng.normal(0, uneven) * size) if places else 0.0
        places.append((mark, x, -mark.rise - mark.ink.shape[0]))
        x += mark.ink.shape[1]
    ink, box = _paint(places, size, rng, linked=not is_font and rng.random() < 0.16)
    parted = 0.6 if isinstance(hand, CounterHand) else 0.2 if is_font else 0.08
    if len(places) > 1 and text[0] in CURRENCIES and rng.random() < 0.4:
        # The amount's box begins behind the sign that is printed before it.
        beside = max(2.0, places[1][1] - places[0][1] - places[0][0].ink.shape[1])
        _part_cells(ink, [places[1][1] - places[0][1] + MARGIN], beside, rng)
    if places and gap > 0.1 * size and rng.random() < parted:
        starts = [x - places[0][1] + MARGIN for _, x, _ in places[1:]]
        if isinstance(hand, CounterHand) and rng.random() < 0.4:
            starts = [MARGIN, *starts, x - places[0][1] + MARGIN + gap]
        _part_cells(ink, starts, gap, rng)
    if places and gap > 0.06 * size and rng.random() < (0.25 if isinstance(hand, CounterHand) else 0.04):
        _shade_cells(ink, places, gap, size, rng)
        return ink, box, (0, 0)
    ends = (_width_of(places[0][0].ink), _width_of(places[-1][0].ink)) if places else (0, 0)
    return ink, box, ends


def _shade_cells(
    ink: Ink, places: list[tuple[Mark, float, float]], gap: float, size: float, rng: np.random.Generator
) -> None:
    """Each mark in a darker place of its own, as the windows of some counters and the boxes of some forms."""
    shade = np.zeros_like(ink)
    grey, beside = rng.uniform(25, 150), rng.uniform(0.05, 0.48) * gap
    over, under = (round(rng.uniform(0.03, 0.4) * size) for _ in range(2))
    left, top = places[0][1], min(y for _, _, y in places)
    bottom = max(y + mark.ink.shape[0] for mark, _, y in places)
    for mark, x, _ in places:
        first, last = x - left + MARGIN - beside, x - left + MARGIN + mark.ink.shape[1] + beside
        rows = slice(max(0, MARGIN - over), MARGIN + int(bottom - top) + under)
        shade[rows, max(0, round(first)) : round(last)] = grey * rng.uniform(0.85, 1)
    if rng.random() < 0.6:
        shade = np.asarray(cv2.GaussianBlur(shade, (0, 0), rng.uniform(0.6, 3)), np.uint8)
    np.maximum(ink, shade, out=ink)


def _width_of(ink: Ink) -> int:
    """Columns from the first to the last with ink in them: a roller's window is wider than its digit."""
    columns = np.flatnonzero(ink.max(axis=0) > 60)
    return int(columns[-1] - columns[0]) + 1 if len(columns) else 0


def _stacked(hand: Hand, size: float, rng: np.random.Generator) -> Ink:
    """Two or three small letters above each other, as beside the numbers of many special plates: not of the line."""
    letters = sorted(hand.can_write & frozenset(LETTERS))
    count = int(rng.choice((2, 2, 3)))
    small = size * float(rng.uniform(0.8, 1.05)) / count
    marks = hand.write("".join(rng.choice(letters, count)), 0.86 * small, rng)
    ink = np.zeros((round(count * small) + 2, max(mark.ink.shape[1] for mark in marks)), np.uint8)
    for number, mark in enumerate(marks):
        top, left = round(number * small), (ink.shape[1] - mark.ink.shape[1]) // 2
        place = ink[top : top + mark.ink.shape[0], left : left + mark.ink.shape[1]]
        np.maximum(place, mark.ink[: place.shape[0]], out=place)
    return ink


def _with_gaps(text: str, rng: np.random.Generator) -> str:
    """Places for emblems where the text has none: before it, behind it and once within."""
    within = int(rng.integers(len(text) + 1))
    before, after = (" " if rng.random() < 0.4 else "" for _ in range(2))
    return f"{before}{text[:within]} {text[within:]}{after}"


def _part_cells(ink: Ink, starts: list[float], gap: float, rng: np.random.Generator) -> None:
    """Bars in the gaps, as between a counter's rollers and a form's boxes. starts: x of each mark but the first.

    Some have light from one side, some a bright edge in their middle, some are of different depth, some have soft
    edges, and some are not much higher than what they part.
    """
    width, grey = max(1, round(rng.uniform(0.05, 1.05) * gap)), rng.uniform(70, 256)
    shade = np.linspace(1, rng.uniform(0.2, 1), width) if rng.random() < 0.4 else np.ones(width)
    if width > 5 and rng.random() < 0.4:
        at = int(rng.integers(1, width - 3))
        shade[at : at + int(rng.integers(1, 3))] = rng.uniform(0, 0.5)
    if width > 3 and rng.random() < 0.4:
        shade = shade * np.minimum(1, np.minimum(np.arange(1, width + 1), np.arange(width, 0, -1)) / (0.35 * width))
    uneven = rng.uniform(0, 0.3)
    above, below = (0, ink.shape[0])
    if rng.random() < 0.35:
        above, below = (round(rng.uniform(0.4, 1) * MARGIN), ink.shape[0] - round(rng.uniform(0.4, 1) * MARGIN))
    for start in starts:
        left = max(0, int(start - gap / 2 - width / 2 + rng.normal(0, 0.03 * gap)))
        place = ink[above:below, left : left + width]
        bar = np.minimum(shade * grey * (1 - uneven * rng.random()), 255).astype(np.uint8)
        np.maximum(place, bar[None, : place.shape[1]], out=place)


def _gap(rng: np.random.Generator, is_font: bool) -> float:
    """Between neighbours, in heights: from overlapping by a little to wide as in boxes."""
    if is_font:
        return float(rng.choice([rng.uniform(0.05, 0.2), rng.uniform(0.05, 0.3), rng.uniform(0.2, 0.9)]))
    kind = rng.random()
    if kind < 0.3:
        return float(rng.uniform(-0.12, 0.03))
    return float(rng.uniform(0.02, 0.3) if kind < 0.88 else rng.uniform(0.3, 0.8))


def _habit(mark: Mark, symbol: str, small_zeros: bool, wander: float, rng: np.random.Generator) -> Mark:
    """Off the baseline by a little; in some hands zeros are small and hang or stand."""
    ink, rise = mark.ink, mark.rise
    if symbol == "0" and small_zeros:
        factor = rng.uniform(0.5, 0.8)
        smaller = cv2.resize(ink, None, fx=float(rng.uniform(factor, 1)), fy=factor, interpolation=cv2.INTER_AREA)
        rise += rng.uniform(0, 0.6) * (ink.shape[0] - smaller.shape[0])
        ink = np.asarray(smaller, np.uint8)
    if symbol in "79" and rng.random() < 0.3:
        rise -= rng.uniform(0.05, 0.25) * ink.shape[0]
    return Mark(ink, rise + rng.normal(0, wander + 1e-6), mark.pen)


def _paint(
    places: list[tuple[Mark, float, float]], size: float, rng: np.random.Generator, *, linked: bool
) -> tuple[Ink, tuple[int, int, int, int]]:
    if not places:
        width = int(rng.uniform(1, 4) * size)
        return np.zeros((int(size) + 2 * MARGIN, width + 2 * MARGIN), np.uint8), (MARGIN, MARGIN, width, int(size))
    top = int(np.floor(min(y for _, _, y in places)))
    left = int(np.floor(min(x for _, x, _ in places)))
    bottom = max(int(y) - top + mark.ink.shape[0] for mark, _, y in places)
    right = max(int(x) - left + mark.ink.shape[1] for mark, x, _ in places)
    ink = np.zeros((bottom + 2 * MARGIN, right + 2 * MARGIN), np.uint8)
    ends: list[tuple[int, int]] = []
    at_top = rng.random() < 0.5
    by_pen = linked and rng.random() < BY_PEN
    lifted: tuple[int, int] | None = None
    for mark, x, y in places:
        row, column = int(y) - top + MARGIN, int(x) - left + MARGIN
        height, width = mark.ink.shape
        place = ink[row : row + height, column : column + width]
        np.maximum(place, mark.ink, out=place)
        if by_pen and mark.pen is not None:
            down, up = ((column + round(u * width), row + round(v * height)) for u, v in mark.pen)
            if lifted is not None and rng.random() < JOINED:
                _draw_on(ink, lifted, down, size, rng)
            lifted = up
        elif linked:
            _link(ink, ends, mark.ink, (column, row), size, rng, at_top=at_top)
    return ink, (MARGIN, MARGIN, right, bottom)


def _draw_on(ink: Ink, lifted: tuple[int, int], down: tuple[int, int], size: float, rng: np.random.Generator) -> None:
    """A pen that was not lifted, from where a digit ends to where the next one begins: a little bent, and thinner."""
    one, other = np.array(lifted, float), np.array(down, float)
    way = other - one
    if np.hypot(*way) > 1.6 * size:
        return
    middle = (one + other) / 2 + rng.uniform(-0.2, 0.2) * way[::-1] * (-1, 1)
    t = np.linspace(0, 1, 9)[:, None]
    path = (1 - t) ** 2 * one + 2 * t * (1 - t) * middle + t**2 * other
    thick = max(1, round(size * float(rng.uniform(0.04, 0.09))))
    cv2.polylines(ink, [np.round(path).astype(np.int32)], False, 255, thick, cv2.LINE_AA)


def _link(
    ink: Ink,
    ends: list[tuple[int, int]],
    mark: Ink,
    corner: tuple[int, int],
    size: float,
    rng: np.random.Generator,
    *,
    at_top: bool,
) -> None:
    """A pen that was not lifted: from the right end of the last mark to the left of this one, or from top to top."""
    x, y = corner
    last = mark[:, -1]
    top = (x + int(mark[0].argmax()), y)
    here = top if at_top else (x, y + int(mark[:, 0].argmax()))
    if (
        ends
        and rng.random() < 0.6
        and here[0] - ends[-1][0] < (1.0 if at_top else 0.5) * size
        and abs(here[1] - ends[-1][1]) < 0.5 * size
    ):
        cv2.line(ink, ends[-1], here, 255, max(1, round(size * 0.07)), cv2.LINE_AA)
    ends.append(top if at_top else (x + mark.shape[1] - 1, y + int(last.argmax())))


def _crop(grey: Ink, box: tuple[int, int, int, int], size: float, rng: np.random.Generator, *, boxed: bool) -> Ink:
    """As a person, a form or our own segmentation cuts lines out: tight, loose, or through the last stroke.

    boxed: there are edges at the ends, and above and below enough to tell them from a 1.
    """
    x, y, width, height = box
    loose = rng.random(4) * np.array([0.5, 0.35, 0.5, 0.35]) * size
    loose[rng.random(4) < 0.25] *= 0.1
    loose[rng.random(4) < 0.1] = -0.04 * size
    if rng.random() < 0.12:
        # To the ink on all sides: a 1 at an end is then no edge of a box, which would reach further.
        loose = rng.uniform(0, 0.05, 4) * size
    if boxed:
        loose[[1, 3]] = np.maximum(loose[[1, 3]], 0.13 * size)
    left, top = max(0, int(x - loose[0])), max(0, int(y - loose[1]))
    right, bottom = int(x + width + loose[2]) + 1, int(y + height + loose[3]) + 1
    return np.ascontiguousarray(grey[top:bottom, left:right])
