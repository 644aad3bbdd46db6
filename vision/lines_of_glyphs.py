"""From decoded lattices to the lines of a reading: overlapping doubles dropped, words that are no numbers left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vision.boxes import shared_area
from vision.frame import Frame
from vision.fusion import Fused, text_of, whole
from vision.lattice import Decoded, LineLattice, Rival, Step, around
from vision.reading import NOT_A_DIGIT, Alternative, Cut, Glyph, Line, SourceKind
from vision.words import doubt_digits_in_words

ALTERNATIVES = 3

TEXT_RUN = 3
"""This many marks in a row that are no digits end a number: the word between two numbers on a line of text."""

RIM, RIM_PX = 1, 2
"""What a scrap at the picture's edge is read as, and how near it is."""

STRINGS = 5
"""Likeliest strings that a line names."""

Steps = list[Step]
Strings = tuple[tuple[str, float], ...]
Lattices = list[tuple[LineLattice, Decoded]]
Revise = Callable[[Lattices], list[Fused]]


def to_lines(
    lattices: Sequence[LineLattice],
    posteriors: NDArray[np.float64],
    crops: NDArray[np.uint8],
    frame: Frame,
    source: SourceKind,
    revise: Revise,
) -> tuple[Line, ...]:
    """The lines of a source in reading order.

    posteriors: (N, 11), calibrated, for crops (N, 28, 28). `revise` may give lines other steps. Drawings keep marks
    that are no digits, so that the person sees they were noticed; pictures keep only lines that have digits. Pure if
    `revise` is.
    """
    lines = [(lattice, Decoded(lattice, posteriors)) for lattice in lattices]
    if source == "ink":
        return tuple(_line(fused.steps, fused, crops, frame) for fused in revise(lines))
    found: list[Line] = []
    for fused in revise(_without_doubles(lines)):
        # The line network has seen the letters and weighed them; the digit network has to be told of them.
        seen_whole = any(step.picture is not None for step in fused.steps)
        runs = [fused.steps] if seen_whole else _numbers(doubt_digits_in_words(fused.steps))
        found += [_line(run, fused, crops, frame) for run in runs if fused.cells or not _is_rim(run, frame)]
    return tuple(found)


def _without_doubles(lines: Lattices) -> Lattices:
    """Of two lines in the same place (found as dark and as light ink) keep the one that reads better."""
    order = sorted(range(len(lines)), key=lambda index: -_worth(lines[index][1].steps))
    boxes = [around(decoded.steps) for _, decoded in lines]
    kept: list[int] = []
    for index in order:
        cells = lines[index][0].cells  # rows of a grid that is turned reach into one another's boxes
        rivals = [other for other in kept if not (cells and lines[other][0].cells)]
        if not any(shared_area(boxes[index], boxes[other]) > 0.3 for other in rivals):
            kept.append(index)
    return [lines[index] for index in sorted(kept)]


def _is_rim(run: Steps, frame: Frame) -> bool:
    """Whether it is a lone upright stroke at the picture's edge: mostly what lies beside the paper, cut off there. One
    as high as half of an upload may be a 1 that was cut out; before a camera it is the desk beside the sheet, with
    what is seen of the sheet's own edge."""
    digits = [step for step in run if step.is_digit]
    if len(digits) != 1 or digits[0].label != RIM or (len(run) > 1 and not frame.live):
        return False
    box = frame.box(*digits[0].candidate.box)
    beside = min(box.x, box.y, frame.width - box.x - box.width, frame.height - box.y - box.height)
    may_be_one = not frame.live and box.height >= frame.height / 2
    return beside * frame.scale <= RIM_PX and not may_be_one


def _worth(steps: Steps) -> float:
    """How many digits are to be expected in a line."""
    return sum(float(step.probabilities[:NOT_A_DIGIT].sum()) for step in steps if step.is_digit)


def _numbers(steps: Steps) -> list[Steps]:
    """The stretches of a line that hold digits, without the words around and between them."""
    stretches: list[Steps] = []
    waiting: Steps = []
    for step in steps:
        if not step.is_digit:
            waiting.append(step)
            continue
        if stretches and not _is_word_between(stretches[-1][-1], waiting, step):
            stretches[-1].extend([*waiting, step])
        else:
            stretches.append([*waiting[-(TEXT_RUN - 1) :], step])
        waiting = []
    if stretches:
        stretches[-1].extend(waiting[: TEXT_RUN - 1])
    return stretches


def _is_word_between(last: Step, marks: Steps, following: Step) -> bool:
    """Whether so many marks stand in the gap between two digits that they are a word. What reaches over the digits
    themselves, as the dark beside a strip of paper does, is no letter."""
    if len(marks) < TEXT_RUN:
        return False
    left, _, width, _ = last.candidate.box
    low, high = left + width / 2, following.candidate.box[0] + following.candidate.box[2] / 2
    boxes = [mark.candidate.box for mark in marks]
    return sum(low <= x and x + width <= high for x, _, width, _ in boxes) >= TEXT_RUN


def strings_of(run: Steps, fused: Fused) -> Strings:
    """The likeliest strings of one stretch of a line: the line's own when the stretch is all of its digits."""
    text = text_of(run)
    if text == text_of(fused.steps) == fused.strings[0][0]:
        return fused.strings
    return ((text, whole(run)),)


def _line(steps: Steps, fused: Fused, crops: NDArray[np.uint8], frame: Frame) -> Line:
    values = np.array([step.probabilities for step in steps])
    order = np.argsort(-values[:, :NOT_A_DIGIT], axis=1, kind="stable")
    rows = zip(steps, values.tolist(), order.tolist(), strict=True)
    glyphs = tuple(_glyph(step, of_step, likeliest, crops, frame) for step, of_step, likeliest in rows)
    digits = [glyph for glyph in glyphs if glyph.digit is not None]
    text = "".join(str(glyph.digit) for glyph in digits)
    confidence = min((glyph.probability for glyph in digits), default=0.0)
    strings = strings_of(steps, fused)[:STRINGS]
    return Line(text, confidence, frame.box(*around(steps)), glyphs, strings, found=fused.found)


def _cut(cut: Rival, frame: Frame) -> Cut:
    return Cut(_digit(cut.label), cut.share, frame.box(*cut.box))


def _digit(label: int) -> int | None:
    return None if label == NOT_A_DIGIT else label


def _glyph(step: Step, values: list[float], likeliest: list[int], crops: NDArray[np.uint8], frame: Frame) -> Glyph:
    """values: the step's probabilities. likeliest: the ten digits, likeliest first."""
    digit = _digit(step.label)
    others = [other for other in likeliest if other != digit][:ALTERNATIVES]
    return Glyph(
        digit=digit,
        probability=values[step.label],
        probabilities=tuple(values),
        alternatives=tuple([Alternative(other, values[other]) for other in others]),
        box=frame.box(*step.candidate.box),
        strokes=step.candidate.strokes,
        crop=(crops[step.candidate.crop] if step.picture is None else step.picture).tobytes(),
        symbol=step.symbol,
        cuts=tuple([_cut(cut, frame) for cut in step.cuts]),
    )
