"""Formats: what was seen stays, what the format prefers stands beside it, and nothing is made up."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from vision import Box, Glyph, Ink, Line, NoSuchFormat, Reader, Reading, known_formats, open_format, under
from vision.formats import BadPattern
from vision.formatted import Formatted
from vision.reading import NOT_A_DIGIT


def _glyph(values: Mapping[int, float], at: int, symbol: str = "") -> Glyph:
    """Probabilities by digit, 10 for none; the likeliest is what was read."""
    probabilities = [values.get(value, 0.0) for value in range(11)]
    read = max(range(11), key=probabilities.__getitem__)
    digit = None if read == NOT_A_DIGIT else read
    box = Box(20.0 * at, 10.0, 14.0, 30.0)
    return Glyph(digit, probabilities[read], tuple(probabilities), (), box, symbol=symbol)


def _line(
    *places: Mapping[int, float], confidence: float | None = None, symbols: Mapping[int, str] | None = None
) -> Line:
    glyphs = tuple(_glyph(values, at, (symbols or {}).get(at, "")) for at, values in enumerate(places))
    text = "".join(str(glyph.digit) for glyph in glyphs if glyph.digit is not None)
    share = 1.0
    for glyph in glyphs:
        share *= glyph.probability
    sure = share if confidence is None else confidence
    return Line(text, sure, Box(0, 10, 20 * len(glyphs), 30), glyphs, ((text, share),))


def _sure(text: str) -> list[dict[int, float]]:
    """Each digit nearly certain, with nothing known of others; `x` is a mark that is no digit."""
    return [{NOT_A_DIGIT if sign == "x" else int(sign): 1.0} for sign in text]


def _judged(line: Line, name: str) -> Formatted:
    reading = under(Reading("photo", 100, 50, 0, (line,), {}, "test"), open_format(name))
    assert reading.lines[0].text == line.text, "what was seen is never changed"
    found = reading.lines[0].formatted
    assert found is not None
    return found


def test_every_example_is_of_its_own_format() -> None:
    """A format that refuses what it says it looks like would be of no use."""
    wrong = []
    for known in known_formats():
        if known.group in ("Number plates", "Bank accounts"):
            continue
        seen = "".join(sign if sign.isdigit() else "·" for sign in known.example)
        fit = known.lay(seen)
        if fit is None or not fit.holds or (fit.text != known.example and known.group != "Dates"):
            wrong.append((known.name, known.example, fit))
    assert wrong == []


def test_every_format_is_opened_by_its_name_and_named_once() -> None:
    """The list is what pages offer and programs send back."""
    names = [known.name for known in known_formats()]
    assert len(names) == len(set(names)) > 100
    assert [open_format(name).name for name in names] == names


def test_what_agrees_is_said_to_agree_and_gets_its_separators() -> None:
    """The common case: the digits are right and only want writing."""
    found = _judged(_line(*_sure("1234567")), "amount.indian")
    assert (found.text, found.digits, found.agrees, found.problem) == ("12,34,567", "1234567", True, "")
    assert found.probability > 0.99


def test_a_point_that_was_seen_decides_on_decimals() -> None:
    """Nobody knows from 123456 alone whether it is twelve hundred or a hundred thousand."""
    assert _judged(_line(*_sure("1234x56")), "amount").text == "1,234.56"
    assert _judged(_line(*_sure("123456")), "amount").text == "123,456"


def test_a_failed_check_digit_offers_changes_of_one_digit_by_their_probability() -> None:
    """The second likeliest digit of one place makes the card's number hold; it is offered, not put in."""
    places = _sure("4539148803436461")
    places[-1] = {1: 0.7, 7: 0.28, 4: 0.02}
    places[0] = {4: 0.98, 9: 0.02}
    found = _judged(_line(*places), "card")
    assert not found.agrees
    assert found.problem == "check"
    assert found.digits == "4539148803436467"
    first = found.mendings[0]
    assert (first.position, first.seen, first.digit, first.choice.text) == (15, 1, 7, "4539 1488 0343 6467")
    assert [m.choice.probability for m in found.mendings] == sorted(
        (m.choice.probability for m in found.mendings), reverse=True
    )


def test_no_digit_is_offered_that_there_is_no_evidence_for() -> None:
    """A number whose digits are all certain and whose check fails is wrong on paper; nothing is made up for it."""
    found = _judged(_line(*_sure("4539148803436461")), "card")
    assert (found.text, found.digits, found.probability, found.mendings) == ("", "", 0.0, ())


def test_the_posterior_is_that_of_bayes() -> None:
    """Of two strings that fit, each has the share of what was seen; the calibrated confidence counts."""
    places = [*_sure("12"), {3: 0.6, 8: 0.4}]
    found = _judged(_line(*places, confidence=0.6), "digits:3")
    assert found.probability == pytest.approx(0.6)
    assert found.choices[0].digits == "128"
    assert found.choices[0].probability == pytest.approx(0.4)
    assert found.fits == pytest.approx(1.0)


def test_a_mark_read_as_a_digit_is_left_out_when_the_length_says_so() -> None:
    """A currency sign read as an 8 makes five digits of four."""
    places = [{8: 0.8, NOT_A_DIGIT: 0.2}, *_sure("1234")]
    found = _judged(_line(*places), "digits:4")
    assert (found.digits, found.agrees, found.problem) == ("1234", False, "shape")
    assert found.fits == pytest.approx(0.2, abs=0.01)


def test_a_string_that_only_the_line_network_has_is_weighed_too() -> None:
    """A line read as 1234 or, by the other reader, as 12034: under five digits it is the latter."""
    line = _line(*_sure("1234"), confidence=0.7)
    line = Line(line.text, 0.7, line.box, line.glyphs, (("1234", 0.7), ("12034", 0.3)))
    found = _judged(line, "digits:5")
    assert (found.digits, found.agrees) == ("12034", False)
    assert found.fits == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize(
    ("name", "seen", "text", "problem"),
    [
        ("date.dmy", "29022024", "29/02/2024", ""),
        ("date.dmy", "31042024", "", "check"),
        ("date.mdy", "12312024", "12/31/2024", ""),
        ("date.ymd", "20241231", "2024-12-31", ""),
        ("date.dmy", "1x2x24", "1/2/24", ""),
        ("amount.slash", "12500", "12,500/-", ""),
        ("amount.over-100", "125056x100", "1,250 56/100", ""),
        ("plate.br", "xxx1234", "···-1234", ""),
        ("plate.br-mercosul", "xxx1x23", "···1·23", ""),
        ("plate.fr", "x123x", "··-123-··", ""),
        ("postcode.in", "012345", "", "shape"),
        ("iban.de", "89370400440532013000", "DE89 3704 0044 0532 0130 00", ""),
        ("pattern:dddd-dd", "123456", "1234-56", ""),
        ("pattern:d{2,4}/d", "12x3", "12/3", ""),
        ("pattern:07ddd", "07123", "07123", ""),
        ("pattern:07ddd", "08123", "", "shape"),
    ],
)
def test_formats_write_what_they_allow_and_refuse_the_rest(name: str, seen: str, text: str, problem: str) -> None:
    """One case for each kind of rule."""
    found = _judged(_line(*_sure(seen)), name)
    assert (found.text, found.problem) == (text, problem)


def test_letters_that_are_known_are_written_in_their_places() -> None:
    """A line network that names letters fills in what was only marked before."""
    line = _line(*_sure("xxx1234"), symbols={0: "A", 1: "B"})
    assert line.structure == "AB·1234"
    assert _judged(line, "plate.br").text == "AB·-1234"


def test_letters_read_as_digits_are_marked_by_the_plates_pattern() -> None:
    """O and 0 look the same; where the plate has a letter the 0 is taken for one, and that is said."""
    places = [*_sure("xx"), {0: 0.6, NOT_A_DIGIT: 0.4}, *_sure("1234")]
    found = _judged(_line(*places), "plate.br")
    assert (found.digits, found.agrees) == ("1234", False)


@pytest.mark.parametrize("name", ["", "nothing", "digits:", "digits:0", "digits:9-3", "digits:99", "x" * 500])
def test_an_unknown_format_is_told_with_a_hint(name: str) -> None:
    """Whoever types a name wrongly is told which there are."""
    with pytest.raises(NoSuchFormat) as caught:
        open_format(name)
    assert caught.value.code == "format.unknown"


@pytest.mark.parametrize("pattern", ["", "LLL", "d{0}", "d{2", "abc", "d{5,2}", "dd|", "d" * 200, "\\"])
def test_a_pattern_that_cannot_be_is_told(pattern: str) -> None:
    """Before anything is read with it."""
    with pytest.raises(BadPattern):
        open_format(f"pattern:{pattern}")


def test_a_doubtful_long_line_takes_a_bounded_number_of_strings() -> None:
    """Twenty places of ten digits are more strings than there is time for; the answer says so little."""
    flat = dict.fromkeys(range(10), 0.1)
    found = _judged(_line(*[flat] * 20), "digits:20")
    assert 0.0 < found.probability < 0.01
    assert found.fits == pytest.approx(1.0, abs=0.01)


def test_a_reading_is_asked_for_under_a_format() -> None:
    """The door that programs use; a line without digits has nothing to be judged."""
    one = [(50.0, 10.0 + step) for step in range(0, 80, 4)]
    with Reader.open() as reader:
        plain = reader.read(Ink.from_points([one], width=120, height=110))
        asked = reader.read(Ink.from_points([one], width=120, height=110), format="digits:1")
    assert (plain.format, plain.lines[0].formatted) == (None, None)
    assert asked.format == "digits:1"
    assert asked.text == plain.text == "1"
    judged = asked.lines[0].formatted
    assert judged is not None
    assert judged.agrees
