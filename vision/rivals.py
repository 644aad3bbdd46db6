"""Lines that were found in several ways, by pieces, by chains of print and by ruled fields: one for each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vision.alphabet import SEPARATORS, SIGN
from vision.boxes import Corners, in_rows, shared_area
from vision.fusion import Fused
from vision.lattice import around
from vision.slope import levelled
from vision.words import WORD, longest_word

FAR_FEWER = 2
"""Digits by which a line falls so short of its rival that how sure it is does not matter."""

SURE = 0.5

SURE_NUMBER = 0.9

DOUBTED = 0.75
"""A line that is no surer may have read a digit too many, if the picture as one line is sure."""

SAME_PLACE = 0.3

_SIGNS = frozenset(SEPARATORS + SIGN)

EDGE, HALF = 0.25, 0.5
"""How far from a field, in its heights, a lone mark still belongs to its edge, and how much of the mark."""


@dataclass(frozen=True, slots=True)
class FieldLine:
    """What was read in a field, and the field within its rules: x, y, width, height in pixels of the picture."""

    line: Fused
    box: Corners


def merged(
    lines: Sequence[Fused],
    chained: Sequence[Fused],
    fields: Sequence[FieldLine] = (),
    whole: Fused | None = None,
    text: Sequence[Fused] = (),
) -> list[Fused]:
    """All of them, but of two in one place one, in reading order.

    lines: found by their pieces. whole: the picture as one line. text: numbers among words. A field says where its
    number begins and ends, so if it is read surely it may have a digit less than the pieces in its place: mostly its
    edge was taken for a 1. A chain must read no fewer marks than pieces, and be surer than a field or the whole
    picture: chains are blind to handwriting, whose marks differ in height, and there hold a part of the number. Columns
    of a table that a chain reads as one number stay parted, and words that it reads beside a known number are left.
    """
    out = [line for line in [*lines, *text] if line.steps]
    for field in fields:
        _take(out, field.line, fewer=1)
    out = [line for line in out if not any(_is_scrap(line, field.box) for field in fields)]
    if whole is not None:
        _take(out, whole, fewer=int(whole.strings[0][1] > SURE_NUMBER), doubted=DOUBTED)
    comparable = [*(field.line for field in fields), *([] if whole is None else [whole]), *text]
    for chain in chained:
        if not _are_columns(out, chain) and not _adds_words(out, chain):
            _take(out, chain, equals=comparable)
    return in_rows(out, lambda line: around(line.steps))


def surer(lines: Sequence[Fused], others: Sequence[Fused]) -> list[Fused]:
    """The lines and the others, found and read as they were: of two in one place the surer, unless it shows less."""
    out = list(lines)
    for other in others:
        if all(_characters(other) >= _characters(line) for line in out if _in_one_place(line, other)):
            _take(out, other, equals=out)
    return out


def is_sure_number(line: Fused) -> bool:
    """Whether it leaves nothing to look for in its picture: a row of cells, or digits that are likely right, and no
    marks among them that are neither digits nor known: letters of a plate, or digits that were not made out."""
    known = all(step.is_digit or step.symbol for step in line.steps)
    return line.cells or (known and _digits(line) > 1 and line.strings[0][1] > SURE_NUMBER)


def is_sure_plate(line: Fused) -> bool:
    """Whether letters and digits are read surely, and no word: forms and sudokus have no letters, sentences words."""
    return line.strings[0][1] > SURE_NUMBER and 0 < longest_word(line.steps) < WORD


def _take(
    lines: list[Fused], line: Fused, *, fewer: int = 0, doubted: float = 1.0, equals: Sequence[Fused] = ()
) -> None:
    """Put the line in the place of all its rivals, if it beats each of them.

    fewer: digits that it may lack, of rivals that are no surer than `doubted`. equals: rivals that were read by the
    same network, so that its word on both can be compared.
    """
    rivals = [other for other in lines if _in_one_place(line, other)]
    if all(
        _beats(line, rival, fewer if rival.strings[0][1] <= doubted else 0, 1.0 if _among(rival, equals) else SURE)
        for rival in rivals
    ):
        lines[:] = [other for other in lines if not _among(other, rivals)]
        lines.append(line)


def _are_columns(lines: Sequence[Fused], chain: Fused) -> bool:
    """Whether the chain reads several likely numbers as one, which a wide gap parts. Lone digits side by side are those
    of a counter's windows."""
    parts = sorted((line for line in lines if _in_one_place(chain, line)), key=lambda line: around(line.steps)[0])
    texts = [line.strings[0][0] for line in parts]
    likely = all(line.strings[0][1] > SURE for line in parts) and 2 * sum(map(len, texts)) >= 3 * len(texts)
    return len(parts) > 1 and likely and "".join(texts) == chain.strings[0][0]


def _adds_words(lines: Sequence[Fused], chain: Fused) -> bool:
    """Whether all that the chain shows beyond what is known of its place is the words beside its number."""
    known = any(_in_one_place(chain, line) and line.strings[0][0] == chain.strings[0][0] for line in lines)
    return known and longest_word(chain.steps) >= WORD


def _in_one_place(one: Fused, other: Fused) -> bool:
    """Whether they overlap about their middles, or, of lines at an angle whose ends lie elsewhere, mark by mark."""
    boxes = around(one.steps), around(other.steps)
    if shared_area(_core(boxes[0]), _core(boxes[1])) > SAME_PLACE:
        return True
    few, many = sorted((one.steps, other.steps), key=len)
    if shared_area(*boxes) <= SAME_PLACE or not levelled(many)[1]:
        return False
    shared = sum(any(shared_area(a.candidate.box, b.candidate.box) > HALF for b in many) for a in few)
    return shared > HALF * len(few)


def _is_scrap(line: Fused, field: Corners) -> bool:
    """Whether it is a lone mark on the field's edge: the edge itself, or the end of a stroke that hangs over it."""
    if len(line.steps) > 1 or line.cells:
        return False
    x, y, width, height = field
    near = EDGE * height
    mark = around(line.steps)
    across, down = mark[0] + mark[2] / 2, mark[1] + mark[3] / 2
    within = x < across < x + width and y < down < y + height
    return not within and shared_area(mark, (x - near, y - near, width + 2 * near, height + 2 * near)) > HALF


def _among(line: Fused, lines: Sequence[Fused]) -> bool:
    return any(line is other for other in lines)


def _beats(line: Fused, rival: Fused, fewer: int, sure: float) -> bool:
    """What reads as no digits at all gives way, and what reads as far fewer, but no row of cells, unless it is a plate
    within its rim; else the line must read as many digits and letters as the rival has digits, and be sure, or surer.
    A sure rival with as many digits gives way only to a surer line, unless that has letters, which the rival may have
    taken for digits."""
    if rival.cells:
        return is_sure_plate(line) and rival.strings[0][1] < SURE and _characters(line) >= _digits(rival)
    read, digits = _digits(line), _digits(rival)
    share = line.strings[0][1]
    alike = read == digits == _characters(line)
    least = rival.strings[0][1] if alike and rival.strings[0][1] > SURE_NUMBER else min(sure, rival.strings[0][1])
    surer = share > least
    enough = (
        _characters(line) >= digits or read >= digits - fewer or _lacks_edges(line, rival) or _reads_bars(rival, line)
    )
    return digits == 0 or read >= digits + FAR_FEWER or (enough and surer)


def _lacks_edges(line: Fused, rival: Fused) -> bool:
    """Whether it is surely the rival's number without the 1s at its ends, of which the rival is unsure: edges of a
    strip or a plate are read so by pieces."""
    (text, share), (other, doubtful) = line.strings[0], rival.strings[0]
    return share > SURE_NUMBER and doubtful < SURE and other in (f"1{text}", f"{text}1", f"1{text}1")


def _reads_bars(rival: Fused, display: Fused) -> bool:
    """Whether the rival reads the bars of a display's digits one by one, mostly as 1 each."""
    (text, share), (other, _) = display.strings[0], rival.strings[0]
    return display.found == "display" and share > SURE and len(other) - other.count("1") <= len(text)


def _digits(line: Fused) -> int:
    return sum(step.is_digit for step in line.steps)


def _characters(line: Fused) -> int:
    """Digits and letters: a point is no stand-in for the digit that a part of a number lacks."""
    return sum(step.is_digit or step.symbol not in _SIGNS for step in line.steps)


def _core(box: Corners) -> Corners:
    """The middle half of a line's height: boxes of lines reach into the lines above and below."""
    x, y, width, height = box
    return x, y + height / 4, width, height / 2
