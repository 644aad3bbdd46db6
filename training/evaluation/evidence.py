"""What a reader said of lines whose truth is known: the material that trust is fitted on, and judged by."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from training.errors import MissingData
from training.evaluation import outcome
from training.evaluation.drawn import letters
from training.evaluation.film_run import lies_in, read_film, surely_right
from training.evaluation.films import film
from training.evaluation.material import MATERIAL, Material
from training.evaluation.readers import found_line
from training.evaluation.run import some
from training.evaluation.stills import STILLS, stills
from training.evaluation.task import Task
from training.trust import Evidence
from vision import Line, Reader, Tracker
from vision.tracking import features as track_features
from vision.trust import PLAIN_CAMERA, Channel, features

NOT_JUDGED = frozenset({"cheque-pages", "displays", "matrices", "cheques-drawn"})
"""Sets in which other numbers stand that nobody labelled, and those that are drawn by few rules: with them among what
trust is fitted on, 6 % fewer of the right lines of the others are accepted."""

NOT_WHOLE = frozenset({"counters"})
"""Stills whose pictures cut through the first or last digit of what their labels say: on film that is no reading gone
wrong, and trust fitted on it would ask too much of all others."""

AS_LONG = 6
"""Digits of a time stamp or a telephone number; scenery reads as fewer."""

Row = tuple[tuple[float, ...], bool, str]
Tick = Callable[[], None]


def gather(
    reader: Reader, data: Path, channel: Channel, limit: int | None, tick: Tick = lambda: None
) -> tuple[Evidence, Evidence]:
    """(to fit on, to judge by): the lines of half of the tasks each, parted by picture, writer or film."""
    rows = _films(reader, data, limit, tick) if channel == "camera" else _lines(reader, data, channel, limit, tick)
    halves: tuple[list[Row], list[Row]] = ([], [])
    groups: tuple[list[int], list[int]] = ([], [])
    for name, row in rows:
        group, half = divmod(zlib.crc32(name.encode()), 2)
        halves[half].append(row)
        groups[half].append(group)
    return Evidence.of(halves[0], groups[0]), Evidence.of(halves[1], groups[1])


def _lines(reader: Reader, data: Path, channel: Channel, limit: int | None, tick: Tick) -> Iterator[tuple[str, Row]]:
    """Every line with digits that is found in the material of this channel, but where the label is in doubt."""
    for material in MATERIAL:
        if material.ink != (channel == "ink") or material.key in NOT_JUDGED:
            continue
        try:
            tasks = some(material.load(data, reader.checkpoint), limit)
        except MissingData:
            continue
        if channel == "ink":
            tasks = [*tasks, *some(letters(data, reader.checkpoint), len(tasks) // 10)]
        for task in tasks:
            if task.doubtful:
                continue
            for line in labelled(material, task, reader.read_once(task.source).lines):
                yield task.group or task.name, (features(line), is_right(material, task, line), material.key)
            tick()


def labelled(material: Material, task: Task, lines: Sequence[Line]) -> list[Line]:
    """The lines with digits whose truth the label tells: beside a crop's number other numbers may stand unlabelled.

    Of a cropped plate that is its largest writing, as in `outcome.plate`: its stickers and slogans are numbers too.
    What is read beside a plate in a whole photo counts as wrong, since it is mostly no number at all, but for what is
    as long as a time stamp or a telephone number.
    """
    found = [line for line in lines if line.text]
    if material.score is outcome.number:
        return [max(found, key=lambda line: len(line.text))] if found else []
    if material.score is outcome.plate:
        return [max(found, key=lambda line: line.box.height)] if found else []
    if material.score is outcome.anywhere:
        return [line for line in found if len(line.text) < AS_LONG or outcome.lies_in(line.box, task.place)]
    if material.score is outcome.cells:
        return [line for line in found if any(o.answer for o in outcome.cells(task, [found_line(line)]))]
    return found


def is_right(material: Material, task: Task, line: Line) -> bool:
    """Whether a line, taken by itself, is what stands there; O and 0 of a plate are the same."""
    seen = replace(found_line(line), ignored=False)
    answered = [one for one in material.score(task, [seen]) if one.answer]
    return bool(answered) and all(one.right or one.folded is True for one in answered)


def _films(reader: Reader, data: Path, limit: int | None, tick: Tick) -> Iterator[tuple[str, Row]]:
    """Every track of the films' numbers after each frame at which it would lock if it were sure enough."""
    for name in (name for name in STILLS if name not in NOT_WHOLE):
        for seed, still in enumerate(stills(name, data, limit)):
            tracker = Tracker(replace(PLAIN_CAMERA, accept=math.inf))
            for seen in read_film(reader, film(still, seed), tracker):
                lines = tracker.update(seen.reading)
                known = {track.number: track for track in tracker.tracks if not track.missed and track.is_settled()}
                for target, corners in zip(still.targets, seen.corners, strict=True):
                    for line in lines:
                        if line.track in known and lies_in(line, corners):
                            values = track_features(known[line.track].fusion)
                            yield still.name, (values, surely_right(target, corners, line), name)
                tick()


def describe(evidence: Evidence) -> dict[str, int]:
    """Lines of each set."""
    names, counts = np.unique(evidence.sets, return_counts=True)
    return {str(name): int(count) for name, count in zip(names, counts, strict=True)}
