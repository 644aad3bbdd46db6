"""Code lines in E-13B: as they are drawn, composed for training, laid on cheques, and read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest

from training.cache import Cache
from training.errors import MissingData
from training.evaluation.cheques import cheques
from training.linereader.compose import compose
from training.linereader.e13b import BARS, FINE, HEIGHT, PITCH, CodeLineHand, cell, code_line
from training.linereader.forms import form_hands
from training.linereader.hands import Unread
from training.linereader.paper import PaperBank
from training.linereader.scribes import CODE_LINES, E13B, ON_ITS_HEAD, WEIGHTS, scribes
from vision import Photo, Reader
from vision.alphabet import CODE_SIGNS, DIGITS
from vision.checkpoint import Checkpoint

TEXT = "C309104C 500211012A 426160C 31"
NUMBERS = ["⑈309104⑈", "500211012⑆", "426160⑈", "31"]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader.open() as opened:
        yield opened


def sheet(text: str, px: int = 27, *, other: str = "") -> np.ndarray:
    """A code line on paper, its digits `px` high, and above it a line in another face."""
    row = np.hstack([cell(s) if s != " " else np.zeros_like(cell("0")) for s in text])
    scale = px / (HEIGHT * FINE)
    row = np.asarray(cv2.resize(row, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    paper = np.full((12 * px, row.shape[1] + 6 * px), 245, np.uint8)
    paper[-4 * px : -4 * px + len(row), 3 * px : -3 * px] -= (row * 0.85).astype(np.uint8)
    cv2.putText(paper, other, (2 * px, 4 * px), cv2.FONT_HERSHEY_SIMPLEX, px / 22, 30, 2, cv2.LINE_AA)
    return paper


def structures(reader: Reader, picture: np.ndarray) -> list[str]:
    """The numbers of the code lines in it."""
    return [line.structure for line in reader.read(Photo(picture)).lines if line.found == "code"]


def test_characters_are_drawn_apart_within_their_places() -> None:
    """Two that look alike, or one that reaches into its neighbour, would teach the network nonsense."""
    assert set(BARS) == {*DIGITS, *CODE_SIGNS}
    drawn = {symbol: cell(symbol) for symbol in BARS}
    for one, other in combinations(drawn.values(), 2):
        assert np.mean(one != other) > 0.02
    for ink in drawn.values():
        assert ink.shape == (round((HEIGHT + 2) * FINE), round(PITCH * FINE))
        assert not ink[:, 0].any() and not ink[:, -1].any() and not ink[0].any() and not ink[-1].any()


def test_toner_makes_strokes_wider_and_narrower() -> None:
    """Laser prints are heavy, worn ribbons light."""
    assert (cell("8", -0.2) > 0).sum() < (cell("8") > 0).sum() < (cell("8", 0.5) > 0).sum()


def test_composed_lines_say_what_stands_on_them() -> None:
    """As many places as characters, at one pitch; empty ones have no symbol."""
    rng = np.random.default_rng(0)
    bank = PaperBank.make(6, seed=0)
    for _ in range(20):
        (line,) = compose(CodeLineHand(), bank, rng)
        assert set(line.text) <= {*DIGITS, *CODE_SIGNS}
        assert line.grey.size
    texts = [code_line(rng) for _ in range(300)]
    assert all(any(sign in text for text in texts) for sign in (*DIGITS, *CODE_SIGNS, " "))


def test_what_is_not_to_be_read_has_no_text() -> None:
    """Of all other writing the network must learn that it is none of its own."""
    hand = Unread(form_hands(1, np.random.default_rng(0))[0])
    lines = compose(hand, PaperBank.make(6, seed=0), np.random.default_rng(1), views=2)
    assert [line.text for line in lines] == ["", ""]
    assert all(line.grey.min() < 200 for line in lines)


def test_the_recipe_reads_one_set_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A font among what is read would make its weights a poorer copy of the general ones."""
    monkeypatch.setitem(WEIGHTS, CODE_LINES, {E13B: 60.0, ON_ITS_HEAD: 6.0, "forms": 5.0})
    kept, held = scribes(CODE_LINES, Cache(tmp_path, (), tmp_path / "cache"))
    assert all(isinstance(hand, Unread) for hand in kept.sets["forms"])
    assert all(isinstance(hand, Unread) for hand in kept.sets[ON_ITS_HEAD])
    assert all(isinstance(hand, CodeLineHand) for scribe in (kept, held) for hand in scribe.sets[E13B])


def test_cheques_name_what_is_missing(tmp_path: Path) -> None:
    """Who measures must know which packages to unpack, and where."""
    with pytest.raises(MissingData, match="fonts-cabin"):
        cheques(tmp_path, Checkpoint.open())


@pytest.mark.parametrize("px", [14, 27, 60])
def test_a_code_line_is_read_with_its_signs(reader: Reader, px: int) -> None:
    """From a small scan to a near photograph."""
    assert structures(reader, sheet(TEXT, px)) == NUMBERS


def test_a_code_line_stands_below_what_else_is_read(reader: Reader) -> None:
    """The amount is read as before, and the code line's digits are read once."""
    lines = reader.read(Photo(sheet(TEXT, other="1,284.50"))).lines
    assert [line.text for line in lines] == ["128450", "309104", "500211012", "426160", "31"]
    assert {line.verdict for line in lines} == {"accept"}


def test_a_cheque_on_its_head_is_turned(reader: Reader) -> None:
    """People feed cheques as they come."""
    picture = np.ascontiguousarray(np.rot90(sheet(TEXT, other="Pay 1,284.50 only"), 2))
    assert structures(reader, picture) == NUMBERS


def test_a_held_cheque_is_read_live(reader: Reader) -> None:
    """A frame has many lines and no time for second opinions, but for this one."""
    prepared, logits = reader.classify(reader.prepare(Photo(sheet(TEXT, other="Pay 1,284.50 only"))))
    quick = reader.finish(prepared, logits, second_opinions=0, thorough=False, chains=True)
    assert [line.structure for line in quick.lines if line.found == "code"] == NUMBERS
    hurried = reader.finish(prepared, logits, second_opinions=0, thorough=False)
    assert not [line for line in hurried.lines if line.found == "code"]


@pytest.mark.parametrize("text", ["4929 1234 5678 9010", "ISBN 978-3-16-148410-0", "000000 111111 222222"])
def test_other_print_is_no_code_line(reader: Reader, text: str) -> None:
    """Numbers in any other face are read as before."""
    paper = np.full((140, 900), 245, np.uint8)
    cv2.putText(paper, text, (40, 90), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 30, 2, cv2.LINE_AA)
    assert structures(reader, paper) == []
