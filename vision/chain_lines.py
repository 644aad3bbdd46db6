"""Chained print read as lines of its own, beside what was found piece by piece."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.blank_rim import within_rim
from vision.boxes import Corners, shared_area
from vision.chains import FEWEST_SHOWN, Chain, find_chains
from vision.dense import find_dense
from vision.dividers import Dividers
from vision.fusion import Fused, likeliest, plain_text
from vision.lattice import around
from vision.light_ink import is_light_ink
from vision.line_posterior import BLANK, LinePosterior, path_score
from vision.line_reader import LineReader
from vision.line_readers import LineReaders, Look
from vision.line_steps import line_steps
from vision.line_view import ABOVE, BESIDE, LineView, line_view
from vision.orders import has_letters, is_word
from vision.rivals import SAME_PLACE, SURE_NUMBER, is_sure_number, surer
from vision.wider import BEYOND, fuller, is_longer, may_lack_an_end

CLOSE_PX, LARGE = 640, 0.15
"""Pictures whose longer side is no more may be filled by a plate. If no number of this part of their height is read
surely, one is looked for in their plain ink too: beside large writing there are emblems and landscapes. Small and far
writing loses characters there."""

CHAINS = 12
"""Of one picture that are read: a millisecond or two each."""

FRAME_CHAINS, FRAME_SIDE = 2, 400
"""Of a camera's frame the highest are read, and they are looked for at this side: a frame is noisy, and whoever holds
a plate before a camera fills a good part of it."""

FEWEST_SYMBOLS, LEAST_SURE, LEAST_LIKELY = 3, 0.3, 0.15
"""Of a chain that becomes a line: what is shorter is mostly no writing, nor what is less sure among its likeliest
strings and less likely by itself than these."""

ENDS, HEIGHT = -0.15, 1.16
"""What is shown beyond the first and last mark, in heights, with the margin of line_view; and of the height. Wider
views take in bands and flags beside plates, which are read as digits."""

BAR = 1
"""Grilles and railings read as rows of it, which are no number; those on paper are found by their pieces too."""

NO_DIGITS = math.log(0.5)
"""Log-probability of a line without digits from which no string of digits can be the likeliest."""

ROW = 5
"""Marks so many in a row are writing, or stand around it."""

LINE_SHAPE, LINE_HEIGHT_PX, WHOLE_SURE = (1.7, 25.0), 260, 0.6
"""Width to height of a picture that may be one cut-out line, its height, and how sure its reading must be."""

ALONE_SURE = 0.25
"""The same where nothing else was found: touching writing, which the digit network takes for no digit."""

AROUND = 0.08
"""Of the paper around a cut-out line that is shown with it, in heights, where there is any."""

AGREEING = 0.8
"""Probability of the likeliest path of a whole picture from which it confirms what was found by pieces."""

NARROWEST, NARROW_SURE = 0.8, 0.75
"""The same for pictures that may as well be of a lone digit, of which the line network knows less: only numbers of two
digits and more."""


def read_chains(
    grey: NDArray[np.uint8], reader: LineReader, *, far: bool = True, dividers: Dividers = ()
) -> list[Fused]:
    """Lines of at least three symbols, one of them a digit, from chains of alike marks, and from places dense with
    strokes where no chain is read. far: the picture may hold writing far away. dividers: between columns. Pure but for
    the engine."""
    chained = _chained(grey, find_chains(grey, most=CHAINS, dividers=dividers), reader)
    if max(grey.shape) <= CLOSE_PX and not any(
        _is_large(line, grey) and _share(line) > SURE_NUMBER for line in chained
    ):
        plain = _chained(grey, find_chains(grey, most=CHAINS, plain=True, dividers=dividers), reader)
        chained = surer(chained, [line for line in plain if _is_large(line, grey)])
    if not far:
        return chained
    taken = [around(line.steps) for line in chained]
    places = [
        p
        for p in find_dense(grey, most=CHAINS)
        if not any(shared_area(p.box, box) > SAME_PLACE for box in taken)
        and not any(d.crosses(p.box) for d in dividers)
    ]
    dense = _only_read(_each_read([line_view(grey, p.box, light=p.light, slope=p.slope) for p in places], reader))
    return [*chained, *sorted(dense, key=_share, reverse=True)]


def _chained(grey: NDArray[np.uint8], chains: Sequence[Chain], reader: LineReader) -> list[Fused]:
    """The chains that are read: the other way round and wider where that reads better."""
    chains, read = _turned(grey, chains, reader)
    partial = [(n, line) for n, line in enumerate(read) if line is not None and may_lack_an_end(line)]
    both = _each_read([_view(grey, chains[n], BEYOND, BEYOND) for n, _ in partial], reader)
    # Where the view of both sides shows more, but not to be believed, one of the sides may.
    more = [(n, own, wider) for (n, own), wider in zip(partial, both, strict=True) if is_longer(wider, own)]
    sides = [_view(grey, chains[n], *side) for n, *_ in more for side in ((BEYOND, 0.0), (0.0, BEYOND))]
    of_sides = iter(_each_read(sides, reader))
    for n, own, wider in more:
        read[n] = fuller(own, [wider, next(of_sides), next(of_sides)])
    return [
        replace(line, found="display") if chain.display else line
        for chain, line in zip(chains, read, strict=True)
        if line is not None
    ]


def _turned(
    grey: NDArray[np.uint8], chains: Sequence[Chain], reader: LineReader
) -> tuple[list[Chain], list[Fused | None]]:
    """Chains and what they read as. A row that reads as no word, and not surely, is read the other way round
    too: its marks may be what lies around the characters, such as the windows of a counter."""
    chains, views = list(chains), [_view(grey, chain) for chain in chains]
    seen = reader.read([view.picture for view in views])
    read = [
        _read(view, posterior, FEWEST_SHOWN if chain.display else FEWEST_SYMBOLS)
        for chain, view, posterior in zip(chains, views, seen, strict=True)
    ]
    doubtful = [
        n
        for n, (chain, line) in enumerate(zip(chains, read, strict=True))
        if chain.marks >= ROW and _share(line) < SURE_NUMBER and not is_word(seen[n])
    ]
    turned = [replace(chains[n], light=not chains[n].light) for n in doubtful]
    for n, chain, line in zip(doubtful, turned, _each_read([_view(grey, c) for c in turned], reader), strict=True):
        if _share(line) > _share(read[n]):
            chains[n], read[n] = chain, line
    return chains, read


def _is_large(line: Fused, grey: NDArray[np.uint8]) -> bool:
    """Whether it fills a good part of the picture."""
    return around(line.steps)[3] >= LARGE * len(grey)


def _share(line: Fused | None) -> float:
    return 0.0 if line is None else line.strings[0][1]


def read_frame_chains(grey: NDArray[np.uint8], reader: LineReader, dividers: Dividers = ()) -> list[Fused]:
    """As `read_chains`, for a camera's frame: the highest chains of a smaller picture, 5 to 15 ms."""
    chains = sorted(find_chains(grey, most=CHAINS, side=FRAME_SIDE, dividers=dividers), key=lambda chain: -chain.box[3])
    return _chained(grey, chains[:FRAME_CHAINS], reader)


def _only_read(lines: Sequence[Fused | None]) -> list[Fused]:
    return [line for line in lines if line is not None]


def _each_read(views: list[LineView], reader: LineReader) -> list[Fused | None]:
    return [_read(view, found) for view, found in zip(views, reader.read([v.picture for v in views]), strict=True)]


@dataclass(frozen=True, slots=True)
class WholePicture:
    """A picture seen as one line, and what one look says of it. oblong: it has the shape of a line and no other."""

    view: LineView
    look: Look
    oblong: bool

    @property
    def first(self) -> LinePosterior:
        """The look's posterior."""
        return self.look.posterior

    def agrees(self, lines: Sequence[Fused]) -> bool:
        """Whether it shows what was found by pieces, and that is all there is: nothing is left to look for. Where the
        picture may be no line, or has letters, both must be sure."""
        numbers = [line for line in lines if line.strings[0][0]]
        if len(numbers) != 1 or plain_text(self.first.frames) != numbers[0].strings[0][0]:
            return False
        likely = path_score(self.first.frames) > math.log(AGREEING)
        return (self.oblong and not has_letters(self.first)) or (likely and is_sure_number(numbers[0]))

    def read(self, readers: LineReaders, *, alone: bool = False) -> Fused | None:
        """The line, read in three views; None where nothing is read for sure. alone: nothing else was found, so that a
        doubtful reading of a cut-out number is better than none: a person will look at it."""
        vote = readers.vote([self.look])[0]
        strings, _ = likeliest(vote)
        text, share = strings[0]
        sure, fewest = (WHOLE_SURE, 1) if self.oblong else (NARROW_SURE, 2)
        if alone and self.oblong and not has_letters(self.first):
            sure, fewest = ALONE_SURE, 2
        steps = line_steps(self.view, self.first, text, strings) if len(text) >= fewest and share >= sure else []
        return Fused(steps, strings, "whole") if steps else None


def confirmed(line: Fused) -> Fused:
    """A line that its picture as one line reads alike: two ways of seeing it say the same."""
    return replace(line, found="whole") if line.strings[0][0] and not line.cells else line


def is_oblong(width: float, height: float) -> bool:
    """Whether a picture of this size has the shape of a line, and not as well that of a lone digit."""
    return width >= LINE_SHAPE[0] * height


def _inset(box: Corners) -> Corners:
    """The box whose view, with the paper that `line_view` adds, shows this one and AROUND of its height around."""
    x, y, width, height = box
    inner = (1 + 2 * AROUND) * height / (1 + 2 * ABOVE)
    left, top = AROUND * height - BESIDE * inner, AROUND * height - ABOVE * inner
    return x - left, y - top, width + 2 * left, inner


def look_at_whole(
    grey: NDArray[np.uint8], box: Corners, readers: LineReaders, *, words: bool = False
) -> WholePicture | None:
    """The picture itself as one line, if it has the shape of one, or what is written amid its paper has: people send
    numbers that they cut out.

    box: x, y, width and height of the picture in `grey`, which may be larger by paper around it. words: there are some
    on it, so what is written is not one number.
    """
    if not words and is_oblong(*(written := within_rim(grey, box))[2:]):
        box = written
    _, _, width, height = box
    if not (NARROWEST * height <= width <= LINE_SHAPE[1] * height and height <= LINE_HEIGHT_PX):
        return None
    view = line_view(grey, _inset(box), light=_is_light(grey, box))
    return WholePicture(view, readers.look([view.picture])[0], is_oblong(width, height))


def _is_light(grey: NDArray[np.uint8], box: Corners) -> bool:
    x, y, width, height = (int(value) for value in box)
    return is_light_ink(grey[y : y + height, x : x + width])


def _view(grey: NDArray[np.uint8], chain: Chain, left: float = 0.0, right: float = 0.0) -> LineView:
    """left, right: heights that are shown beyond its ends, more than usual."""
    x, y, width, height = chain.box
    left, right = left + ENDS, right + ENDS
    box = (x - left * height, y - (HEIGHT - 1) / 2 * height, width + (left + right) * height, HEIGHT * height)
    return line_view(grey, box, light=chain.light, slope=chain.slope)


def _read(view: LineView, posterior: LinePosterior, fewest: int = FEWEST_SYMBOLS) -> Fused | None:
    if float(posterior.frames[:, BLANK].sum()) > NO_DIGITS:
        return None
    strings, score = likeliest(posterior)
    text, share = strings[0]
    if not text or (share < LEAST_SURE and score < math.log(LEAST_LIKELY)):
        return None
    steps = line_steps(view, posterior, text, strings)
    if len(steps) < fewest or all(step.label == BAR for step in steps):
        return None
    return Fused(steps, strings, "chain")
