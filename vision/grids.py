"""Where ruled grids are: boxes of forms, sudokus, tables. The cells are holes in the ink of the rules.

Holes of about one size that lie side by side are given places on a lattice; a homography fitted to them (RANSAC:
Fischler and Bolles, 1981) finds the cells whose rules are broken, and the rows and columns that were not seen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.components import Components, Outline

Grey = NDArray[np.uint8]
Quad = NDArray[np.float32]
"""(4, 2): x, y of a cell's corners, clockwise from the top left."""

Place = tuple[int, int]
"""Row and column, from any beginning."""

Grid = dict[Place, Quad]

SMALLEST_PX = 12
ASPECT = 2.5
"""Sides of a cell, one to the other, at most."""

SQUARE = 0.8
"""Share of the least rectangle around it that a cell's outline takes: round holes of digits take less."""

ALIKE = 1.6
"""Neighbouring cells differ in no side by more than this factor."""

MOST_HOLES, MOST_OUTLINES = 2_000, 30_000
"""A picture with more is full of texture, and no grid is looked for."""

FEWEST = 4
"""Cells that make a grid."""

RULED, RULED_LINE = 0.55, 0.7
"""Share of its outline that has ink near, of a cell that was not seen as a hole, and of a whole row of them."""

FAINT_SHARE, FAINT_BY = 50, 5
"""Surroundings of a pale rule, of the picture's shorter side, and by how many grey levels it is darker."""

SEEN = 0.35
"""Of a grid's cells, what is seen as holes at least."""

ON_PAPER = 0.88
"""Share of the sides of all cells that have paper on both hands."""

RULES = 0.22
"""Of a cell's sides, what its rules and those of its neighbours take around it."""

LONGEST_SIDE = 40


def find_grids(grey: Grey, found: Components) -> list[Grid]:
    """The grids of a picture, at least four cells each. found: all its pieces, rules among them. Pure.

    Pictures without any hole that may be a cell cost next to nothing.
    """
    seen = _holes(found)
    if not seen:
        return []
    faint = _faint(grey)
    grids = max((_grids(seen, found.ink), _grids(_holes_in(faint), faint)), key=lambda grids: sum(map(len, grids)))
    return [grid for grid in grids if _is_on_paper(grid, grey)]


def scaled(quad: Quad, by: float) -> Quad:
    """About its middle; (..., 4, 2) likewise each of many."""
    middle = quad.mean(axis=-2, keepdims=True)
    return np.asarray(middle + by * (quad - middle), np.float32)


def _faint(grey: Grey) -> Grey:
    """Rules that are thinner and paler than what is written: whatever is darker than its close surroundings."""
    side = int(np.clip(min(grey.shape) // FAINT_SHARE, 11, 51)) | 1
    return np.asarray(
        cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, FAINT_BY), np.uint8
    )


def _holes(found: Components) -> list[Quad]:
    if found.labels is not None:
        return _holes_in(found.ink)
    return _quads(hole for outlines in found.outlines.values() for hole in outlines[1:])


def _holes_in(ink: Grey) -> list[Quad]:
    every, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not 0 < len(every) <= MOST_OUTLINES:
        return []
    parents = np.asarray(tree, np.int64)[0, :, 3].tolist()
    return _quads([outline for outline, parent in zip(every, parents, strict=True) if parent >= 0])


def _quads(outlines: Iterable[Outline]) -> list[Quad]:
    """Those that may be cells; none when they are very many."""
    quads: list[Quad] = []
    for outline in outlines:
        _, _, width, height = cv2.boundingRect(outline)
        if min(width, height) < SMALLEST_PX or max(width, height) > 1.5 * ASPECT * min(width, height):
            continue
        middle, (along, across), turn = cv2.minAreaRect(outline)
        if min(along, across) < SMALLEST_PX or max(along, across) > ASPECT * min(along, across):
            continue
        if cv2.contourArea(cv2.convexHull(outline)) > SQUARE * along * across:
            quads.append(_upright(np.asarray(cv2.boxPoints((middle, (along, across), turn)), np.float32)))
            if len(quads) > MOST_HOLES:
                return []
    return quads


def _upright(corners: Quad) -> Quad:
    """Clockwise from the top left, of a rectangle turned by less than an eighth of a circle."""
    x, y = (corners - corners.mean(axis=0)).T
    corners = corners[np.argsort(np.arctan2(y, x))]
    return np.asarray(np.roll(corners, -int(np.argmin(corners.sum(axis=1))), axis=0), np.float32)


def _grids(holes: list[Quad], ink: Grey) -> list[Grid]:
    if len(holes) < FEWEST:
        return []
    return [grid for places in _neighbourhoods(holes) if (grid := _grid(holes, places, ink))]


def _neighbourhoods(holes: list[Quad]) -> list[dict[int, Place]]:
    """Cells that hang together side by side: the place of each."""
    quads = np.array(holes)
    middles = quads.mean(axis=1)
    right = ((quads[:, 1] + quads[:, 2]) - (quads[:, 0] + quads[:, 3])) / 2
    down = ((quads[:, 2] + quads[:, 3]) - (quads[:, 0] + quads[:, 1])) / 2
    wide, high = np.linalg.norm(right, axis=1), np.linalg.norm(down, axis=1)
    steps: dict[int, list[tuple[int, Place]]] = {}
    for k in range(len(holes)):
        gap = middles - middles[k]
        u, v = gap @ right[k] / wide[k] ** 2, gap @ down[k] / high[k] ** 2
        alike = _alike(wide, wide[k]) & _alike(high, high[k])
        beside = alike & (np.abs(u - 1.2) < 0.45) & (np.abs(v) < 0.25)
        below = alike & (np.abs(v - 1.2) < 0.45) & (np.abs(u) < 0.25)
        for near, place, far in ((beside, (0, 1), u), (below, (1, 0), v)):
            if near.any():
                other = int(np.flatnonzero(near)[far[near].argmin()])
                steps.setdefault(k, []).append((other, place))
                steps.setdefault(other, []).append((k, (-place[0], -place[1])))
    return _walked(steps)


def _alike(sides: NDArray[np.floating], side: float) -> NDArray[np.bool_]:
    return np.asarray(np.maximum(sides, side) < ALIKE * np.minimum(sides, side), bool)


def _walked(steps: dict[int, list[tuple[int, Place]]]) -> list[dict[int, Place]]:
    out = []
    seen: set[int] = set()
    for start in steps:
        if start in seen:
            continue
        seen.add(start)
        places: dict[int, Place] = {start: (0, 0)}
        taken = {(0, 0)}
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            row, column = places[here]
            for other, (down, across) in steps[here]:
                place = (row + down, column + across)
                if other not in seen and place not in taken:
                    seen.add(other)
                    taken.add(place)
                    places[other] = place
                    waiting.append(other)
        if len(places) >= FEWEST:
            out.append(places)
    return out


def _grid(holes: list[Quad], places: dict[int, Place], ink: Grey) -> Grid:
    """All cells, those whose rules are broken among them; none where the holes make no lattice."""
    seen = {place: holes[hole] for hole, place in places.items()}
    rows, columns = {row for row, _ in seen}, {column for _, column in seen}
    if len(rows) < 2 or len(columns) < 2:
        return seen
    ideal, actual = np.concatenate([_unit(place) for place in seen]), np.concatenate(list(seen.values()))
    side = float(np.median([np.linalg.norm(quad[1] - quad[0]) for quad in seen.values()]))
    found, good = cv2.findHomography(ideal, actual, cv2.RANSAC, 0.15 * side)
    if found is None or good.mean() < 0.5:
        return {}
    lattice = _Lattice(np.asarray(found, np.float64), np.asarray(cv2.dilate(ink, np.ones((5, 5), np.uint8)), np.uint8))
    top, bottom, left, right = lattice.grown(min(rows), max(rows), min(columns), max(columns))
    every = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    cells = zip(every, lattice.cells(every), lattice.ruled(every).tolist(), strict=True)
    grid = {place: cell for place, cell, ruled in cells if place in seen or ruled > RULED}
    return grid if len(seen) >= SEEN * len(grid) else {}


class _Lattice:
    """Cells by place, and how far each is ruled. near: 255 where ink is near."""

    def __init__(self, homography: NDArray[np.float64], near: Grey) -> None:
        self._homography = homography
        self._near = near

    def cells(self, places: Sequence[Place]) -> Quad:
        """(N, 4, 2): where they are."""
        corners = np.concatenate([_unit(place) for place in places])[None]
        return np.asarray(cv2.perspectiveTransform(corners, self._homography), np.float32).reshape(-1, 4, 2)

    def ruled(self, places: Sequence[Place]) -> NDArray[np.float64]:
        """(N,): share of each cell's outline that runs along ink."""
        outlines = scaled(self.cells(places), 1 + RULES / 2)[:, :, None]
        shares = np.linspace(0.1, 0.9, 12, dtype=np.float32)[:, None]
        points = outlines * (1 - shares) + np.roll(outlines, -1, axis=1) * shares
        x, y = np.round(np.nan_to_num(points)).astype(int).reshape(len(places), -1, 2).T
        height, width = self._near.shape
        there = (x >= 0) & (y >= 0) & (x < width) & (y < height)
        near = self._near[np.where(there, y, 0), np.where(there, x, 0)] > 0
        return np.asarray((near & there).mean(axis=0))

    def grown(self, top: int, bottom: int, left: int, right: int) -> tuple[int, int, int, int]:
        """The bounds with whole rows and columns more wherever these are ruled."""
        bounds = [top, bottom, left, right]
        for side, step in ((0, -1), (1, 1), (2, -1), (3, 1)):
            while max(bounds[1] - bounds[0], bounds[3] - bounds[2]) < LONGEST_SIDE:
                there = bounds[side] + step
                if side < 2:
                    line = [(there, column) for column in range(bounds[2], bounds[3] + 1)]
                else:
                    line = [(row, there) for row in range(bounds[0], bounds[1] + 1)]
                if self.ruled(line).mean() < RULED_LINE:
                    break
                bounds[side] = there
        return bounds[0], bounds[1], bounds[2], bounds[3]


def _unit(place: Place) -> Quad:
    """Corners of a place's cell where each is 1 wide, with a tenth for the rules."""
    row, column = place
    corners: Sequence[tuple[float, float]] = ((0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95))
    return np.array([(column + x, row + y) for x, y in corners], np.float32)


def _is_on_paper(grid: Grid, grey: Grey) -> bool:
    """Whether beyond the rules there is paper again: light letters on dark ground have outlines too, but no rules."""
    quads = np.array(list(grid.values()))
    middles = quads.mean(axis=1, keepdims=True)
    # Across the middle of each side, from inside the cell to inside the next.
    sides = (quads + np.roll(quads, -1, axis=1)) / 2
    across = np.linspace(0.6, 1.6, 21, dtype=np.float32)[:, None, None, None]
    points = middles + across * (sides - middles)
    x, y = (np.clip(np.round(points[..., k]).astype(int), 0, grey.shape[1 - k] - 1) for k in (0, 1))
    profile = grey[y, x].astype(np.float32)
    within, rule, beyond = profile[:7].max(axis=0), profile[4:16].min(axis=0), profile[14:].max(axis=0)
    return bool(np.mean(beyond >= rule + 0.5 * (within - rule)) > ON_PAPER)
