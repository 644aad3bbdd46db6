"""Digits that were drawn without lifting the pen."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from vision import Ink, Reader, TakesLonger
from vision.ink import evenly

Points = list[tuple[float, float]]


def loops(count: int, *, left: float = 60.0, size: float = 60.0) -> Points:
    """As many zeros in one stroke, each begun at its top, where the one before ended."""
    turn = np.linspace(0, 2 * np.pi, 30)
    return [
        (left + number * 0.9 * size - 0.4 * size * float(np.sin(t)), 100 - size / 2 * float(np.cos(t)))
        for number in range(count)
        for t in turn
    ]


def stem(x: float) -> Points:
    """A 1."""
    return [(x, 70.0), (x, 130.0)]


def ink(*strokes: Points) -> Ink:
    return Ink.from_points([list(map(list, points)) for points in strokes], width=400, height=200)


def drawn(reader: Reader, strokes: Iterable[Points], *, at_once: bool = False) -> str:
    """What is read, a line of text for each line."""
    prepared, logits = reader.classify(reader.prepare(ink(*strokes)))
    return reader.finish(prepared, logits, at_once=at_once).text


@pytest.mark.parametrize(("strokes", "text"), [([loops(2)], "00"), ([stem(10), loops(3)], "1000")])
def test_joined_digits_are_read(reader: Reader, strokes: list[Points], text: str) -> None:
    """Stroke by stroke there is one mark, and no digit in it."""
    assert drawn(reader, strokes) == text


def test_what_takes_long_is_not_done_at_once(reader: Reader) -> None:
    """On the event loop a second look would hold up everybody's strokes; where there is no doubt there is none."""
    with pytest.raises(TakesLonger):
        drawn(reader, [loops(2)], at_once=True)
    assert drawn(reader, [stem(20), stem(60)], at_once=True) == "11"


def test_dots_and_dashes_raise_no_doubt(reader: Reader) -> None:
    """They are in most amounts, and a second look for each would be one with every stroke."""
    dot: Points = [(85.0, 128.0), (86.0, 133.0), (83.0, 134.0), (84.0, 129.0)]
    assert drawn(reader, [stem(20), stem(60), dot, stem(110)], at_once=True) == "111"


def test_a_glyph_knows_its_strokes(reader: Reader) -> None:
    """Corrections are of strokes, also of those that hold several digits, and what is shown lies upon them."""
    line = reader.read(ink(stem(10), loops(3))).lines[0]
    assert [glyph.strokes for glyph in line.glyphs] == [(0,), (1,), (1,), (1,)]
    for glyph, middle in zip(line.glyphs[1:], (60, 114, 168), strict=True):
        assert glyph.box.x + glyph.box.width / 2 == pytest.approx(middle, abs=12)
        assert glyph.box.y == pytest.approx(70, abs=12)
        assert glyph.box.height == pytest.approx(60, abs=20)


def test_a_wide_letter_is_no_number(reader: Reader) -> None:
    """Its stems are like 1s, and it is as wide as several digits."""
    arches: Points = [(30, 130), (32, 75), (50, 72), (60, 90), (61, 130), (63, 90), (78, 72), (92, 80), (95, 130)]
    assert drawn(reader, [arches]) == ""


def test_one_look_where_there_is_no_line_network(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint without one reads what the digit network makes of it."""
    monkeypatch.setattr(reader, "_line_readers", None)
    assert drawn(reader, [stem(20), loops(2)], at_once=True) == "1"


def test_endless_lines_are_drawn_small(reader: Reader) -> None:
    """A drawing that is made to be slow: as wide as can be, and low."""
    wide = [[(float(x), 100.0 + 3 * (x // 7 % 2)) for x in range(0, 16_000, 7)]]
    prepared, logits = reader.classify(reader.prepare(Ink.from_points(wide, width=16_000, height=200)))
    assert len(reader.finish(prepared, logits).lines) == 1


def test_points_lie_at_even_distances() -> None:
    """However fast the pen was, and of a dot too."""
    slow_then_fast = np.array([[0, 0], [1, 0], [2, 0], [100, 0]], np.float32)
    points = evenly(slow_then_fast, 128)
    assert np.diff(points[:, 0]) == pytest.approx(100 / 127)
    assert set(evenly(slow_then_fast[:1], 128).ravel().tolist()) == {0.0}
