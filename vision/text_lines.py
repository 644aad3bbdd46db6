"""Lines of text: the line network reads them word by word, and the numbers among the words become lines of their own.

Read piece by piece, a word has digits here and there, an o for a 0 and an l for a 1, and nothing in a single crop tells
otherwise. The line network knows letters, so a line that has a word for it is its to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from vision.alphabet import DIGITS, LETTERS
from vision.boxes import Corners, share_within
from vision.fusion import Fused, likeliest
from vision.lattice import Decoded, LineLattice, Step, around
from vision.line_crop import BORDER, HEIGHT, MAX_WIDTH
from vision.line_places import COLUMNS_A_FRAME
from vision.line_posterior import LinePosterior
from vision.line_reader import LineReader, frames_of
from vision.line_steps import line_steps
from vision.line_view import ABOVE, BESIDE, LineView, line_view
from vision.orders import may_be, seen_marks
from vision.reading import NOT_A_DIGIT
from vision.words import WORD_GAP, taller, words_of

Lines = Sequence[tuple[LineLattice, Decoded]]

Mark = tuple[str, int, int]
"""A symbol with its first frame and the frame after its last."""

FEWEST_MARKS = 3
"""That are no digits, of a line that may be text."""

GAP = 0.25
"""Between words, in heights of the line's taller marks: narrow, since digits on both sides of a gap stay one number."""

WORD = 4
"""Letters in a row that are a word; plates have three."""

IBAN, GROUP = re.compile("[A-Z]{2}[0-9]{2}"), 4
"""The country and the check digits, and how many characters are printed side by side (ISO 13616-1)."""

MOST = 0.5
"""Share of a chain that a line of text must hold for the chain to be of it: small words touch a plate's number."""

LOOK_ALIKE = {
    "0": "OQDC", "1": "ILJTF", "2": "ZS", "3": "EB", "4": "A", "5": "S", "6": "GBE", "7": "TYJ", "8": "BS", "9": "GQP",
}  # fmt: skip
"""Letters, large or small, that a digit in a word may be."""


@dataclass(frozen=True, slots=True)
class _Part:
    """As many words of a line as one look takes in. ends: the frames at which each word ends; narrow: those before a
    gap that may as well be one beside a 1."""

    view: LineView
    ends: tuple[int, ...]
    narrow: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Word:
    """Marks that stand together, and the frames that are theirs."""

    marks: tuple[Mark, ...]
    start: int
    end: int

    @property
    def text(self) -> str:
        """Its symbols."""
        return "".join(symbol for symbol, *_ in self.marks)


@dataclass(frozen=True, slots=True)
class Text:
    """What is text among a picture's lines. others: the lines that are none. boxes: of those that are, x, y, width and
    height. numbers: that stand in them, often none."""

    others: Lines
    boxes: tuple[Corners, ...] = ()
    numbers: tuple[Fused, ...] = ()

    def without_words(self, chained: Sequence[Fused]) -> list[Fused]:
        """The chains but those with letters in a line of text: they are words, with or without a number of its own."""
        return [
            chain for chain in chained if not (self._holds(chain) and any(_is_letter(s.symbol) for s in chain.steps))
        ]

    def _holds(self, chain: Fused) -> bool:
        own = around(chain.steps)
        return any(share_within(own, box) > MOST for box in self.boxes)


def read_text(lines: Lines, grey: NDArray[np.uint8], reader: LineReader, *, most: int) -> Text:
    """The lines of text among a picture's lines, read by words.

    grey: (H, W) uint8, the picture. most: looks, 3 to 15 ms each, of which a long line takes several; lines with most
    marks that are no digits go first. Pure but for the engine.
    """
    others = [sum(step.label == NOT_A_DIGIT for step in decoded.steps) for _, decoded in lines]
    perhaps = [n for n, (lattice, _) in enumerate(lines) if others[n] >= FEWEST_MARKS and not lattice.cells]
    chosen = sorted(perhaps, key=lambda n: -others[n])
    parts: list[tuple[int, _Part]] = []
    for n in chosen:
        own = [(n, part) for part in _parts(grey, *lines[n])]
        if len(parts) + len(own) > most:
            break
        parts += own
    seen = reader.read([part.view.picture for _, part in parts])
    words = [_words(part, posterior) for (_, part), posterior in zip(parts, seen, strict=True)]
    texts = {n for (n, _), of_part in zip(parts, words, strict=True) if any(map(_is_word, of_part))}
    numbers = [
        number
        for (n, part), posterior, of_part in zip(parts, seen, words, strict=True)
        if n in texts
        for span in _numbers(posterior, of_part)
        if (number := _number(part.view, posterior, *span)) is not None
    ]
    boxes = tuple(around(lines[n][1].steps) for n in sorted(texts))
    return Text([line for n, line in enumerate(lines) if n not in texts], boxes, tuple(numbers))


def _is_digit(symbol: str) -> bool:
    return symbol in DIGITS


def _is_letter(symbol: str) -> bool:
    return bool(symbol) and symbol in LETTERS


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
        yield _part(grey, [step for word in words[first:end] for step in word], boxes[first:end], light=lattice.light)
        first = end


def _widest_gap(boxes: Sequence[Corners], first: int, last: int) -> int:
    """Which word from `first` to `last` has the widest gap before it: there no number is parted."""
    return max(range(first, last + 1), key=lambda n: _gap(boxes[n - 1], boxes[n]))


def _part(grey: NDArray[np.uint8], steps: Sequence[Step], words: Sequence[Corners], *, light: bool) -> _Part:
    view = line_view(grey, around(steps), light=light)
    wide = WORD_GAP * taller(steps)
    middles = [(one[0] + one[2] + other[0]) / 2 for one, other in pairwise(words)]
    columns = [BORDER + (x - view.left) / view.step for x in middles]
    frames = frames_of(view.picture.shape[1])
    ends = [min(max(round(column / COLUMNS_A_FRAME), 1), frames) for column in columns]
    narrow = [end for end, (one, other) in zip(ends, pairwise(words), strict=True) if _gap(one, other) < wide]
    return _Part(view, (*ends, frames), frozenset(narrow))


def _gap(one: Corners, other: Corners) -> float:
    return other[0] - one[0] - one[2]


def _words(part: _Part, posterior: LinePosterior) -> list[_Word]:
    """The words of a part as the network sees them. Letters enough for a word are one also where no gap is left."""
    marks = seen_marks(posterior)
    words: list[_Word] = []
    start = 0
    for end in part.ends:
        runs = _runs([mark for mark in marks if start <= (mark[1] + mark[2]) / 2 < end])
        cuts = [(one[-1][2] + other[0][1]) // 2 for one, other in pairwise(runs)]
        own = list(map(_Word, runs, [start, *cuts], [*cuts, end]))
        if own and words and start in part.narrow and _is_digit(words[-1].text[-1]) and _is_digit(own[0].text[0]):
            own[:1] = [_together([words.pop(), own[0]])]
        words += own
        start = end
    return words


def _runs(marks: Sequence[Mark]) -> list[tuple[Mark, ...]]:
    """The marks of a word, parted where so many letters stand in a row that they are a word by themselves."""
    runs: list[tuple[Mark, ...]] = []
    after_word = True
    for is_letter, some in groupby(marks, key=lambda mark: _is_letter(mark[0])):
        run = tuple(some)
        is_word = is_letter and len(run) >= WORD
        if is_word or after_word:
            runs.append(run)
        else:
            runs[-1] += run
        after_word = is_word
    return runs


def _is_word(word: _Word) -> bool:
    return len(word.marks) >= WORD and all(_is_letter(symbol) for symbol, *_ in word.marks)


def _numbers(posterior: LinePosterior, words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """First and last frame of each number: words without letters side by side are one, as in 020 7946 0958."""
    for has_letters, run in groupby(_joined(words), key=lambda word: any(map(_is_letter, word.text))):
        of_kind = list(run)
        numbers = of_kind if has_letters else [_together(of_kind)]
        yield from ((word.start, word.end) for word in numbers if not _may_be_letters(posterior, word.marks))


def _joined(words: Sequence[_Word]) -> Iterator[_Word]:
    """The words, but those of an IBAN as one: letters and digits in groups, of which the bank's letters are a word."""
    first = 0
    while first < len(words):
        end = first + 1
        if IBAN.fullmatch(words[first].text):
            while end < len(words) and _goes_on(words[end].text, bank=end == first + 1):
                end += 1
        yield _together(words[first:end])
        first = end


def _goes_on(text: str, *, bank: bool) -> bool:
    """Whether it may be a group of an IBAN. bank: the one behind the country and the check digits."""
    return len(text) <= GROUP and (bank or not text.isalpha())


def _together(words: Sequence[_Word]) -> _Word:
    return _Word(tuple(mark for word in words for mark in word.marks), words[0].start, words[-1].end)


def _may_be_letters(posterior: LinePosterior, marks: Sequence[Mark]) -> bool:
    """Whether a lone digit, or all digits among as many letters, may be letters too."""
    digits = [mark for mark in marks if _is_digit(mark[0])]
    letters = sum(_is_letter(symbol) for symbol, *_ in marks)
    return len(digits) <= max(1, letters) and all(
        may_be(posterior, LOOK_ALIKE[symbol], first, end) for symbol, first, end in digits
    )


def _number(view: LineView, posterior: LinePosterior, first: int, end: int) -> Fused | None:
    """What stands between two frames of a view, read by itself."""
    if end <= first:
        return None
    own = LinePosterior(
        posterior.frames[first:end], None if posterior.symbols is None else posterior.symbols[first:end]
    )
    columns = slice(COLUMNS_A_FRAME * first, COLUMNS_A_FRAME * end)
    left = view.left + COLUMNS_A_FRAME * first * view.step
    place = replace(view, picture=view.picture[:, columns], left=left)
    strings, _ = likeliest(own)
    steps = line_steps(place, own, strings[0][0], strings) if strings[0][0] else []
    return Fused(steps, strings, "text") if steps else None
