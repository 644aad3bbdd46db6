"""Drawings by writers whose hand a checkpoint does not know: single digits, and numbers composed of their strokes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from training.evaluation.task import Task
from training.recipes import split
from training.samples import DIGIT_SHAPED, Samples
from training.strokes import Drawing, load_drawings
from vision import Ink, Stroke
from vision.checkpoint import Checkpoint
from vision.ink import evenly, nearest

SET, FILE = "digilets", "strokes/digilets_train.jsonl.gz"
STRINGS = 600
"""Numbers composed, the writers taking turns."""

HEIGHT_PX, PEN_PX = (48.0, 180.0), (3.0, 11.0)
EDGE_PX = 40.0
TOUCHING, OVER_TIME = 0.3, 0.3
"""Shares of the numbers with touching digits, and of those whose later strokes (bars of 4, 5 and 7) come last."""

JOINED_STRINGS, JOINED, MOST_JOINED = 300, 0.5, 3
"""Numbers with joined digits; how often the pen is not lifted between two; how many digits one stroke holds at most."""

LIGATURE_MS = 40.0

POINTS = 60
"""Of a stroke, by which it is told where two digits touch."""

Rng = np.random.Generator


def ink_digits(data: Path, checkpoint: Checkpoint) -> list[Task]:
    """Every digit by itself, with a pen and size of its own."""
    rng = np.random.default_rng(0)
    tasks = []
    for number, drawing in enumerate(unseen(data, checkpoint)):
        strokes = placed(drawing, float(rng.uniform(*HEIGHT_PX)), (EDGE_PX, EDGE_PX))
        ink = ink_of(strokes, float(rng.uniform(*PEN_PX)))
        tasks.append(Task(f"{drawing.writer}-{number}", ink, drawing.symbol, group=drawing.writer))
    return tasks


def letters(data: Path, checkpoint: Checkpoint) -> list[Task]:
    """Letters of the same writers, but for those in the shape of a digit: no number stands there."""
    rng = np.random.default_rng(4)
    fair = [d for d in unseen(data, checkpoint, digits=False) if d.symbol not in DIGIT_SHAPED]
    tasks = []
    for number, drawing in enumerate(fair):
        ink = ink_of(placed(drawing, float(rng.uniform(*HEIGHT_PX)), (0, 0)), float(rng.uniform(*PEN_PX)))
        tasks.append(Task(f"{drawing.writer}-{number}-{drawing.symbol}", ink, "", group=drawing.writer))
    return tasks


def ink_strings(data: Path, checkpoint: Checkpoint) -> list[Task]:
    """Numbers of three to eight digits, each of one writer's own drawings."""
    hands = by_writer(data, checkpoint)
    return [
        compose(hands[number % len(hands)], np.random.default_rng((1, number)), f"number-{number}")
        for number in range(STRINGS if hands else 0)
    ]


def joined_strings(data: Path, checkpoint: Checkpoint) -> list[Task]:
    """Numbers of two to six digits in which the pen is not always lifted: it goes on to where the next one begins."""
    hands = by_writer(data, checkpoint)
    return [
        compose_joined(hands[number % len(hands)], np.random.default_rng((6, number)), f"joined-{number}")
        for number in range(JOINED_STRINGS if hands else 0)
    ]


def unseen(data: Path, checkpoint: Checkpoint, *, digits: bool = True) -> list[Drawing]:
    """By writers whom the checkpoint was not trained on: all, or those held out when the set was trained on.

    digits: only these, or only what is none.
    """
    drawings = [drawing for drawing in _drawings(data / FILE) if (drawing.label >= 0) == digits]
    if all(entry["set"] != SET for entry in checkpoint.card["data"]):
        return drawings
    writers = [drawing.writer for drawing in drawings]
    named = Samples.build(np.zeros((len(writers), 28, 28), np.uint8), [0] * len(writers), writers)
    held = set(split(SET, named, float(checkpoint.card["settings"]["held_out"]))[1].groups.tolist())
    return [drawing for drawing in drawings if drawing.writer in held]


def by_writer(data: Path, checkpoint: Checkpoint) -> list[list[Drawing]]:
    """The digits of each writer whom the checkpoint was not trained on."""
    hands: dict[str, list[Drawing]] = {}
    for drawing in unseen(data, checkpoint):
        hands.setdefault(drawing.writer, []).append(drawing)
    return [hands[writer] for writer in sorted(hands)]


@cache
def _drawings(path: Path) -> tuple[Drawing, ...]:
    return tuple(drawing for drawing in load_drawings(path, SET) if drawing.strokes)


def compose(hand: Sequence[Drawing], rng: Rng, name: str) -> Task:
    """One number in this hand. The same generator gives the same number."""
    touching, over_time = rng.random() < TOUCHING, rng.random() < OVER_TIME
    chosen = [hand[k] for k in rng.integers(0, len(hand), int(rng.integers(3, 9)))]
    height, pen = float(rng.uniform(*HEIGHT_PX)), float(rng.uniform(*PEN_PX))
    gap = float(rng.uniform(0.1, 0.35))
    done: list[list[Stroke]] = []
    x = EDGE_PX
    for drawing in chosen:
        y = EDGE_PX + float(rng.normal(0, 0.04)) * height
        mark = placed(drawing, height * float(np.exp(rng.normal(0, 0.06))), (x, y))
        if done and touching and rng.random() < 0.5:
            mark = _pushed(mark, done[-1], pen)
        done.append(mark)
        right = max(float(stroke.points[:, 0].max()) for stroke in mark)
        x = right + (gap + float(rng.normal(0, 0.04))) * height
        x = max(x, right + pen + 2)
    first = [mark[0] for mark in done]
    later = [stroke for mark in done for stroke in mark[1:]]
    strokes = first + later if over_time else [stroke for mark in done for stroke in mark]
    part = "touching" if touching else "written over time" if over_time else "apart"
    text = "".join(drawing.symbol for drawing in chosen)
    return Task(name, ink_of(strokes, pen), text, part=part, group=hand[0].writer)


def compose_joined(hand: Sequence[Drawing], rng: Rng, name: str) -> Task:
    """One number in this hand, at least two of its digits joined. The same generator gives the same number."""
    chosen = [hand[k] for k in rng.integers(0, len(hand), int(rng.integers(2, 7)))]
    height, pen, gap = float(rng.uniform(*HEIGHT_PX)), float(rng.uniform(*PEN_PX)), float(rng.uniform(0.1, 0.3))
    surely = int(rng.integers(1, len(chosen)))
    strokes: list[Stroke] = []
    x, run = EDGE_PX, 1
    for number, drawing in enumerate(chosen):
        y = EDGE_PX + float(rng.normal(0, 0.04)) * height
        mark = placed(drawing, height * float(np.exp(rng.normal(0, 0.06))), (x, y))
        x = max(float(stroke.points[:, 0].max()) for stroke in mark) + gap * height
        is_joined = strokes and run < MOST_JOINED and (rng.random() < JOINED or number == surely)
        run = run + 1 if is_joined else 1
        strokes = [*strokes[:-1], _joined(strokes[-1], mark[0]), *mark[1:]] if is_joined else [*strokes, *mark]
    return Task(name, ink_of(strokes, pen), "".join(drawing.symbol for drawing in chosen), group=hand[0].writer)


def _joined(one: Stroke, other: Stroke) -> Stroke:
    later = other.times_ms + (one.times_ms[-1] - other.times_ms[0] + LIGATURE_MS)
    pairs = (one.points, other.points), (one.times_ms, later), (one.pressures, other.pressures)
    points, times_ms, pressures = (np.concatenate(pair).astype(np.float32) for pair in pairs)
    return Stroke(points, times_ms, pressures)


def placed(drawing: Drawing, height: float, corner: tuple[float, float]) -> list[Stroke]:
    """The drawing's strokes, its box moved to the corner and about `height` pixels high, less where it is broad."""
    points = np.concatenate([stroke.points for stroke in drawing.strokes])
    low, extent = points.min(axis=0), np.maximum(np.ptp(points, axis=0), 1e-6)
    scale = height / max(float(extent[1]), 0.75 * float(extent[0]))
    return [
        Stroke(((s.points - low) * scale + np.array(corner)).astype(np.float32), s.times_ms, s.pressures)
        for s in drawing.strokes
    ]


def _pushed(mark: list[Stroke], before: list[Stroke], pen: float) -> list[Stroke]:
    """The mark moved left until its ink meets that of the mark before it, at most by half its height."""
    there = np.concatenate([evenly(stroke.points, POINTS) for stroke in before])
    here = np.concatenate([evenly(stroke.points, POINTS) for stroke in mark])
    step, most = 2.0, float(np.ptp(here[:, 1])) / 2
    moved = 0.0
    while moved < most and nearest(here - (moved, 0), there) > 0.8 * pen:
        moved += step
    left = np.array([moved, 0], np.float32)
    return [Stroke(stroke.points - left, stroke.times_ms, stroke.pressures) for stroke in mark]


def ink_of(strokes: Sequence[Stroke], pen: float) -> Ink:
    points = np.concatenate([stroke.points for stroke in strokes])
    low = points.min(axis=0) - EDGE_PX
    moved = tuple(Stroke((s.points - low).astype(np.float32), s.times_ms, s.pressures) for s in strokes)
    width, height = np.ceil(np.ptp(points, axis=0) + 2 * EDGE_PX).astype(int)
    return Ink(moved, int(width), int(height), pen)
