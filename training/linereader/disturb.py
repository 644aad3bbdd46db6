"""What happens to ink on its way to a picture: leaning, bending, fat pens, rules, neighbours, light, noise, JPEG."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.linereader.paper import PaperBank

Ink = NDArray[np.uint8]
Field = NDArray[np.float32]
Box = tuple[int, int, int, int]
Rng = np.random.Generator
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def warp(ink: Ink, box: Box, size: float, rng: Rng, *, lean: float = 0.16) -> tuple[Ink, Box]:
    """The whole line leans, climbs and bends a little; the box of what ink is left, or the old one without ink.

    lean: spread of the slant, as a tangent.
    """
    height, width = ink.shape
    slant, climb = rng.normal(0.06, lean), np.tan(np.deg2rad(rng.normal(0, 1.5 if rng.random() < 0.85 else 5)))
    extra = int(abs(slant) * height / 2 + 1)
    rows = np.arange(height, dtype=np.float32)[:, None] - height / 2
    columns = np.arange(width + 2 * extra, dtype=np.float32)[None, :] - extra
    amount = rng.uniform(0, 0.05) * size
    control = rng.normal(0, amount, (2, 4, max(2, round(3 * width / size)))).astype(np.float32)
    bend_x, bend_y = (_smooth(c, (columns.shape[1], height)) for c in control)
    from_x = columns + slant * rows + bend_x
    from_y = rows + height / 2 + climb * (columns - width / 2) + bend_y
    from_x, from_y = from_x.astype(np.float32), from_y.astype(np.float32)
    warped = np.asarray(cv2.remap(ink, from_x, from_y, cv2.INTER_LINEAR), np.uint8)
    found = cv2.boundingRect(cv2.threshold(warped, 60, 255, cv2.THRESH_BINARY)[1])
    return warped, (found[0], found[1], found[2], found[3]) if found[2] else box


def weigh(ink: Ink, rng: Rng) -> Ink:
    """Fat, thin, soft and uneven pens."""
    kind = rng.random()
    if kind < 0.3:
        share = rng.random()
        ink = _blend(ink, np.asarray(cv2.dilate(ink, _CROSS), np.uint8), share)
    elif kind < 0.42:
        share = 0.6 * rng.random()
        ink = _blend(ink, np.asarray(cv2.erode(ink, _CROSS), np.uint8), share)
    if rng.random() < 0.25:
        coarse = rng.uniform(0.35, 1, (4, max(2, ink.shape[1] // 12))).astype(np.float32)
        ink = (ink * np.minimum(cv2.resize(coarse, ink.shape[::-1]), 1)).astype(np.uint8)
    return ink


def shining(ink: Ink, size: float, rng: Rng) -> Ink:
    """Light characters that outshine the picture, as plates under a lamp do: they spread and fill their openings."""
    spread = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.025, 0.075) * size)
    return np.asarray(np.maximum(ink, np.minimum(spread * np.float32(rng.uniform(1.1, 2.2)), 255)), np.uint8)


def moved(ink: Ink, size: float, rng: Rng) -> Ink:
    """Smeared along one direction: the camera or what it sees moved, by up to a sixth of the characters' height."""
    length, angle = rng.uniform(2, max(2.5, size / 6)), rng.uniform(0, np.pi)
    side = 2 * int(np.ceil(length / 2)) + 1
    path = np.zeros((side, side), np.uint8)
    middle, reach = (side - 1) / 2, np.array([np.cos(angle), np.sin(angle)]) * length / 2
    ends = [np.round((middle + way * reach) * 16).astype(int).tolist() for way in (-1, 1)]
    cv2.line(path, tuple(ends[0]), tuple(ends[1]), 255, 1, cv2.LINE_AA, 4)
    return np.asarray(cv2.filter2D(ink, -1, path / np.float32(path.sum())), np.uint8)


def neighbours(ink: Ink, box: Box, rng: Rng) -> None:
    """Strokes of the lines above and below, and of what stands left and right, reaching in at the border."""
    x, y, width, height = box
    for edge, chance in ((y, 0.12), (y + height, 0.12)):
        if rng.random() < chance:
            for _ in range(int(rng.integers(1, 4))):
                at = rng.uniform(x, x + width)
                ends = rng.normal((at, edge), (0.25 * height, 0.06 * height), (2, 2))
                out = -0.3 * height if edge == y else 0.3 * height
                ends[0, 1] = edge + out
                ends[1, 1] = edge + min(0.12, abs(rng.normal(0, 0.06))) * (-out / 0.3)
                _stroke(ink, ends, rng)
    for edge, way in ((x, -1), (x + width, 1)):
        if rng.random() < 0.05:
            start = (edge + way * rng.uniform(0.25, 0.5) * height, y + rng.uniform(0, 1) * height)
            end = np.add(start, rng.normal((way * 10, 0), 0.15 * height))
            _stroke(ink, np.array([start, end]), rng)


def rules(ink: Ink, box: Box, rng: Rng) -> Ink:
    """Guide lines under, over or through the line: in the ink, since they look like it."""
    _, y, _, height = box
    grey = int(rng.uniform(40, 255))
    thick = int(rng.integers(1, 3))
    for chance, low, high in ((0.22, 0.9, 1.2), (0.1, -0.25, 0.05), (0.03, 0.3, 0.7)):
        if rng.random() < chance:
            level = y + rng.uniform(low, high) * height
            _rule(ink, (0, level), (ink.shape[1], level + rng.normal(0, 1.5)), grey, thick, dotted=rng.random() < 0.25)
    return ink


def edges(ink: Ink, box: Box, rng: Rng) -> bool:
    """Edges of the box that the line stands in, at either end; whether there are any.

    They reach beyond the digits above and below, which is what tells them from a 1: the picture has to show it.
    """
    x, y, width, height = box
    ends = [(edge, way) for edge, way in ((x, -1), (x + width, 1)) if rng.random() < 0.1]
    grey, thick = int(rng.uniform(40, 255)), int(rng.integers(1, 4))
    for edge, way in ends:
        at = edge + way * rng.uniform(0.08, 0.5) * height
        over = rng.uniform(0.15, 0.4, 2) * height if rng.random() < 0.4 else (y, ink.shape[0])
        _rule(ink, (at, y - over[0]), (at + rng.normal(0, 1), y + height + over[1]), grey, thick, dotted=False)
    return bool(ends)


def bands(ink: Ink, box: Box, rng: Rng) -> None:
    """What lies around a plate or a counter's window: dark to the edge of the picture, on one side or on all.

    What lies at the ends leans, since the window may have been held at an angle.
    """
    x, y, width, height = box
    grey = int(rng.uniform(60, 256))
    sides = rng.random(4) < rng.choice((0.3, 0.8))
    gap = rng.uniform(0.06, 0.3, 4) * height
    above, below = ink[: max(0, int(y - gap[0]))], ink[int(y + height + gap[1]) :]
    for wanted, place in zip(sides[:2], (above, below), strict=True):
        if wanted:
            np.maximum(place, grey, out=place)
    for wanted, edge, way in ((sides[2], x - gap[2], -1), (sides[3], x + width + gap[3], 1)):
        if wanted:
            lean = rng.normal(0, 0.12) * height if rng.random() < 0.6 else 0.0
            # The digits stay clear: the end that leans towards them begins at the edge itself.
            here = edge + way * abs(lean) / 2
            over = 0.5 * lean * (ink.shape[0] / height)
            beyond = -1 if way < 0 else ink.shape[1]
            corners = [(here - over, 0), (here + over, ink.shape[0]), (beyond, ink.shape[0]), (beyond, 0)]
            drawn = np.zeros_like(ink)
            cv2.fillPoly(drawn, [np.asarray(corners, np.int32)], grey, cv2.LINE_AA)
            np.maximum(ink, drawn, out=ink)


def take_picture(ink: Ink, bank: PaperBank, rng: Rng, *, coarsest: float = 0.45) -> Ink:
    """Grey picture of ink on paper: print under it, light, focus, resolution, noise and compression.

    coarsest: share of the resolution that the worst pictures keep.
    """
    blur = rng.uniform(0.3, 1.4) if rng.random() < 0.85 else rng.uniform(1.4, 2.4)
    soft = np.asarray(cv2.GaussianBlur(ink, (0, 0), blur) if rng.random() < 0.6 else ink, np.float32)
    light = rng.uniform(110, 250)
    dark = rng.uniform(0.3, 0.97)
    paper: Field = np.full(ink.shape, light, np.float32)
    if rng.random() < 0.75:
        paper *= 1 - min(0.6 * dark, abs(rng.normal(0, 0.22))) * bank.piece(ink.shape, rng)
    if rng.random() < 0.3:
        paper *= 1 - rng.uniform(0, 0.12) * bank.piece(ink.shape, rng)
    paper *= np.linspace(1, rng.uniform(0.75, 1.25), ink.shape[1], dtype=np.float32)[None, :]
    grey: Field = paper * (1 - np.float32(dark / 255) * soft)
    if rng.random() < 0.25:
        grey = _coarse(grey, rng.uniform(coarsest, 0.9))
    if rng.random() < 0.6:
        grey = grey + np.float32(rng.uniform(1, 9)) * bank.noise(ink.shape, rng)
    picture = np.clip(grey, 0, 255).astype(np.uint8)
    return _jpeg(picture, int(rng.integers(25, 92))) if rng.random() < 0.3 else picture


def _smooth(control: Field, size: tuple[int, int]) -> Field:
    """Control values spread over (width, height), first by a cubic to a quarter of it: four times as fast."""
    quarter = cv2.resize(control, (size[0] // 4 + 1, size[1] // 4 + 1), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.resize(quarter, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _blend(ink: Ink, other: Ink, share: float) -> Ink:
    return np.asarray(cv2.addWeighted(ink, 1 - share, other, share, 0), np.uint8)


def _coarse(grey: Field, factor: float) -> Field:
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, grey.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _jpeg(picture: Ink, quality: int) -> Ink:
    _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def _stroke(ink: Ink, ends: NDArray[np.float64], rng: Rng) -> None:
    (x0, y0), (x1, y1) = np.round(ends).astype(int).tolist()
    cv2.line(ink, (x0, y0), (x1, y1), int(rng.uniform(120, 256)), int(rng.integers(1, 5)), cv2.LINE_AA)


def _rule(
    ink: Ink, start: tuple[float, float], end: tuple[float, float], grey: int, thick: int, *, dotted: bool
) -> None:
    drawn = np.zeros_like(ink)
    cv2.line(drawn, (round(start[0]), round(start[1])), (round(end[0]), round(end[1])), grey, thick, cv2.LINE_AA)
    if dotted:
        drawn[:, np.arange(ink.shape[1]) % 6 < 3] = 0
    np.maximum(ink, drawn, out=ink)
