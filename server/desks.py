"""The ways to the desks where sources are prepared and finished: in this process for ink, in one apart for pictures.

A stroke takes a third of a millisecond, which a way to another process would double. A frame takes ten, a dense page a
good part of a second; in this process they would hold the interpreter whenever a stroke needs it.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import numpy as np

from server.desk import Circumstances, Desk, Finished, Form, Later, More, Sheet
from server.jobs import Crops, Logits
from server.lanes import Lane
from server.processes import Process
from server.threads import Threads
from server.turns import Turns
from vision import Ink, Limits, Photo, Reader, Source

NICENESS = {Lane.CAMERA: 5, Lane.UPLOAD: 10}
"""Pens go first when cores are short, then cameras; uploads still get a tenth of a core that is asked for by all."""

LONGEST_S = {Lane.CAMERA: 20.0, Lane.UPLOAD: 120.0}
"""What one picture may take before its process is taken to hang: a frame some tens of milliseconds, a dense page some
seconds on a busy machine."""

P = ParamSpec("P")
T = TypeVar("T")

_tickets = itertools.count(1)


class Way(Protocol):
    """A way to one desk."""

    turns: Turns
    """Who may put a source on it."""

    def hold(self) -> Held:
        """Room for one more source there."""

    async def run(self, what: Callable[Concatenate[Desk, P], T], /, *args: P.args, **named: P.kwargs) -> T:
        """Do something at the desk. Also raises what the way there does."""

    def tell(self, what: Callable[Concatenate[Desk, P], None], /, *args: P.args, **named: P.kwargs) -> None:
        """The same without waiting for it; from any thread."""

    async def close(self, within_s: float) -> None:
        """End what there is of it."""


class Near:
    """The way to a desk in this process, through its threads."""

    def __init__(self, desk: Desk, threads: int, name: str) -> None:
        self.turns = Turns(threads)
        self._desk = desk
        self._threads = Threads(threads, name)

    def hold(self) -> Held:
        """See `Way`."""
        return Held(self)

    def now(self, what: Callable[Concatenate[Desk, P], T], /, *args: P.args, **named: P.kwargs) -> T:
        """On the event loop: for what takes less than the way to a thread and back."""
        return what(self._desk, *args, **named)

    async def run(self, what: Callable[Concatenate[Desk, P], T], /, *args: P.args, **named: P.kwargs) -> T:
        """See `Way`."""
        return await self._threads.run(partial(what, self._desk, *args, **named))

    def tell(self, what: Callable[Concatenate[Desk, P], None], /, *args: P.args, **named: P.kwargs) -> None:
        """See `Way`."""
        what(self._desk, *args, **named)

    async def close(self, within_s: float) -> None:
        """See `Way`."""
        await self._threads.close(within_s)


class Apart:
    """The way to a desk in a process of its own."""

    def __init__(self, checkpoint: str | Path, limits: Limits, lane: Lane, number: int) -> None:
        # One source at a time is prepared: with another lying ready frames are as many a second, and a third older.
        self.turns = Turns(1)
        self.lane = lane
        self.process = Process(
            partial(opened_and_tried, checkpoint, limits),
            f"{lane.name.lower()}-{number}",
            niceness=NICENESS[lane],
            longest_s=LONGEST_S[lane],
        )
        self._held: weakref.WeakSet[Held] = weakref.WeakSet()
        self._scenes: weakref.WeakSet[Scene] = weakref.WeakSet()

    @property
    def load(self) -> int:
        """Sources that it holds or that wait for a place."""
        return len(self._held) + self.turns.waiting

    @property
    def scenes(self) -> int:
        """Cameras that are read there."""
        return len(self._scenes)

    def hold(self) -> Held:
        """See `Way`."""
        self._held.add(held := Held(self))
        return held

    def scene(self) -> Scene:
        """A new one, whose frames are all read there."""
        self._scenes.add(scene := Scene(self))
        return scene

    async def run(self, what: Callable[Concatenate[Desk, P], T], /, *args: P.args, **named: P.kwargs) -> T:
        """See `Way`; also raises ProcessDied, NotOpened and Closing."""
        return await self.process.ask(what, *args, **named)

    def tell(self, what: Callable[Concatenate[Desk, P], None], /, *args: P.args, **named: P.kwargs) -> None:
        """See `Way`. What has died needs to be told nothing."""
        self.process.tell(what, *args, **named)

    async def close(self, within_s: float) -> None:
        """See `Way`."""
        await self.process.close(within_s)


class Held:
    """A source that was prepared, or is being: its desk holds it until it is finished, or nobody waits any more."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.crops: Crops
        self._ticket = next(_tickets)
        self._drop = _when_gone(self, way, Desk.drop, self._ticket)

    async def prepare(self, source: Source, scene: Scene | None = None) -> Sheet:
        """Put the source on the desk. scene: whose frame it is. Raises VisionError, and what the way does."""
        number = None if scene is None else scene.number
        return self._prepared(await self.way.run(Desk.prepare, self._ticket, source, number))

    def prepare_now(self, near: Near, source: Source) -> Sheet:
        """The same on the event loop."""
        return self._prepared(near.now(Desk.prepare, self._ticket, source))

    async def finish(
        self, logits: Logits, form: Form[T], around: Circumstances, *, now: Near | None = None
    ) -> More | Finished[T]:
        """See `Desk.finish`. now: on the event loop, at this desk, unless that takes longer."""
        at_once = replace(around, at_once=True)
        step = None if now is None else now.now(Desk.finish, self._ticket, logits, form, at_once)
        if step is None or isinstance(step, Later):
            step = await self.way.run(Desk.finish, self._ticket, logits, form, around)
        assert not isinstance(step, Later)  # that is an answer at once alone
        if isinstance(step, Finished):
            self._drop.detach()
        return step

    def _prepared(self, sheet: Sheet) -> Sheet:
        self.crops = sheet.crops
        return sheet


class Scene:
    """What one camera shows from its start on: all its frames are read at one desk, which follows their lines."""

    def __init__(self, way: Apart) -> None:
        self.way = way
        self.number = next(_tickets)
        _when_gone(self, way, Desk.leave, self.number)

    @property
    def crowded(self) -> bool:
        """Whether frames wait for a place at its desk."""
        return self.way.turns.waiting > 0


def opened_and_tried(checkpoint: str | Path, limits: Limits) -> Desk:
    """In its process: a desk that has read once. Closer looks classify there, on the CPU. Raises BadCheckpoint."""
    reader = Reader.open(checkpoint, limits=limits, engine="onnx")
    try_out(reader)
    return Desk(reader)


def try_out(reader: Reader) -> None:
    """Read ink and a picture: the first call of everything is slow, and nobody should be the one to wait for it."""
    reader.read(Ink.from_points([[(10, 10), (10, 90), (30, 90)]], width=100, height=100))
    paper = np.full((120, 160), 255, np.uint8)
    paper[30:90, 40:50] = 0
    reader.read(Photo(paper))


def _when_gone(thing: object, way: Way, what: Callable[[Desk, int], None], number: int) -> weakref.finalize[Any, Any]:
    """However the wait for it ended, by cancelling too: what the desk keeps for `thing` goes with it."""
    finalizer = weakref.finalize(thing, way.tell, what, number)
    finalizer.atexit = False
    return finalizer
