"""The code line of a cheque: what is shown to its network, and how its characters part into numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest

from vision.alphabet import BLANK, CLASSES, SYMBOLS, only_digits
from vision.code_line import CodeLines, read_code_lines
from vision.fusion import Fused
from vision.lattice import Candidate, Decoded, LineLattice, Step
from vision.line_crop import HEIGHT
from vision.line_posterior import LinePosterior
from vision.line_reader import LineReader
from vision.line_readers import WIDEST_CODE
from vision.reading import NOT_A_DIGIT
from vision.structure import structure_of

FRAMES_A_PLACE = 7


class Network:
    """Says that what it is shown reads as `text`, one character a place of a code line."""

    def __init__(self, text: str, likely: float = 0.99) -> None:
        self.text = text
        self.likely = likely
        self.shown: list[np.ndarray] = []

    def read(self, pictures: Sequence[np.ndarray]) -> list[LinePosterior]:
        self.shown += pictures
        frames = np.full((FRAMES_A_PLACE * (len(self.text) + 2), CLASSES), np.log(1e-6), np.float32)
        frames[:, BLANK] = np.log(self.likely)
        for place, symbol in enumerate(self.text):
            if symbol != " ":
                frame = FRAMES_A_PLACE * (place + 1)
                frames[frame : frame + 3, BLANK] = np.log(1e-6)
                frames[frame : frame + 3, SYMBOLS.index(symbol)] = np.log(self.likely)
        return [LinePosterior(only_digits(frames), frames)]


def line(*lefts: float, y: float = 100, height: float = 27, width: float = 15) -> tuple[LineLattice, Decoded]:
    """Marks of one size at these places, all of them read as 1."""
    candidates = tuple(Candidate(k, k + 1, k, (x, y, width, height)) for k, x in enumerate(lefts))
    lattice = LineLattice(len(candidates), candidates)
    posteriors = np.full((len(candidates), 11), 0.001)
    posteriors[:, 1] = 0.99
    return lattice, Decoded(lattice, posteriors / posteriors.sum(axis=1, keepdims=True))


def at_pitch(count: int = 12, **where: float) -> tuple[LineLattice, Decoded]:
    """Marks as on a code line, 29 pixels from each to the next."""
    return line(*(100 + 29.0 * k for k in range(count)), **where)


PAPER = np.full((400, 900), 240, np.uint8)


def read(text: str, *lines: tuple[LineLattice, Decoded], likely: float = 0.99) -> CodeLines:
    network = Network(text, likely)
    return read_code_lines(lines or (at_pitch(),), PAPER, cast(LineReader, network))


def structures(found: CodeLines) -> list[str]:
    """Each number with its signs."""
    return [structure_of([_Mark(step) for step in number.steps]) for number in found.numbers]


class _Mark:
    """A step as a glyph."""

    def __init__(self, step: Step) -> None:
        self.digit = step.label if step.is_digit else None
        self.symbol = step.symbol
        self.box = _Box(*step.candidate.box)


class _Box:
    def __init__(self, x: float, y: float, width: float, height: float) -> None:
        self.x, self.y, self.width, self.height = x, y, width, height


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C309104C 500211012A 426160C 31", ["⑈309104⑈", "500211012⑆", "426160⑈", "31"]),
        ("A121000248A4861507788C0101", ["⑆121000248⑆", "4861507788⑈", "0101"]),
        ("C123456C A12345D678A 90D12345C", ["⑈123456⑈", "⑆12345⑉678⑆", "90⑉12345⑈"]),
        ("A121000248A 48615C B0000012345B", ["⑆121000248⑆", "48615⑈", "⑇0000012345⑇"]),
        ("C309104C  A 500211", ["⑈309104⑈", "500211"]),
    ],
    ids=["India", "United States", "dashes", "with its amount", "a sign by itself"],
)
def test_numbers_are_parted_by_signs_and_empty_places(text: str, expected: list[str]) -> None:
    """A clerk keys cheque, bank and account into fields of their own, and tells them apart by the signs."""
    assert structures(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "likely"), [("", 0.99), ("30910", 0.99), ("309104500211", 0.99), ("C309104C", 0.4)],
    ids=["nothing", "too short", "no sign", "unlikely"],
)  # fmt: skip
def test_what_is_no_code_line_is_left_to_the_others(text: str, likely: float) -> None:
    """Account numbers in type stand at a pitch too; what the network does not surely know is read as any print is."""
    lines = (at_pitch(),)
    found = read(text, *lines, likely=likely)
    assert not found.numbers
    assert list(found.others) == list(lines)


def test_only_marks_at_a_pitch_are_shown() -> None:
    """The network costs a millisecond or two, and most lines of any picture are nothing for it."""
    network = Network("C309104C 500211012A")
    crooked = line(*(100 + 20.0 * k + 7 * (k * k % 5) for k in range(12)))
    few = at_pitch(4)
    for lines in ([crooked], [few], []):
        assert not read_code_lines(lines, PAPER, cast(LineReader, network)).numbers
    assert not network.shown


def test_a_row_is_shown_once_and_whole() -> None:
    """Its wide gaps part it into lines, of which one alone may be too short to tell."""
    network = Network("C309104C 500211012A 426160C 31")
    lines = [at_pitch(8), line(480, 509, 538), at_pitch(6, y=260)]
    found = read_code_lines(lines[:2], PAPER, cast(LineReader, network))
    assert len(network.shown) == 1
    assert network.shown[0].shape[0] == HEIGHT
    assert network.shown[0].shape[1] > 27 / 29 * 400
    assert len(found.numbers) == 4 and not found.others


def test_a_row_of_any_width_is_seen_to_its_end() -> None:
    """Of other lines what lies beyond 960 columns is squeezed; a code line has up to 65 places."""
    network = Network("C309104C 500211012A")
    wide = np.full((200, 3000), 240, np.uint8)
    read_code_lines([line(*(20 + 29.0 * k for k in range(100)))], wide, cast(LineReader, network))
    assert 1500 < network.shown[0].shape[1] <= WIDEST_CODE


def test_many_rows_end_in_bounded_work() -> None:
    """A page of account numbers in a typewriter's face must not be looked at line by line."""
    network = Network("")
    read_code_lines([at_pitch(y=20.0 * k, height=14, width=8) for k in range(30)], PAPER, cast(LineReader, network))
    assert len(network.shown) <= 8


def test_its_numbers_stand_in_its_order_among_what_else_was_found() -> None:
    """From the top, and along the line from the left, though a sign reaches higher than a digit."""
    found = read("C309104C 500211012A", at_pitch(y=200))
    above, below, doubled = (_found(y) for y in (50, 350, 200))
    whole = Fused([Step(Candidate(0, 1, 0, (0, 150, 800, 120)), NOT_A_DIGIT, np.zeros(11))], (("", 0.5),), "whole")
    assert found.beside([below, doubled, whole, above]) == [above, *found.numbers, below]


def test_a_code_line_at_an_angle_is_read_from_the_left() -> None:
    """Its last number may stand higher than its first by more than a digit."""
    numbers = (_found(300), _found(270), _found(240))
    lines = CodeLines([], numbers, ((100, 240, 600, 90),) * 3)
    assert lines.beside([above := _found(50)]) == [above, *numbers]


def test_a_mark_that_was_not_made_out_stays_in_its_place() -> None:
    """A number that lacks a digit without a word would be keyed as it is."""
    inked = PAPER.copy()
    inked[100:127, 100:440] = 40
    network = Network("C309 04C 500211012A")
    read_there = read_code_lines([at_pitch()], inked, cast(LineReader, network))
    assert structures(read_there)[0] == "⑈309·04⑈"
    assert structures(read("C309 04C 500211012A"))[:2] == ["⑈309", "04⑈"]  # a place without ink parts two numbers


def _found(y: float) -> Fused:
    steps = [Step(Candidate(k, k + 1, 0, (150 + 29 * k, y, 15, 27)), NOT_A_DIGIT, np.zeros(11)) for k in range(3)]
    return Fused(steps, (("", 0.5),))


def test_weights_without_it_read_as_before() -> None:
    """A checkpoint of one's own needs no network for code lines."""
    lines = [at_pitch()]
    found = read_code_lines(lines, PAPER, None)
    assert found.others is lines and not found.numbers
