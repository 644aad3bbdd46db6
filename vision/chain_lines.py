"""Chained print read as lines of its own, beside what was found piece by piece."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.chains import Chain, find_chains
from vision.fusion import Fused, shared
from vision.lattice import around
from vision.line_posterior import LinePosterior
from vision.line_reader import LineReader
from vision.line_steps import line_steps
from vision.line_view import LineView, line_view
from vision.reading import NOT_A_DIGIT

CHAINS = 12
"""Of one picture that are read: a millisecond or two each."""

FEWEST_SYMBOLS, LEAST_SURE = 3, 0.3
"""Of a chain that becomes a line: what is shorter or more doubtful is mostly no writing."""

ENDS, HEIGHT = -0.15, 1.16
"""What is shown beyond the first and last mark, in heights, with the margin of line_view; and of the height. Wider
views take in bands and flags beside plates, which are read as digits."""

STRINGS = 6

FAR_FEWER = 2
"""Digits by which a line falls so short of the chain in its place that how sure it is does not matter."""

LINE_SHAPE, LINE_HEIGHT_PX, WHOLE_SURE = (1.7, 25.0), 260, 0.6
"""Width to height of a picture that may be one cut-out line, its height, and how sure its reading must be."""


def read_chains(grey: NDArray[np.uint8], reader: LineReader) -> list[Fused]:
    """Lines of at least three symbols, one of them a digit, from chains of alike marks. Pure but for the engine."""
    views = [_view(grey, chain) for chain in find_chains(grey, most=CHAINS)]
    read = [_read(view, found) for view, found in zip(views, reader.read([v.picture for v in views]), strict=True)]
    return [fused for fused in read if fused is not None]


def read_whole(grey: NDArray[np.uint8], reader: LineReader) -> Fused | None:
    """The picture itself as one line, where it has the shape of one: people send numbers that they cut out.

    Read in three views; None for other pictures, and where nothing is read for sure.
    """
    height, width = grey.shape
    if not (LINE_SHAPE[0] * height <= width <= LINE_SHAPE[1] * height and height <= LINE_HEIGHT_PX):
        return None
    view = line_view(grey, (0.0, 0.0, float(width), float(height)))
    vote = reader.vote([view.picture])[0]
    found = vote.best(STRINGS)
    strings = shared([text for text, _ in found], np.array([score for _, score in found]))
    text, share = strings[0]
    steps = line_steps(view, vote.views[0], text, strings) if text and share >= WHOLE_SURE else []
    return Fused(steps, strings) if steps else None


def merged(lines: Sequence[Fused], chained: Sequence[Fused]) -> list[Fused]:
    """Both, but of two in one place one: the chained where it is surer and reads no fewer marks, else the other.

    Chains are blind to handwriting, whose marks differ in height: there they hold a part of the number.
    """
    out = [line for line in lines if line.steps]
    for chain in chained:
        box = around(chain.steps)
        rivals = [line for line in out if _shared_area(_core(box), _core(around(line.steps))) > 0.3]
        if all(_beats(chain, rival) for rival in rivals):
            out = [line for line in out if not any(line is rival for rival in rivals)]
            out.append(chain)
    return sorted(out, key=lambda line: around(line.steps)[1])


def _view(grey: NDArray[np.uint8], chain: Chain) -> LineView:
    x, y, width, height = chain.box
    box = (x - ENDS * height, y - (HEIGHT - 1) / 2 * height, width + 2 * ENDS * height, HEIGHT * height)
    return line_view(grey, box, light=chain.light, slope=chain.slope)


def _read(view: LineView, posterior: LinePosterior) -> Fused | None:
    found = posterior.best(STRINGS)
    strings = shared([text for text, _ in found], np.array([score for _, score in found]))
    text, share = strings[0]
    if not text or share < LEAST_SURE:
        return None
    steps = line_steps(view, posterior, text, strings)
    return Fused(steps, strings) if len(steps) >= FEWEST_SYMBOLS else None


def _beats(chain: Fused, rival: Fused) -> bool:
    """What reads as no digits at all gives way, and what reads as far fewer, but no row of cells; else the chain must
    read as many marks and be sure, or surer."""
    if rival.cells:
        return False
    read, digits = _digits(chain), _digits(rival)
    share = chain.strings[0][1]
    surer = share > 0.5 or share > rival.strings[0][1]
    return digits == 0 or read >= digits + FAR_FEWER or (len(chain.steps) >= digits and surer)


def _digits(line: Fused) -> int:
    return sum(step.label != NOT_A_DIGIT for step in line.steps)


def _core(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The middle half of a line's height: boxes of lines reach into the lines above and below."""
    x, y, width, height = box
    return x, y + height / 4, width, height / 2


def _shared_area(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Overlap of two boxes as a share of the smaller."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height) / max(min(one[2] * one[3], other[2] * other[3]), 1e-9)
