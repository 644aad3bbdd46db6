"""What is drawn about numbers and is none of their digits: frames, rules under and over them, what strikes them out, by
a line or by a scribble, with what it strikes out, and signs of percent, which both readers take for 96."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vision.components import Piece
from vision.ink import evenly, is_straight, leans_forward, nearest
from vision.source import Ink

DIGIT = 0.2
"""Height of a mark from which it counts for what is usual, beside the highest."""

INSIDE, WIDEST_GAP = 0.3, 100
"""How high, beside a frame, a mark in it is at least: the point in a 0 is less. How many degrees around its marks a
frame leaves open at most."""

LONG, FLAT, STRAIGHT = 1.5, 0.25, 0.9
"""How wide a rule is at least, in heights of a usual mark, how high at most beside its width, and the distance of the
ends of a line that strikes out beside its length."""

NEAR = 1.0
"""How far a rule is from the marks over or under it at most, in usual heights."""

CORNER = 0.35
"""How far the sides of a frame of four strokes end from its rules at most, in usual heights."""

CROSSED, FEWEST = 0.1, 3
"""How far inside a mark, in its heights, a line passes that strikes it out, and how many marks it does: two 7s may
share a bar."""

RING, OPEN, LEANS = 0.6, 0.25, 0.25
"""How high and wide a ring of a sign of percent is at most, in usual heights, and its slash is at least; how far its
ends are apart beside its length, and how far the slash leans, across beside down."""

SWINGS, SWING = 5, 0.3
"""How often a scribble turns back at least, and how far it goes until then beside its whole size."""

COVERED = 0.6
"""How much of a stroke's box lies in that of a scribble that strikes it out, and how much of that, across and down, has
strokes under it."""

POINTS = 96
"""Of a stroke, at even distances."""

MOST, MOST_FRAMES, MOST_INSIDE = 600, 20, 40
"""Strokes of a drawing that is looked at, what may be frames in it, and strokes in one: drawings made to be slow are
read as they are."""

Numbers = NDArray[np.float64]


def left_out(pieces: Sequence[Piece], ink: Ink) -> set[int]:
    """Numbers of the strokes that are of no mark on any line. pieces: the box of each stroke, its label the stroke's
    number, in the order of drawing. Pure."""
    if not 2 <= len(pieces) <= MOST:
        return set()
    seen = _Drawing(pieces, ink)
    rules = seen.rules()
    out = {*seen.frames(), *rules, *seen.sides(rules), *seen.percent_signs()}
    for number in seen.may_strike_out():
        if number not in out:
            out |= seen.struck_by(number, out)
    return {pieces[number].label for number in out}


class _Drawing:
    """The strokes of a drawing by their place among `pieces`."""

    def __init__(self, pieces: Sequence[Piece], ink: Ink) -> None:
        self._ink = ink
        self._strokes = [ink.strokes[piece.label] for piece in pieces]
        x, y, width, height = np.array(pieces, np.float64)[:, :4].T
        self._x, self._y, self._width, self._height = x, y, width, height
        self._right, self._bottom = x + width, y + height
        self._middle_x, self._middle_y = x + width / 2, y + height / 2
        self._usual = float(np.median(height[height >= DIGIT * height.max()]))
        self._points: dict[int, Numbers] = {}

    @cached_property
    def _shares(self) -> Numbers:
        """(row, column): how much of the column's box lies in the row's."""
        across = np.minimum(self._right[:, None], self._right) - np.maximum(self._x[:, None], self._x)
        down = np.minimum(self._bottom[:, None], self._bottom) - np.maximum(self._y[:, None], self._y)
        shares: Numbers = np.maximum(0.0, across) * np.maximum(0.0, down) / (self._width * self._height)
        return shares

    def frames(self) -> set[int]:
        """Strokes around others: around a lone mark, one that does not touch it."""
        inside = (self._x[:, None] < self._x) & (self._right[:, None] > self._right)
        inside &= (self._y[:, None] < self._y) & (self._bottom[:, None] > self._bottom)
        inside &= self._height >= INSIDE * self._height[:, None]
        counts = inside.sum(axis=1)
        may_be = np.flatnonzero((counts > 0) & (counts <= MOST_INSIDE)).tolist()
        return {number for number in may_be[:MOST_FRAMES] if self._is_frame(number, inside)}

    def _is_frame(self, number: int, inside: NDArray[np.bool_]) -> bool:
        own, there = self._evenly(number), np.flatnonzero(inside[number]).tolist()
        others = np.concatenate([self._evenly(other) for other in there])
        if self._abreast(there) < 2 and nearest(own, others) <= self._ink.pen_px:
            return False
        away = own - (others.min(axis=0) + others.max(axis=0)) / 2
        around = np.sort(np.degrees(np.arctan2(away[:, 1], away[:, 0])))
        return bool(np.diff(around, append=around[0] + 360).max() <= WIDEST_GAP)

    def rules(self) -> set[int]:
        """Long flat strokes over or under several marks, that cross none."""
        flat = (self._width >= LONG * self._usual) & (self._height <= FLAT * self._width)
        return {number for number in np.flatnonzero(flat).tolist() if self._is_rule(number, ~flat)}

    def _is_rule(self, number: int, marks: NDArray[np.bool_]) -> bool:
        there = self._spanned(number, marks)
        if len(there) < 2:
            return False
        level = self._middle_y[number]
        top, bottom, height = self._y[there], self._bottom[there], self._height[there]
        crossed = (level > top + CROSSED * height) & (level < bottom - CROSSED * height)
        away = np.maximum(top - level, level - bottom)
        return not crossed.any() and int((away <= NEAR * self._usual).sum()) >= 2

    def _abreast(self, numbers: Sequence[int]) -> int:
        """How many marks stand side by side there."""
        marks, end = 0, -np.inf
        for other in sorted(numbers, key=lambda other: float(self._x[other])):
            if self._middle_x[other] > end:
                marks, end = marks + 1, float(self._right[other])
        return marks

    def _spanned(self, number: int, marks: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Marks of a digit's height, other than the stroke, with their middle over or under it."""
        there = marks & (self._height >= self._usual / 2)
        there &= (self._middle_x >= self._x[number]) & (self._middle_x <= self._right[number])
        there[number] = False
        return np.flatnonzero(there)

    def sides(self, rules: set[int]) -> set[int]:
        """Upright strokes from one rule to another: the sides of a frame, and what parts its cells."""
        if len(rules) < 2:
            return set()
        upright = np.flatnonzero((self._width <= FLAT * self._height) & (self._height > self._usual))
        return {number for number in upright.tolist() if self._is_side(number, rules)}

    def _is_side(self, number: int, rules: set[int]) -> bool:
        points = self._strokes[number].points
        reach = CORNER * self._usual
        at_ends = [
            {rule for rule in rules if nearest(end[None].astype(np.float64), self._evenly(rule)) <= reach}
            for end in (points[0], points[-1])
        ]
        return all(at_ends) and len(at_ends[0] | at_ends[1]) > 1

    def percent_signs(self) -> set[int]:
        """Slashes with a ring before their upper and one behind their lower end, and these."""
        rings = np.maximum(self._width, self._height) <= RING * self._usual
        for ring in np.flatnonzero(rings).tolist():
            rings[ring] = not is_straight(self._strokes[ring], OPEN)
        if rings.sum() < 2:
            return set()
        x, y = self._middle_x, self._middle_y
        signs: set[int] = set()
        for slash in np.flatnonzero(self._height > RING * self._usual).tolist():
            stroke = self._strokes[slash]
            leans = self._width[slash] >= LEANS * self._height[slash]
            if not (leans and is_straight(stroke, STRAIGHT) and leans_forward(stroke)):
                continue
            near = rings & (np.abs(x - x[slash]) <= self._usual) & (np.abs(y - y[slash]) <= self._usual)
            before = near & (x < x[slash]) & (y < y[slash])
            behind = near & (x > x[slash]) & (y > y[slash])
            if before.any() and behind.any():
                signs |= {slash, *np.flatnonzero(before | behind).tolist()}
        return signs

    def may_strike_out(self) -> list[int]:
        """Strokes that are wide, or lie over most of one that was drawn before."""
        over = np.tril(self._shares >= COVERED, -1).any(axis=1)
        return np.flatnonzero(over | (self._width >= LONG * self._usual)).tolist()

    def struck_by(self, number: int, out: set[int]) -> set[int]:
        """The stroke with those that it strikes out, all drawn before it; none where it strikes out nothing."""
        before = np.arange(len(self._strokes)) < number
        before[list(out)] = False
        struck = self._crossed(number, before) if self._width[number] >= LONG * self._usual else set()
        if not struck and self._is_scribble(number):
            covered = before & (self._shares[number] >= COVERED)
            struck = set(np.flatnonzero(covered).tolist()) if self._is_filled(number, covered) else set()
        return {number, *struck} if struck else set()

    def _crossed(self, number: int, before: NDArray[np.bool_]) -> set[int]:
        """Where the stroke is a line through the middle of marks: these, and what else of theirs stands there."""
        points = self._strokes[number].points
        if not is_straight(self._strokes[number], STRAIGHT):
            return set()
        first, last = sorted((points[0].tolist(), points[-1].tolist()))
        there = self._spanned(number, before)
        level = np.interp(self._middle_x[there], (first[0], last[0]), (first[1], last[1]))
        over, under = level - self._y[there], self._bottom[there] - level
        inside = np.minimum(over, under) > CROSSED * self._height[there]
        if self._abreast(there[inside].tolist()) < FEWEST:
            return set()
        crossed = there[np.minimum(over, under) > 0]
        top, bottom = self._y[crossed].min(), self._bottom[crossed].max()
        theirs = before & (self._middle_x >= self._x[crossed].min()) & (self._middle_x <= self._right[crossed].max())
        theirs &= (self._middle_y >= top) & (self._middle_y <= bottom + self._usual / 4)
        return set(np.flatnonzero(theirs).tolist())

    def _is_filled(self, number: int, by: NDArray[np.bool_]) -> bool:
        """Whether these lie in most of the stroke's width and height: several digits in one stroke go on beyond."""
        if not by.any():
            return False
        across = min(self._right[number], self._right[by].max()) - max(self._x[number], self._x[by].min())
        down = min(self._bottom[number], self._bottom[by].max()) - max(self._y[number], self._y[by].min())
        return bool(across >= COVERED * self._width[number] and down >= COVERED * self._height[number])

    def _is_scribble(self, number: int) -> bool:
        """Whether it goes to and fro, along either side of its box."""
        points = self._evenly(number)
        return any(_swings(points[:, axis]) >= SWINGS for axis in (0, 1))

    def _evenly(self, number: int) -> Numbers:
        if number not in self._points:
            self._points[number] = evenly(self._strokes[number].points, POINTS)
        return self._points[number]


def _swings(along: Numbers) -> int:
    """How often it turns back after at least SWING of its whole extent."""
    least = SWING * max(float(np.ptp(along)), 1e-6)
    turns, heading, farthest = 0, 0, float(along[0])
    for value in along.tolist():
        moved = value - farthest
        if heading * moved > 0 or heading == 0:
            if heading == 0 and abs(moved) < least:
                continue
            heading, farthest = (1 if moved > 0 else -1), value
        elif abs(moved) >= least:
            turns, heading, farthest = turns + 1, -heading, value
    return turns
