"""Readings of successive camera frames fused into steady lines that lock.

A single frame is often wrong: blurred, shaded, half covered. Lines are followed by where they are; what their frames
say together is in `track_fusion`. A line locks when one more frame is not expected to change the answer by what a
frame costs (Bulatov et al., "On optimal stopping strategies for text recognition in a video stream", 2019) and the
answer is as sure as lines must be to be accepted; and where there is time, a closer look at its place must find the
same (close_look.py). Three frames in a row that are about as sharp and agree on something else unlock it; when they
say now this and now that, or a part of the number, something is rather in the way, and it takes eight.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from vision.close_look import looked_at_px
from vision.normalise import SIDE
from vision.reading import Box, Glyph, Line, Reading, Verdict
from vision.scene_mender import SceneMender
from vision.track_fusion import TrackFusion, Witness
from vision.trust import CAMERA_FEATURES, PLAIN_CAMERA, Trust, log_odds

LOCK_FRAMES = 2
"""Frames in a row that must give the same answer: a single one may hold anybody's glare."""

COST_OF_A_FRAME = 0.02
"""A line locks when the next frame is expected to move the answer by less."""

UNLOCK_FRAMES, STUBBORN_FRAMES = 3, 8
"""Frames in a row against a lock that end it: such that agree on another number, and any."""

CONTRADICTING_SHARPNESS = 0.7
"""A frame contradicts a lock only when it is at least so sharp, beside the track's best."""

EDGE = 0.2
"""A line that ends nearer to the frame's side than this, in its heights, may go on beyond it: it does not lock."""

FIRST_WAIT, LONGEST_WAIT = 2, 16
"""Frames before an answer that a closer look did not find is looked at again: twice as many each time."""

LOOKED_AT_PX = 80_000
"""Pixels of one frame after which no further place is looked at closely, some 80 ms: on a page of many numbers they
take turns."""

REFUSED = 0.5
"""Highest confidence in an answer that a closer look did not find: of those on films most were parts of a number."""

Look = Callable[[Box], Sequence[Line]]
"""What stands in a place of the newest frame when it is read with more time (`Reader.look`)."""

SAME_LINE_OVERLAP = 0.3
FORGET_FRAMES = 8
SHOW_MISSED_FRAMES = 2


@dataclass(frozen=True, slots=True)
class Stable:
    """One followed line. `confidence` is the calibrated probability that all its digits are right, as in `Line`.

    strings: the likeliest, with their shares among those that were weighed. glyphs: of the newest frame that read
    exactly `text`; none when no frame did.
    """

    track: int
    text: str
    confidence: float
    locked: bool
    box: Box
    verdict: Verdict = "ask"
    strings: tuple[tuple[str, float], ...] = ()
    glyphs: tuple[Glyph, ...] = ()

    @property
    def line(self) -> Line:
        """What its frames say together, as one line: to be judged under a format."""
        return Line(self.text, self.confidence, self.box, self.glyphs, self.strings, self.verdict)


@dataclass(slots=True)
class Track:
    number: int
    box: Box
    best_sharpness: float = 0.0
    missed: int = 0
    steady: int = 0
    text: str = ""
    confidence: float = 0.0
    locked: bool = False
    whole: bool = True
    fusion: TrackFusion = field(default_factory=TrackFusion)
    lines: list[float] = field(default_factory=list)
    against: list[Witness] = field(default_factory=list)
    like: Line | None = None
    strings: tuple[tuple[str, float], ...] = ()
    refused: str = ""
    wait: int = 0
    next_wait: int = FIRST_WAIT

    def is_settled(self) -> bool:
        """Whether another frame is not worth its time: the line is all there and its answer steady. It locks if it is
        sure as well."""
        steady = self.whole and self.steady >= LOCK_FRAMES
        return steady and self.fusion.expected_change() < COST_OF_A_FRAME

    def see(
        self, line: Line, sharpness: float, trust: Trust, *, whole: bool = True, look: _Looks | None = None
    ) -> None:
        """Take what one frame says about the line. whole: it does not go on beyond the frame."""
        self.box, self.missed, self.whole = line.box, 0, whole
        self.best_sharpness = max(self.best_sharpness, sharpness)
        relative = sharpness / self.best_sharpness if self.best_sharpness else 1.0
        witness = Witness.of(line, relative)
        if not (self.locked and self._contradicts(witness, relative, trust)):
            self._fuse(witness, trust)
        self._lock(trust, look)
        if line.text == self.text:
            self.like = line

    def _contradicts(self, witness: Witness, relative: float, trust: Trust) -> bool:
        """Whether the frame is kept out of a locked answer; the last of several in a row replaces the answer."""
        if witness.text == self.text:
            self.against.clear()
            return False
        if relative < CONTRADICTING_SHARPNESS:
            return True
        self.against.append(witness)
        latest = self.against[-UNLOCK_FRAMES:]
        if len(latest) == UNLOCK_FRAMES and self._is_other_number(latest):
            self._begin_anew(latest, trust)
        elif len(self.against) >= STUBBORN_FRAMES:
            self._begin_anew(self.against, trust)
        return True

    def _is_other_number(self, witnesses: list[Witness]) -> bool:
        """Whether they agree, and not on a part of what is locked, the rest of which a hand may cover."""
        first = witnesses[0].text
        return first not in self.text and all(witness.text == first for witness in witnesses)

    def _begin_anew(self, witnesses: list[Witness], trust: Trust) -> None:
        self.against = []
        self.locked, self.steady, self.text, self.fusion = False, 0, "", TrackFusion()
        for witness in witnesses:
            self._fuse(witness, trust)

    def _fuse(self, witness: Witness, trust: Trust) -> None:
        self.fusion.add(witness)
        self.strings = tuple(self.fusion.shares().items())
        text = self.strings[0][0]
        self.steady = self.steady + 1 if text == self.text else 1
        self.text, self.confidence = text, trust.confidence(features(self.fusion))

    def _lock(self, trust: Trust, look: _Looks | None) -> None:
        if not self.locked and self.confidence >= trust.accept and self.is_settled():
            self.locked = self.refused != self.text if look is None else self._is_found(look)

    def _is_found(self, look: _Looks) -> bool:
        """Whether a closer look finds the answer too. One that it did not find is looked for again after a while: a
        hand may have been in the way."""
        if self.refused != self.text:
            self.wait, self.next_wait = 0, FIRST_WAIT
        elif self.wait > 0:
            self.wait -= 1
            return False
        if look.over:
            return False
        if any(line.text == self.text and line.verdict != "ignore" for line in look(self.box)):
            self.refused = ""
            return True
        self.refused, self.wait = self.text, self.next_wait
        self.next_wait = min(LONGEST_WAIT, 2 * self.next_wait)
        return False

    @property
    def sure(self) -> float:
        """Its confidence, no higher than what a closer look leaves of it."""
        return min(REFUSED, self.confidence) if self.refused == self.text else self.confidence


def features(fusion: TrackFusion) -> tuple[float, ...]:
    """What is known of a track, in the order of CAMERA_FEATURES."""
    text, share = fusion.answer()
    values = {
        "share": log_odds(share * fusion.weakest(text)),
        "line": log_odds(fusion.believed(text)),
        "agreeing": fusion.agreeing(text),
        "frames": math.log(1 + fusion.weight),
        "digits": math.log(len(text)),
        "lone": float(len(text) == 1),
        "unknown": fusion.unknown(text),
    }
    return tuple(values[name] for name in CAMERA_FEATURES)


class Tracker:
    """Follows the lines of one scene. Give it every frame's reading, in order; it has no clock and no globals.

    trust: of the camera's lines, as the checkpoint's card has it (`Reader.tracker()`); plain when not given.
    """

    def __init__(self, trust: Trust | None = None) -> None:
        self._trust = trust or PLAIN_CAMERA
        self.mender = SceneMender()
        self.tracks: list[Track] = []
        self._next = 1

    def update(self, reading: Reading, look: Look | None = None) -> tuple[Stable, ...]:
        """The steady lines after one more frame, in reading order; lines without a digit are not followed.

        look: of this frame; without it, as when there is no time for it, lines lock on what the frames say, but for
        what a closer look did not find before.
        """
        self.mender.see(reading)
        looks = _Looks(look) if look is not None else None
        lines = [line for line in reading.lines if line.text]
        pairs = _match(self.tracks, lines)
        for track in self.tracks:
            track.missed += 1
        for index, line in enumerate(lines):
            track = pairs.get(index) or self._begin(line)
            within = _is_within(line.box, reading.width)
            track.see(line, _sharpness(line), self._trust, whole=within, look=looks)
        self.tracks = [track for track in self.tracks if track.missed < FORGET_FRAMES]
        shown = [track for track in self.tracks if track.missed <= SHOW_MISSED_FRAMES]
        shown.sort(key=lambda track: (track.box.y, track.box.x))
        return tuple(self._stable(track) for track in shown)

    def _stable(self, track: Track) -> Stable:
        verdict = self._trust.verdict(track.sure)
        glyphs = track.like.glyphs if track.like is not None and track.like.text == track.text else ()
        return Stable(track.number, track.text, track.sure, track.locked, track.box, verdict, track.strings, glyphs)

    def _begin(self, line: Line) -> Track:
        track = Track(self._next, line.box)
        self._next += 1
        self.tracks.append(track)
        return track


class _Looks:
    """The closer looks of one frame."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._left_px = float(LOOKED_AT_PX)

    @property
    def over(self) -> bool:
        """Whether the next place has to wait for the next frame."""
        return self._left_px <= 0

    def __call__(self, box: Box) -> Sequence[Line]:
        self._left_px -= looked_at_px(box)
        return self._look(box)


def _match(tracks: list[Track], lines: list[Line]) -> dict[int, Track]:
    """Which line continues which track: the best overlaps first, each side used once."""
    overlaps = [
        (_overlap(track.box, line.box), -track.missed, -track.number, index, track)
        for index, line in enumerate(lines)
        for track in tracks
    ]
    pairs: dict[int, Track] = {}
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


def _is_within(box: Box, width: int) -> bool:
    near = EDGE * box.height
    return box.x >= near and box.x + box.width <= width - near


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
