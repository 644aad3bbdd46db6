"""Readings of successive camera frames fused into steady lines that lock.

A single frame is often wrong: blurred, shaded, half covered. Lines are followed by where they are; readings of the
same length are summed position by position as log-probabilities, each frame weighted by how sharp it is beside the
best that its track has seen (Bulatov et al., "On optimal stopping strategies for text recognition in a video stream",
2019). A line whose fused answer is sure and has not changed for some frames locks; three frames in a row that are
about as sharp and say something else unlock it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vision.normalise import SIDE
from vision.reading import Box, Line, Reading

LOCK_CONFIDENCE = 0.95
LOCK_FRAMES = 3
UNLOCK_FRAMES = 3
CONTRADICTING_SHARPNESS = 0.7
"""A frame contradicts a lock only when it is at least so sharp, beside the track's best."""

SAME_LINE_OVERLAP = 0.3
FORGET_FRAMES = 8
SHOW_MISSED_FRAMES = 2
FADE = 0.9
"""What older frames count for when a new one comes: a counter that moved on is seen after some frames."""

INDEPENDENCE = 0.5
"""Successive frames share their mistakes (the same glare, the same pen): each counts as half a witness."""

FLOOR = 1e-4
"""No frame may rule a digit out by itself."""


@dataclass(frozen=True, slots=True)
class Stable:
    """One followed line. `confidence` is the weakest position's fused probability, as in `Line`."""

    track: int
    text: str
    confidence: float
    locked: bool
    box: Box


@dataclass(slots=True)
class _Fusion:
    """What the frames that saw one number of digits say together. scores: (L, 10) summed log-probabilities."""

    scores: NDArray[np.float64]
    weight: float = 0.0

    def add(self, posteriors: NDArray[np.float64], weight: float) -> None:
        self.scores = FADE * self.scores + weight * np.log(np.maximum(posteriors, FLOOR))
        self.weight += weight

    def answer(self) -> tuple[str, float]:
        """The fused text and its weakest position's probability."""
        shifted = np.exp(self.scores - self.scores.max(axis=1, keepdims=True))
        fused = shifted / shifted.sum(axis=1, keepdims=True)
        return "".join(map(str, fused.argmax(axis=1))), float(fused.max(axis=1).min())


@dataclass(slots=True)
class _Track:
    number: int
    box: Box
    best_sharpness: float = 0.0
    missed: int = 0
    steady: int = 0
    text: str = ""
    confidence: float = 0.0
    locked: bool = False
    fusions: dict[int, _Fusion] = field(default_factory=dict)
    against: list[tuple[NDArray[np.float64], float]] = field(default_factory=list)

    def see(self, line: Line, sharpness: float) -> None:
        """Take what one frame says about the line."""
        self.box, self.missed = line.box, 0
        self.best_sharpness = max(self.best_sharpness, sharpness)
        relative = sharpness / self.best_sharpness if self.best_sharpness else 1.0
        posteriors = _posteriors(line)
        if self.locked and self._contradicts(line, posteriors, relative):
            return
        self._fuse(posteriors, relative)

    def _contradicts(self, line: Line, posteriors: NDArray[np.float64], relative: float) -> bool:
        """Whether the frame is kept out of a locked answer; the third in a row replaces the answer."""
        if line.text == self.text:
            self.against.clear()
            return False
        if relative < CONTRADICTING_SHARPNESS:
            return True
        self.against.append((posteriors, relative))
        if len(self.against) >= UNLOCK_FRAMES:
            self._begin_anew()
        return True

    def _begin_anew(self) -> None:
        witnesses, self.against = self.against, []
        self.locked, self.steady, self.text = False, 0, ""
        self.fusions.clear()
        for posteriors, relative in witnesses:
            self._fuse(posteriors, relative)

    def _fuse(self, posteriors: NDArray[np.float64], relative: float) -> None:
        weight = INDEPENDENCE * relative**2
        for fusion in self.fusions.values():
            fusion.weight *= FADE
        length = len(posteriors)
        self.fusions.setdefault(length, _Fusion(np.zeros((length, 10)))).add(posteriors, weight)
        self._decide()

    def _decide(self) -> None:
        total = sum(fusion.weight for fusion in self.fusions.values())
        likeliest = max(self.fusions.values(), key=lambda fusion: fusion.weight)
        text, sure = likeliest.answer()
        self.steady = self.steady + 1 if text == self.text else 1
        self.text, self.confidence = text, sure * likeliest.weight / total
        if self.steady >= LOCK_FRAMES and self.confidence >= LOCK_CONFIDENCE:
            self.locked = True


class Tracker:
    """Follows the lines of one scene. Give it every frame's reading, in order; it has no clock and no globals."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._next = 1

    def update(self, reading: Reading) -> tuple[Stable, ...]:
        """The steady lines after one more frame, in reading order; lines without a digit are not followed."""
        lines = [line for line in reading.lines if line.text]
        pairs = _match(self._tracks, lines)
        for track in self._tracks:
            track.missed += 1
        for index, line in enumerate(lines):
            track = pairs.get(index) or self._begin(line)
            track.see(line, _sharpness(line))
        self._tracks = [track for track in self._tracks if track.missed < FORGET_FRAMES]
        shown = [track for track in self._tracks if track.missed <= SHOW_MISSED_FRAMES]
        shown.sort(key=lambda track: (track.box.y, track.box.x))
        return tuple(Stable(t.number, t.text, t.confidence, t.locked, t.box) for t in shown)

    def _begin(self, line: Line) -> _Track:
        track = _Track(self._next, line.box)
        self._next += 1
        self._tracks.append(track)
        return track


def _match(tracks: list[_Track], lines: list[Line]) -> dict[int, _Track]:
    """Which line continues which track: the best overlaps first, each side used once."""
    overlaps = [
        (_overlap(track.box, line.box), -track.missed, -track.number, index, track)
        for index, line in enumerate(lines)
        for track in tracks
    ]
    pairs: dict[int, _Track] = {}
    taken: set[int] = set()
    for overlap, _, _, index, track in sorted(overlaps, key=lambda entry: entry[:3], reverse=True):
        if overlap >= SAME_LINE_OVERLAP and index not in pairs and track.number not in taken:
            pairs[index] = track
            taken.add(track.number)
    return pairs


def _overlap(a: Box, b: Box) -> float:
    """The common area as a share of both areas together: 0 apart, 1 the same."""
    width = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    height = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (a.width * a.height + b.width * b.height - common)


def _posteriors(line: Line) -> NDArray[np.float64]:
    """(L, 10): the probabilities of the ten digits at every digit of the line."""
    rows = [glyph.probabilities[:10] for glyph in line.glyphs if glyph.digit is not None]
    values: NDArray[np.float64] = np.array(rows, np.float64).reshape(-1, 10)
    values /= np.maximum(values.sum(axis=1, keepdims=True), FLOOR)
    return values


def _sharpness(line: Line) -> float:
    """How steep the edges of the line's digits are: the mean squared step between neighbouring pixels.

    The crops are all of one size, so what was small, blurred or far away is soft in them.
    """
    crops = [glyph.crop for glyph in line.glyphs if glyph.digit is not None and glyph.crop]
    if not crops:
        return 0.0
    pixels = np.frombuffer(b"".join(crops), np.uint8).reshape(-1, SIDE, SIDE).astype(np.float32)
    down, across = pixels[:, 1:] - pixels[:, :-1], pixels[:, :, 1:] - pixels[:, :, :-1]
    return float(np.vdot(down, down) + np.vdot(across, across)) / pixels.size
