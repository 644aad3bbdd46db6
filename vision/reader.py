"""The road: a source goes in, a reading comes out, in three steps that a server may run in different places."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.chain_lines import is_oblong
from vision.checkpoint import Checkpoint
from vision.classifier import Classifier, Engine, open_classifier
from vision.close_look import cut_around, there
from vision.decode import decode
from vision.errors import NotASource
from vision.explain import Explainer, Explanation
from vision.formats import open_format, under
from vision.frame import Frame
from vision.ink_lines import InkRevision
from vision.lattice import LineLattice
from vision.limits import Limits
from vision.line_readers import LineReaders
from vision.lines_of_glyphs import to_lines
from vision.margin import with_margin
from vision.mend import ALL_MENDS, Mend
from vision.other_views import voted
from vision.reading import NOT_A_DIGIT, Box, Line, Reading, SourceKind
from vision.revision import Revision
from vision.scene_mender import SceneMender
from vision.segment import Segmentation, UncutLine, cut_doubted, segment
from vision.segment_ink import crop_of, segment_ink
from vision.shade import better_evened
from vision.skew import better_level
from vision.source import Ink, PdfPage, Photo, Source
from vision.squared import better_unruled
from vision.struck import marked
from vision.tracking import Tracker
from vision.trust import Channel, Trust
from vision.ways_up import better_way_up, turned, turned_back

WORKING_PIXELS = 4_200_000
"""Pictures are read at no more than this: an A4 page at 200 dots per inch, all that a digit needs."""

PLAINLY_ONE = 0.9
"""A wide piece that is a digit with this probability is not cut: most are, and cuts are half of a frame's crops."""

SECOND_OPINIONS = 64
"""Lines of one picture that are read a second time at most: a bound on time for dense pages."""

FRAME_OPINIONS = 1
"""The same for a live frame, which has to be quick; a frame of more than twice as many lines has none read again: it
is a page, and a page has time when it is uploaded."""

REMEMBERED_CROPS = 2048
"""Of finished strokes, for live ink: 800 bytes each and the strokes themselves."""

LARGEST_CUT_OUT = 384
"""Pictures whose longer side is less are mostly cut out along their ink, and get paper around."""

SMALLEST_SIDE = 96
"""Smaller pictures are enlarged to this height, so that a 28 x 28 picture of one digit reads too."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source on its way: all but the network's answer.

    crops: (N, 28, 28) uint8, what the network must see; N may be 0. Lattices refer to them by row.
    uncut: lines with wide pieces that are cut only where the network doubts them whole. ink: the drawing, if it is one.
    """

    source: SourceKind
    frame: Frame
    lattices: tuple[LineLattice, ...]
    crops: NDArray[np.uint8]
    timings_ms: dict[str, float] = field(default_factory=dict)
    uncut: tuple[UncutLine, ...] = ()
    ink: Ink | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """What one reading of a picture shows of it. has_words: words were read in it."""

    frame: Frame
    reading: Reading
    has_words: bool


def frame_opinions(prepared: Prepared) -> int:
    """How many lines of a camera's frame are worth a second reading."""
    return FRAME_OPINIONS if len(prepared.lattices) <= 2 * FRAME_OPINIONS else 0


class Reader:
    """Reads digits in ink, pictures and PDF pages. Thread-safe; close it, or use it as a context manager."""

    def __init__(self, checkpoint: Checkpoint, classifier: Classifier, limits: Limits, engine: Engine = "auto") -> None:
        self.checkpoint = checkpoint
        self._engine: Engine = engine
        self.classifier = classifier
        self.limits = limits
        self._line_readers = LineReaders.open(checkpoint.folder)
        self._explainer = Explainer(checkpoint)
        self._trust = {channel: Trust.from_card(checkpoint.card, channel) for channel in get_args(Channel)}
        self._crop_of = lru_cache(REMEMBERED_CROPS)(crop_of)

    @classmethod
    def open(
        cls, checkpoint: str | Path | None = None, *, limits: Limits | None = None, engine: Engine = "auto"
    ) -> Reader:
        """Load weights by shipped name ("permissive", "full", "mnist") or from a folder. Raises BadCheckpoint."""
        # Callers bring the parallelism, one picture a thread: OpenCV's own threads only fight over the cores.
        cv2.setNumThreads(1)
        opened = Checkpoint.open(checkpoint)
        return cls(opened, open_classifier(opened, engine), limits or Limits(), engine)

    @property
    def checkpoint_name(self) -> str:
        """The name in the checkpoint's card; every reading carries it."""
        return self.checkpoint.name

    def read(self, source: Source, *, format: str | None = None) -> Reading:
        """Everything in one source. Raises VisionError for what cannot be opened; finding nothing is an answer.

        format: the name of one (see `known_formats`) that its lines are judged under, beside what was seen.
        """
        chosen = None if format is None else open_format(format)
        prepared, logits, classify_ms = self._classified(source)
        reading = self.finish(prepared, logits, classify_ms=classify_ms)
        return reading if chosen is None else under(reading, chosen)

    def read_once(self, source: Source) -> Reading:
        """The same, but what is in doubt is not read in other views: its confidence is that of one reading."""
        return self._look_at(source).reading

    def _look_at(self, source: Source) -> _Look:
        prepared, logits, classify_ms = self._classified(source)
        return self._look(prepared, logits, classify_ms, self._revision(prepared))

    def _classified(self, source: Source) -> tuple[Prepared, NDArray[np.float32], float]:
        prepared = self.prepare(source)
        started = time.perf_counter()
        prepared, logits = self.classify(prepared)
        return prepared, logits, (time.perf_counter() - started) * 1e3

    def prepare(self, source: Source, mender: SceneMender | None = None) -> Prepared:
        """Decode and segment: all the work before the network, none of it waiting for anything. Raises VisionError.

        mender: of the scene that the source is a frame of (`Tracker.mender`), which may mend it first.
        """
        started = time.perf_counter()
        if not isinstance(source, Source):
            raise NotASource(f"{type(source).__name__} cannot be read. {NotASource.hint}")
        if isinstance(source, Ink):
            frame = Frame(np.zeros((1, 1), np.uint8), source.width, source.height)
            kind: SourceKind = "ink"
        else:
            frame = self._frame(source, mender)
            kind = "pdf" if isinstance(source, PdfPage) else "photo"
        decoded = time.perf_counter()
        segmentation = segment_ink(source, self._crop_of) if isinstance(source, Ink) else segment(frame, wait=True)
        frame = replace(frame, dividers=segmentation.dividers)
        segmented = time.perf_counter()
        timings = {"decode": (decoded - started) * 1e3, "segment": (segmented - decoded) * 1e3}
        ink = source if isinstance(source, Ink) else None
        return Prepared(kind, frame, segmentation.lattices, segmentation.crops, timings, segmentation.uncut, ink)

    def classify(self, prepared: Prepared) -> tuple[Prepared, NDArray[np.float32]]:
        """What the network says of all crops, and of those that cutting doubted pieces added to what was prepared."""
        logits = self.classifier.classify(prepared.crops)
        if doubted := self.doubted(prepared, logits):
            prepared = self.cut(prepared, doubted)
            logits = np.concatenate([logits, self.classifier.classify(prepared.crops[len(logits) :])])
        return prepared, logits

    def doubted(self, prepared: Prepared, logits: NDArray[np.float32]) -> frozenset[int]:
        """Rows of wide pieces that are not plainly one digit: `cut` them, have the new crops classified, then finish.

        logits: (N, 11) float32, one row per crop of `prepared`. Mostly there are none. Microseconds.
        """
        rows = np.array([row for line in prepared.uncut for row in line.rows], np.int64)
        if not len(rows):
            return frozenset()
        posteriors = self.checkpoint.calibration(prepared.source).posteriors(logits[rows])
        return frozenset(rows[posteriors[:, :NOT_A_DIGIT].max(axis=1) < PLAINLY_ONE].tolist())

    def cut(self, prepared: Prepared, doubted: frozenset[int]) -> Prepared:
        """The same with these pieces cut: new candidates, whose crops come after those that there were."""
        before = Segmentation(prepared.lattices, prepared.crops, prepared.uncut)
        after = cut_doubted(before, doubted)
        return replace(prepared, lattices=after.lattices, crops=after.crops, uncut=())

    def finish(
        self,
        prepared: Prepared,
        logits: NDArray[np.float32],
        *,
        classify_ms: float = 0.0,
        second_opinions: int = SECOND_OPINIONS,
        thorough: bool = True,
        chains: bool = False,
        at_once: bool = False,
    ) -> Reading:
        """Turn the network's answer into lines of digits.

        logits: (N, 11) float32, one row per crop of `prepared`. `classify_ms` goes into the reading's timings.
        second_opinions: how many lines the line network may read again, 2 to 5 ms each.
        thorough: lines that stay in doubt are read in more views, 3 to 8 ms each, pictures are searched for chains of
        print and fields, 10 to 200 ms, mended where they read better so, with one to three more readings, and what
        stays in doubt is read in other views too, 20 to 80 ms a place; live frames go without.
        chains: look for code lines of cheques, 1 to 3 ms where marks stand like one, and for chains of print, 5 to 15
        ms, where no number is read surely without: for live frames.
        at_once: raises TakesLonger instead of reading a drawing's lines again.
        """
        started = time.perf_counter()
        look = self._look(
            prepared,
            logits,
            classify_ms,
            self._revision(prepared, second_opinions, thorough=thorough, chains=chains, at_once=at_once),
        )
        reading = self._best(look, ALL_MENDS) if thorough and prepared.source != "ink" else look.reading
        reading.timings_ms["finish"] = (time.perf_counter() - started) * 1e3
        return reading

    def _look(
        self,
        prepared: Prepared,
        logits: NDArray[np.float32],
        classify_ms: float,
        revise: Revision | InkRevision,
    ) -> _Look:
        started = time.perf_counter()
        posteriors = self.checkpoint.calibration(prepared.source).posteriors(logits)
        frame = prepared.frame
        trust = self._trust["ink" if prepared.source == "ink" else "frame" if frame.live else "upload"]
        found = to_lines(prepared.lattices, posteriors, prepared.crops, frame, prepared.source, revise)
        lines = tuple(trust.judged(line) for line in found)
        skew = frame.level.degrees if frame.level is not None else 0.0
        finish_ms = (time.perf_counter() - started) * 1e3
        timings = {**prepared.timings_ms, "classify": classify_ms, "finish": finish_ms}
        reading = Reading(
            prepared.source, frame.width, frame.height, 0, lines, timings, self.checkpoint_name, skew=skew
        )
        return _Look(frame, reading, revise.has_words)

    def _revision(
        self,
        prepared: Prepared,
        most: int = SECOND_OPINIONS,
        *,
        thorough: bool = True,
        chains: bool = False,
        at_once: bool = False,
    ) -> Revision | InkRevision:
        """What revises a source's lines, by default with all there is; see `finish`."""
        if prepared.ink is not None:
            return InkRevision(prepared.ink, self._line_readers, most, at_once)
        return Revision(prepared.frame, self._line_readers, most, thorough, chains)

    def explain(self, crop: NDArray[np.uint8]) -> Explanation:
        """Why one crop, (28, 28) uint8, was read as it was."""
        return self._explainer.explain(crop, self.classifier)

    def look(self, prepared: Prepared, box: Box) -> tuple[Line, ...]:
        """The lines of a frame in and around one place, read with all but other views: `Tracker.update` asks for it.

        box: in the source's own pixels; the lines' boxes are in those of the piece that was looked at. 10 to 50 ms.
        """
        cut, place = cut_around(prepared.frame, box)
        return there(self.read_once(Photo(cut)).lines, place) if cut.size else ()

    def tracker(self) -> Tracker:
        """A follower of one camera scene's lines, as sure as this checkpoint's card says."""
        return Tracker(self._trust["camera"])

    def renew(self) -> None:
        """Open the engine anew in place of one whose device has failed; that one is left to whoever still uses it.

        Raises what opening raises, and then the old one stays.
        """
        self.classifier = open_classifier(self.checkpoint, self._engine)

    def close(self) -> None:
        """Release the engine."""
        self.classifier.close()
        if self._line_readers is not None:
            self._line_readers.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _view(self, view: NDArray[np.uint8]) -> Sequence[Line]:
        return self.read_once(Photo(view)).lines

    def _best(self, look: _Look, mends: Mend) -> Reading:
        """A picture's reading as it is read best: mended in one way, and then perhaps in others, or with what is in
        doubt read in other views. look: at the picture as it is. mends: those that are left."""
        frame, reading, lines = look.frame, look.reading, look.reading.lines
        grey, most_pixels = frame.pixels, self.limits.pixels
        (rows, columns), (x, y, _, _) = grey.shape, frame.inside
        looks: list[tuple[NDArray[np.uint8], _Look]] = []

        def read(picture: NDArray[np.uint8]) -> Sequence[Line]:
            seen = self._look_at(Photo(picture))
            looks.append((picture, seen))
            return seen.reading.lines

        def mended(picture: NDArray[np.uint8], mend: Mend, to: Callable[[Box], Box] = lambda box: box) -> Reading:
            def back(box: Box) -> Box:
                there = to(box)
                return frame.box(x + there.x, y + there.y, there.width, there.height)

            # What was looked at to judge it is not read from the start.
            known = next((one for seen, one in looks if np.array_equal(seen, picture)), None)
            other = self._best(known or self._look_at(Photo(picture)), mends & ~mend)
            moved = tuple(line.moved(back) for line in other.lines)
            return replace(reading, lines=moved, rotation=other.rotation, skew=other.skew)

        if Mend.SQUARES in mends and (plain := better_unruled(grey, lines, read)) is not None:
            return mended(plain, Mend.SQUARES)
        if Mend.SHADE in mends and (bright := better_evened(grey, lines, read)) is not None:
            return mended(bright, Mend.SHADE)
        if Mend.SKEW in mends and (level := better_level(grey, lines, read, most_pixels=most_pixels)) is not None:
            return replace(mended(level.pixels, Mend.SKEW, level.back), skew=level.degrees)
        if Mend.TURN in mends and (degrees := better_way_up(grey, lines, read, has_words=look.has_words)):
            upright = mended(turned(grey, degrees), Mend.TURN, lambda box: turned_back(box, degrees, columns, rows))
            return replace(upright, rotation=degrees)
        weighed = self._trust["upload"].weighed
        votes = voted(frame, lines, self._view, most_pixels=most_pixels)
        return replace(reading, lines=tuple(marked(frame, map(weighed, votes))))

    def _frame(self, source: Photo | PdfPage, mender: SceneMender | None) -> Frame:
        decoded = decode(source, self.limits, max_pixels=WORKING_PIXELS)
        grey, scale = decoded.grey, decoded.scale
        if mender is not None:
            grey, level = mender.mended(grey)
            if level is not None:
                return Frame(grey, decoded.width, decoded.height, scale, live=True, level=level)
        margin = (0, 0)
        if max(grey.shape) < LARGEST_CUT_OUT and not is_oblong(grey.shape[1], grey.shape[0]):
            grey, margin = with_margin(grey)
        smallest = min(grey.shape)
        if smallest < SMALLEST_SIDE and max(grey.shape) < 4 * SMALLEST_SIDE:
            factor = -(-SMALLEST_SIDE // smallest)
            grey = np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8)
            scale *= factor
            margin = (margin[0] * factor, margin[1] * factor)
        return Frame(grey, decoded.width, decoded.height, scale, margin, live=mender is not None)
