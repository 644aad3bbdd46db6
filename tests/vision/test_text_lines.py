"""Lines of text: no digit is seen in a word, and the numbers among the words are lines of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from vision import Line, Photo, Reader
from vision.fusion import Fused
from vision.lattice import Candidate, Step
from vision.line_posterior import LinePosterior
from vision.line_reader import LineReader
from vision.reading import NOT_A_DIGIT
from vision.text_lines import Text


def page(*lines: str, px: int = 30) -> np.ndarray:
    """Dark print on white, (H, 1100) uint8."""
    sheet = Image.new("L", (1100, 60 + 3 * px * len(lines)), 250)
    for row, text in enumerate(lines):
        ImageDraw.Draw(sheet).text((40, 40 + 3 * px * row), text, font=ImageFont.load_default(px), fill=30)
    return np.asarray(sheet, np.uint8)


def numbers(lines: tuple[Line, ...]) -> list[str]:
    """What a person is shown: all but what is likely nothing."""
    return [line.text for line in lines if line.verdict != "ignore"]


def test_words_are_no_numbers(reader: Reader) -> None:
    """An o is a 0 and an l a 1 only to who looks at one letter."""
    prose = page("Goods remain our property until", "paid in full. So look below, please,", "and sign all bills also.")
    assert numbers(reader.read(Photo(prose)).lines) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Invoice no. 2026-40417", ["202640417"]),
        ("Sort code 20-45-77  Account 63018842", ["204577", "63018842"]),
        ("Please call 020 7946 3958 today", ["02079463958"]),
        ("Between 1947 - 1952 in Leeds", ["19471952"]),
        ("See Olsson in room B12, please", ["12"]),
        ("Delivery of 24 hinges until 30 March", ["24", "30"]),
    ],
)
def test_numbers_among_words_are_lines_of_their_own(reader: Reader, text: str, expected: list[str]) -> None:
    """Two accounts on a line are two, a telephone number in groups is one, and none takes letters with it."""
    found = [line for line in reader.read(Photo(page(text))).lines if line.verdict != "ignore"]
    assert [line.text for line in sorted(found, key=lambda line: line.box.x)] == expected
    assert not any(sign.isalpha() for line in found for sign in line.structure.removeprefix("B"))


def chain(text: str, share: float, x: float = 0.0) -> Fused:
    """A chain of marks 20 pixels apart."""
    steps = [
        Step(
            Candidate(k, k + 1, 0, (x + 20 * k, 10, 15, 30)),
            int(c) if c.isdigit() else NOT_A_DIGIT,
            np.zeros(11),
            symbol=c,
        )
        for k, c in enumerate(text)
    ]
    return Fused(steps, (("".join(filter(str.isdigit, text)), share),), "chain")


def test_only_a_sure_code_that_is_most_of_a_line_of_text_is_more_than_its_words() -> None:
    """What lies around a plate may read as a word and hide it; in a sentence a number is read among its words."""
    text = Text([], has_words=True, boxes=((0.0, 0.0, 160.0, 50.0),))
    plate = chain("AB84R4", 0.95)
    others = [chain("AB84R4", 0.6), chain("AB84", 0.95), chain("84SHEET", 0.95), chain("84SHEET", 0.95, x=10)]
    assert text.without_words([plate, *others]) == [plate]
    assert text.without_words([elsewhere := chain("84SHEET", 0.6, x=400)]) == [elsewhere]


def test_an_iban_in_groups_is_one_number(reader: Reader) -> None:
    """The bank's four letters are no word beside it."""
    (line,) = reader.read(Photo(page("Our account is GB29 NWBK 6016 1331 9268 19 since May"))).lines
    assert line.text == "2960161331926819"
    assert line.structure == "GB29NWBK60161331926819"


def test_an_iban_whose_groups_stand_close_is_one_number(reader: Reader) -> None:
    """The gaps of some faces are so narrow that groups of digits are one to the eye."""
    (line,) = reader.read(Photo(page("GB09 BARC 48481623 151480"))).lines
    assert line.text == "0948481623151480"


@pytest.mark.parametrize("word", ["IBAN", "No.", "BOX", "OF", "OIL", "On", "GLOSS", "Qty"])
def test_a_short_word_by_itself_is_no_number(reader: Reader, word: str) -> None:
    """Heads of columns and labels of fields stand alone, and most of their letters are no digits by their pieces."""
    assert numbers(reader.read(Photo(page(word))).lines) == []


def test_a_number_whose_digits_touch_is_read(reader: Reader) -> None:
    """Piece by piece there is no digit in it, and a number that is not shown at all is the worst mistake."""
    sheet = Image.new("L", (500, 140), 250)
    font = ImageFont.load_default(30)
    x = 60.0
    for sign in "850.34":
        ImageDraw.Draw(sheet).text((x, 50), sign, font=font, fill=30)
        x += 0.82 * font.getlength(sign)
    assert numbers(reader.read(Photo(np.asarray(sheet, np.uint8))).lines) == ["85034"]


def test_no_line_is_shown_to_the_network_twice(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the two sees what it is asked about once: a second look says what the first said."""
    readers = reader._line_readers
    assert readers is not None
    shown: list[tuple[LineReader, bytes]] = []
    read = LineReader.read

    def watched(self: LineReader, lines: Sequence[np.ndarray]) -> list[LinePosterior]:
        shown.extend((self, line.tobytes()) for line in lines)
        return read(self, lines)

    monkeypatch.setattr(LineReader, "read", watched)
    assert numbers(reader.read_once(Photo(page("Total $1,250.75", "12-34-56"))).lines) == ["125075", "123456"]
    assert len(shown) == len(set(shown)) > 1


def test_a_line_wider_than_one_look_is_read_to_its_end(reader: Reader) -> None:
    """The network sees 960 columns at a time."""
    long = page("These goods were ordered by telephone and must be paid for by 28.11.2047", px=20)
    assert numbers(reader.read(Photo(long)).lines) == ["28112047"]


def test_one_endless_word_is_bounded(reader: Reader) -> None:
    """No look takes in all of it, and there is no gap to part it at."""
    sheet = Image.new("L", (4000, 100), 250)
    ImageDraw.Draw(sheet).text((20, 40), "nowhere" * 60, font=ImageFont.load_default(16), fill=30)
    assert numbers(reader.read(Photo(np.asarray(sheet, np.uint8))).lines) == []
