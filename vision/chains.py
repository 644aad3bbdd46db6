"""Lines of print in scenes: marks of one height side by side, dark or light, on plates, counters, signs and labels.

Handwriting on paper is found piece by piece (segment.py); in a photograph a number is mostly not the largest ink, and
what betrays it is that its characters are alike. Chains of equal-height neighbours find it without a network. The bars
of segment displays and the dots of matrices are joined first (displays.py, dots.py), and their chains come beside those
of the marks as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.boxes import shared_area, without_doubles
from vision.displays import Stats, closed, is_of_bars, meeting_bars
from vision.dividers import Dividers, runs_between
from vision.dots import is_of_dots, joined, panels, slim
from vision.local_ink import local_inks
from vision.pairs import Indices, pairs_until
from vision.slope import slope_through
from vision.smaller import within_side

Grey = NDArray[np.uint8]
Marks = NDArray[np.float32]
"""(N, 5): x, y, width, height, and share of the box that is ink, in pixels of the searched picture."""

SIDE = 1024
"""Longest side that is searched. Smaller pictures are searched as they are."""

LOOKS, PLAIN_LOOKS = ((0.02, 0.0), (0.055, 0.0)), ((0.055, 0.4), (0.16, 0.4))
"""As `local_inks` takes them: for far and near writing, and for the plain ink of writing that is near."""

LOWEST_PX, MOST_MARKS = 8, 4000
FEWEST = 3
"""Marks of a chain; two alike side by side are too common in any picture."""

UNEVEN = 0.28
"""Heights and baselines of neighbours differ by at most this share of their height."""

GAP = 1.35
"""Between neighbours, in heights; chains in one line may lie LEAP apart, as the groups of a plate do."""

LEAP = 2.6

FEWEST_SHOWN, MOST_DISPLAYS = 2, 3
"""Digits of a display, and displays of a picture: bars that meet are less common than two marks alike."""

PAIRS = 50_000
"""Of marks that are compared at a time."""

SAME = 0.5
"""Chains that share so much of the smaller one's box are one."""


@dataclass(frozen=True, slots=True)
class Chain:
    """box: x, y, width, height in pixels of the picture, of the line made level about its middle. slope: how far it
    falls for each pixel to the right. light: light on dark. marks: how many were chained, of a display as its bars
    were joined. worth: for ranking."""

    box: tuple[float, float, float, float]
    slope: float
    light: bool
    marks: int
    worth: float
    display: bool = False


def find_chains(
    grey: Grey, *, most: int = 12, side: int = SIDE, plain: bool = False, dividers: Dividers = ()
) -> list[Chain]:
    """At most `most` chains, the most regular ones first, and after them those of displays; none is no error.

    grey: (H, W) uint8. side: longest side that is searched: a larger picture is made smaller. plain: only in plain ink.
    dividers: no chain goes on beyond one.
    Both polarities and two sizes of writing are searched; of chains in one place the best stays. Time is bounded by
    the searched size and MOST_MARKS. Pure.
    """
    small, scale = within_side(grey, side)
    if min(small.shape) < LOWEST_PX:
        return []
    here = [divider.scaled(scale) for divider in dividers]
    found: list[Chain] = []
    displays: list[Chain] = []
    looks = PLAIN_LOOKS if plain else LOOKS
    for ink, light in itertools.chain.from_iterable(local_inks(small, *look) for look in looks):
        stats = _components(ink)
        marks = _marks(stats, len(ink))
        parted = (part for line in _lines(marks, FEWEST) for part in _parted(marks, line, here))
        found += [_chain(marks[part], light) for part in parted if len(part) >= FEWEST]
        displays += [replace(_chain(line, light), display=True) for line in _displays(ink, stats)]
    return [*_worthiest(found, scale, most), *_worthiest(displays, scale, MOST_DISPLAYS)]


def _parted(marks: Marks, line: list[int], dividers: Dividers) -> list[list[int]]:
    """The line's marks, from the left, as dividers part them."""
    if not dividers:
        return [line]
    boxes = [tuple(box) for box in marks[line, :4].tolist()]
    return [line[stretch] for stretch in runs_between(dividers, boxes)]


def _displays(ink: Grey, stats: Stats) -> Iterator[Marks]:
    """The marks of each line in bars or dots, once these are joined. stats: of the ink's components."""
    if len(bars := meeting_bars(stats)):
        marks = _marks(_components(closed(ink, bars)), len(ink))
        yield from (marks[line] for line in _lines(marks, FEWEST_SHOWN) if is_of_bars(marks[line], bars))
    for panel in panels(stats):
        marks = _marks(slim(_components(joined(ink, panel)), panel), len(ink))
        yield from (marks[line] for line in _lines(marks, FEWEST_SHOWN) if is_of_dots(marks[line], panel))


def _worthiest(found: Sequence[Chain], scale: float, most: int) -> list[Chain]:
    return worthiest(found, _is_same, scale=scale, most=most)


def _components(ink: Grey) -> Stats:
    _, _, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, cv2.CV_32S, cv2.CCL_BBDT)
    return np.asarray(stats[1:], np.int32)  # the first is the ground


def _marks(stats: Stats, rows: int) -> Marks:
    """Components that may be characters, left to right. rows: of their picture."""
    x, y, width, height, area = stats.T.astype(np.float32)
    fill = area / np.maximum(width * height, 1)
    slim = width < 0.45 * height
    fits = (height >= LOWEST_PX) & (height < 0.9 * rows) & (width < 1.4 * height) & (width > 1)
    fits &= (fill > 0.14) & ((fill < 0.93) | slim)
    marks = np.column_stack([x, y, width, height, fill])[fits]
    if len(marks) > MOST_MARKS:
        marks = marks[np.argsort(-marks[:, 3], kind="stable")[:MOST_MARKS]]
    return np.asarray(marks[np.argsort(marks[:, 0], kind="stable")], np.float32)


def _lines(marks: Marks, fewest: int) -> list[list[int]]:
    """Indices of the marks of each line: chains of nearest neighbours, joined across the gaps of groups, of so many
    marks at least."""
    following = _neighbours(marks)
    has_before = set(following.values())
    chains = []
    for start in range(len(marks)):
        if start in has_before or start not in following:
            continue
        chain = [start]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        chains.append(chain)
    return [chain for chain in _joined(marks, chains) if len(chain) >= fewest]


def _neighbours(marks: Marks) -> dict[int, int]:
    """For each mark the nearest one to its right that may stand on the same line; no mark has two before it."""
    pairs = [_alike(marks, first, last) for first, last in _batches(marks)]
    if not pairs:
        return {}
    before, after, distance = (np.concatenate(part) for part in zip(*pairs, strict=True))
    chosen = _first_of_each(before, np.lexsort((after, distance, before)))
    before, after, distance = before[chosen], after[chosen], distance[chosen]
    chosen = _first_of_each(after, np.lexsort((before, distance, after)))
    return dict(zip(before[chosen].tolist(), after[chosen].tolist(), strict=True))


def _batches(marks: Marks) -> Iterator[tuple[int, Indices]]:
    """(first, ends): marks from `first` on, and for each where those end that begin near enough to its right; in
    batches of as many pairs as fit into the processor's caches."""
    reach = marks[:, 0] + marks[:, 2] + GAP * marks[:, 3] * 1.2
    ends = np.maximum(np.searchsorted(marks[:, 0], reach), np.arange(1, len(marks) + 1))
    batch = (ends - np.arange(1, len(marks) + 1)).cumsum() // PAIRS
    starts = [0, *(np.flatnonzero(np.diff(batch)) + 1).tolist(), len(marks)]
    for first, last in itertools.pairwise(starts):
        if last > first:
            yield first, ends[first:last]


def _alike(marks: Marks, first: int, ends: Indices) -> tuple[Indices, Indices, NDArray[np.float32]]:
    """(marks, marks to their right, distances) of all pairs that may stand side by side on a line."""
    before, after = pairs_until(ends, first)
    height, other = marks[before, 3], marks[after, 3]
    tall = np.maximum(height, other)
    gap = marks[after, 0] - (marks[before, 0] + marks[before, 2])
    away = np.abs(marks[after, 1] + other / 2 - (marks[before, 1] + height / 2))
    along = marks[after, 0] + marks[after, 2] / 2 - marks[before, 0] - marks[before, 2] / 2
    level = away <= 0.1 * tall + 0.3 * along
    alike = np.abs(other - height) <= UNEVEN * tall
    beside = (gap >= -0.25 * tall) & (gap <= GAP * tall) & (along > 0.2 * tall)
    fits = np.flatnonzero(level & alike & beside)
    return before[fits], after[fits], (gap + away)[fits]


def _first_of_each(keys: Indices, order: Indices) -> Indices:
    """The first row of every key. order: of the rows, sorted by key and then by what comes first."""
    sorted_keys = keys[order]
    return order[np.flatnonzero(np.diff(sorted_keys, prepend=-1))]


def _joined(marks: Marks, chains: list[list[int]]) -> list[list[int]]:
    """Chains of at least two, and those that go on in the same line and height, as one."""
    chains = sorted((chain for chain in chains if len(chain) >= 2), key=lambda chain: float(marks[chain[0], 0]))
    out: list[list[int]] = []
    ends = np.zeros((len(chains), 3))
    for chain in chains:
        start = marks[chain[0]]
        begins = (float(start[0]), float(start[1] + start[3] / 2), _height(marks[chain[:3]]))
        before = np.flatnonzero(_goes_on(ends[: len(out)], begins))
        place = int(before[0]) if len(before) else len(out)
        if len(before):
            out[place].extend(chain)
        else:
            out.append(list(chain))
        last = marks[out[place][-1]]
        ends[place] = float(last[0] + last[2]), float(last[1] + last[3] / 2), _height(marks[out[place][-3:]])
    return out


def _goes_on(ends: NDArray[np.float64], begins: tuple[float, float, float]) -> NDArray[np.bool_]:
    """Which chains another goes on. ends: (N, 3), where they end, its middle, and their height there; begins: the same
    of where the other one begins."""
    x, middle, height = begins
    gap, away, before = x - ends[:, 0], np.abs(middle - ends[:, 1]), ends[:, 2]
    alike = np.abs(before - height) <= UNEVEN * np.maximum(before, height)
    near = (gap > -0.2 * before) & (gap < LEAP * before)
    return alike & near & (away < 0.2 * before + 0.25 * np.maximum(gap, 0))


def _height(marks: Marks) -> float:
    # Of two or three numbers, for which numpy's median takes ten times as long.
    return float(median(marks[:, 3].tolist()))


def _chain(marks: Marks, light: bool) -> Chain:
    """The line through the marks' middles, and how alike they are."""
    x, y = marks[:, 0] + marks[:, 2] / 2, marks[:, 1] + marks[:, 3] / 2
    slope = slope_through(x, y)
    left, right = float(marks[:, 0].min()), float((marks[:, 0] + marks[:, 2]).max())
    middle = (left + right) / 2
    off = y - slope * (x - middle)
    height = float(np.median(marks[:, 3]))
    centre = float(np.median(off))
    uneven = (np.abs(off - centre) + np.abs(marks[:, 3] - height)).mean() / height
    box = (left, centre - height / 2, right - left, height)
    return Chain(box, slope, light, len(marks), float(min(len(marks), 10) * (1 - min(0.9, 2 * uneven))))


def worthiest(
    found: Sequence[Chain], is_same: Callable[[Chain, Chain], bool], *, scale: float, most: int
) -> list[Chain]:
    """The best of those in one place, `most` at most, in pixels of the picture that was searched at this scale."""
    kept = without_doubles(sorted(found, key=lambda chain: -chain.worth), is_same)
    return [_scaled(chain, 1 / scale) for chain in kept[:most]]


def _is_same(one: Chain, other: Chain) -> bool:
    return shared_area(one.box, other.box) > SAME


def _scaled(chain: Chain, factor: float) -> Chain:
    x, y, width, height = (value * factor for value in chain.box)
    return replace(chain, box=(x, y, width, height))
