"""Lines of text: the line network reads them word by word, and the numbers among the words become lines of their own.

Read piece by piece, a word has digits here and there, an o for a 0 and an l for a 1, and nothing in a single crop tells
otherwise. The line network knows letters, so a line that has a word for it is its to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vision.alphabet import is_letter
from vision.boxes import Corners, share_within
from vision.fusion import Fused
from vision.lattice import Decoded, LineLattice, Step, around
from vision.line_crop import BORDER, HEIGHT, MAX_WIDTH
from vision.line_part import read_part
from vision.line_places import COLUMNS_A_FRAME
from vision.line_posterior import LinePosterior
from vision.line_reader import LineReader, frames_of
from vision.line_view import ABOVE, BESIDE, LineView, line_view
from vision.rivals import is_sure_plate
from vision.second_opinion import FEWEST_DIGITS, Lines, view_of
from vision.seen_words import SeenWords
from vision.words import WORD_GAP, taller, words_of

GAP = 0.25
"""Between words, in heights of the line's taller marks: narrow, since digits on both sides of a gap stay one number."""

MOST = 0.5
"""Share of a chain that a line of text must hold for the chain to be of it: small words touch a plate's number."""

MOST_OF = 0.6
"""Share of a line's width from which a plate on it is all there is on it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """As many words of a line as one look takes in. ends: the frames at which each word ends; narrow: those before a
    gap that may as well be one beside a 1."""

    view: LineView
    ends: tuple[int, ...]
    narrow: frozenset[int]

    def seen(self, posterior: LinePosterior) -> _SeenPart:
        """What the network's answer to the view shows."""
        return _SeenPart(self.view, SeenWords.of(posterior, self.ends, self.narrow))


@dataclass(frozen=True, slots=True)
class _SeenPart:
    """A part of a line as it was shown, and what the network sees in it."""

    view: LineView
    seen: SeenWords

    def numbers(self) -> Iterator[Fused]:
        """What stands among its words."""
        for first, end in self.seen.numbers():
            if (number := read_part(self.view, self.seen.posterior, first, end)) is not None:
                yield number


@dataclass(frozen=True, slots=True)
class Text:
    """What the line network alone reads among a picture's lines: text, and numbers whose digits touch.

    others: the lines that are left. has_words: lines hold some. boxes: of the lines of text, x, y, width and height.
    numbers: that stand in them, often none. known: what the network said of some of the others, by their place among
    these.
    """

    others: Lines
    has_words: bool = False
    boxes: tuple[Corners, ...] = ()
    numbers: tuple[Fused, ...] = ()
    known: Mapping[int, LinePosterior] = field(default_factory=dict)

    def without_words(self, chained: Sequence[Fused]) -> list[Fused]:
        """The chains but those with letters in a line of text: they are words, with or without a number of its own.
        A sure one without a word that is most of such a line is a plate in what lies around it."""
        return [chain for chain in chained if not self._has_words_of(chain)]

    def _has_words_of(self, chain: Fused) -> bool:
        own = around(chain.steps)
        widths = [box[2] for box in self.boxes if share_within(own, box) > MOST]
        if not widths or not any(is_letter(step.symbol) for step in chain.steps):
            return False
        return not (is_sure_plate(chain) and own[2] > MOST_OF * max(widths))


def read_text(lines: Lines, grey: NDArray[np.uint8], reader: LineReader, *, most: int) -> Text:
    """The lines of text among a picture's lines, read by words, and those in which the pieces showed no number.

    grey: (H, W) uint8, the picture. most: looks, 3 to 15 ms each, of which a long line takes several; lines with most
    marks that are no digits go first. Pure but for the engine.
    """
    others = [sum(not step.is_digit for step in decoded.steps) for _, decoded in lines]
    perhaps = [n for n, (lattice, decoded) in enumerate(lines) if others[n] and decoded.steps[1:] and not lattice.cells]
    parts: dict[int, list[_Part]] = {}
    for n in sorted(perhaps, key=lambda n: -others[n]):
        own = list(_parts(grey, *lines[n]))
        if sum(map(len, parts.values())) + len(own) > most:
            break
        parts[n] = own
    seen = iter(reader.read([part.view.picture for own in parts.values() for part in own]))
    read = {n: [part.seen(next(seen)) for part in own] for n, own in parts.items()}
    # Of what `revised` passes over for want of digits there are numbers whose digits touch, and words like BOX.
    unseen = {n for n in read if len(lines[n][1].steps) - others[n] < FEWEST_DIGITS}
    texts = {
        n
        for n, own in read.items()
        if any(one.seen.has_word() for one in own) or (n in unseen and own[0].seen.is_number())
    }
    words = {n for n, own in read.items() if all(one.seen.is_words(number=n not in unseen) for one in own)}
    numbers = tuple(number for n in read if n in texts for one in read[n] for number in one.numbers())
    rest = [n for n in range(len(lines)) if n not in texts | words]
    known = {k: read[n][0].seen.posterior for k, n in enumerate(rest) if len(read.get(n, ())) == 1}
    boxes = tuple(around(lines[n][1].steps) for n in sorted(texts))
    return Text([lines[n] for n in rest], bool(texts | words), boxes, numbers, known)


def _parts(grey: NDArray[np.uint8], lattice: LineLattice, decoded: Decoded) -> Iterator[_Part]:
    """The line in as few looks as show all of it, parted where words are."""
    words = list(words_of(decoded.steps, GAP * taller(decoded.steps)))
    boxes = [around(word) for word in words]
    widest = (MAX_WIDTH / HEIGHT * (1 + 2 * ABOVE) - 2 * BESIDE) * around(decoded.steps)[3]
    first = 0
    while first < len(words):
        end = first + 1
        while end < len(words) and boxes[end][0] + boxes[end][2] - boxes[first][0] <= widest:
            end += 1
        if end < len(words):
            end = _widest_gap(boxes, first + max(1, (end - first) // 2), end)
        if end - first == len(words):
            yield _part(view_of(grey, lattice, decoded), decoded.steps, boxes)
        else:
            steps = [step for word in words[first:end] for step in word]
            yield _part(line_view(grey, around(steps), light=lattice.light), steps, boxes[first:end])
        first = end


def _widest_gap(boxes: Sequence[Corners], first: int, last: int) -> int:
    """Which word from `first` to `last` has the widest gap before it: there no number is parted."""
    return max(range(first, last + 1), key=lambda n: _gap(boxes[n - 1], boxes[n]))


def _part(view: LineView, steps: Sequence[Step], words: Sequence[Corners]) -> _Part:
    wide = WORD_GAP * taller(steps)
    middles = [(one[0] + one[2] + other[0]) / 2 for one, other in pairwise(words)]
    columns = [BORDER + (x - view.left) / view.step for x in middles]
    frames = frames_of(view.picture.shape[1])
    ends = [min(max(round(column / COLUMNS_A_FRAME), 1), frames) for column in columns]
    narrow = [end for end, (one, other) in zip(ends, pairwise(words), strict=True) if _gap(one, other) < wide]
    return _Part(view, (*ends, frames), frozenset(narrow))


def _gap(one: Corners, other: Corners) -> float:
    return other[0] - one[0] - one[2]
