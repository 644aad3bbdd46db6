"""Where sources are prepared and their readings finished: the road before and after the network.

A desk holds what was prepared until the network has looked at it. The one for ink is in the server's own process,
those for cameras and uploads are in processes of their own (`server.desks`); what goes to and fro is small: crops,
logits, the finished answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

from server.errors import Unavailable
from server.jobs import Crops, Logits
from server.lanes import Lane
from vision import Box, Line, Prepared, Reader, Reading, Source, TakesLonger, Tracker, frame_opinions

UPLOAD_SECOND_OPINIONS = 64
"""Lines of one page that the line network reads too."""

T = TypeVar("T")
Stages = dict[str, float]


class Forgotten(Unavailable):
    """Raised when what was prepared went with its process."""

    code = "recognition.forgotten"
    sentence = "The reader was started anew meanwhile."
    hint = "Send it again."


@dataclass(frozen=True, slots=True)
class Circumstances:
    """For whom a reading is finished, and in what hurry. classify_ms: what the network took. at_once: `Later` is an
    answer too."""

    lane: Lane
    hurried: bool = False
    classify_ms: float = 0.0
    at_once: bool = False


class Sheet(NamedTuple):
    """What the network must see of a source, (N, 28, 28), and the seconds of the stages that this took."""

    crops: Crops
    stages: Stages


class More(NamedTuple):
    """The network doubts wide pieces: these crops of their parts are to be seen too."""

    crops: Crops


class Later(NamedTuple):
    """What is held takes longer to finish than can be waited for now."""


class Finished(NamedTuple, Generic[T]):
    """A reading in its form, and the seconds of the stages."""

    formed: T
    stages: Stages


@dataclass(frozen=True, slots=True)
class AtHand:
    """What a form may ask for where a reading is finished."""

    look: Callable[[Box], tuple[Line, ...]]
    """One place of the source, read with more time."""

    tracker: Callable[[int], Tracker]
    """The follower of a camera's scene, by its number."""


Form = Callable[[Reading, AtHand], T]
"""What becomes of a finished reading before it goes back."""


class Desk:
    """Prepares and finishes. Tickets name what it holds, scenes the trackers that it keeps; both are the caller's."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._held: dict[int, Prepared] = {}
        self._trackers: dict[int, Tracker] = {}

    def prepare(self, ticket: int, source: Source, scene: int | None = None) -> Sheet:
        """Hold what is found in the source. scene: of which it is a frame, read at the angle at which that is held.

        Raises VisionError.
        """
        began = time.perf_counter()
        prepared = self._reader.prepare(source, None if scene is None else self._tracker(scene).mender)
        stages = {"prepare": time.perf_counter() - began}
        stages |= {stage: took_ms / 1e3 for stage, took_ms in prepared.timings_ms.items()}
        self._held[ticket] = prepared
        return Sheet(prepared.crops, stages)

    def finish(self, ticket: int, logits: Logits, form: Form[T], around: Circumstances) -> More | Later | Finished[T]:
        """The reading in its form, and what was held is let go; or more crops, whose logits are to come behind these;
        or nothing yet.

        Raises Forgotten.
        """
        prepared = self._held.pop(ticket, None)
        if prepared is None:
            raise Forgotten
        if doubted := self._reader.doubted(prepared, logits):
            self._held[ticket] = prepared = self._reader.cut(prepared, doubted)
            return More(prepared.crops[len(logits) :])
        try:
            return self._finish(prepared, logits, form, around)
        except TakesLonger:
            self._held[ticket] = prepared
            return Later()

    def drop(self, ticket: int) -> None:
        """Let go of what is held: nobody waits for it any more."""
        self._held.pop(ticket, None)

    def leave(self, scene: int) -> None:
        """Let go of a scene's tracker."""
        self._trackers.pop(scene, None)

    def _finish(self, prepared: Prepared, logits: Logits, form: Form[T], around: Circumstances) -> Finished[T]:
        began = time.perf_counter()
        is_frame = around.lane is Lane.CAMERA
        second = 0 if around.hurried else frame_opinions(prepared) if is_frame else UPLOAD_SECOND_OPINIONS
        reading = self._reader.finish(
            prepared,
            logits,
            classify_ms=around.classify_ms,
            second_opinions=second,
            thorough=around.lane is Lane.UPLOAD,
            chains=is_frame and not around.hurried,
            at_once=around.at_once,
        )
        finished = time.perf_counter()
        stages = {"finish": finished - began}

        def look(box: Box) -> tuple[Line, ...]:
            began = time.perf_counter()
            lines = self._reader.look(prepared, box)
            stages["look"] = stages.get("look", 0.0) + time.perf_counter() - began
            return lines

        reading = replace(reading, hurried=True) if around.hurried else reading
        formed = form(reading, AtHand(look, self._tracker))
        stages["encode"] = time.perf_counter() - finished  # of which "look" is a part
        return Finished(formed, stages)

    def _tracker(self, scene: int) -> Tracker:
        found = self._trackers.get(scene)
        if found is None:
            found = self._trackers[scene] = self._reader.tracker()
        return found
