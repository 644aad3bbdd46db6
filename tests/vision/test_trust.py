"""How far a line may be believed: what is known of it, what the card says, what follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from vision.even import is_even
from vision.reading import Box, Glyph, Line
from vision.trust import CAMERA_FEATURES, FEATURES, PLAIN_CAMERA, Trust, features, log_odds

BOX = Box(0, 0, 60, 30)


def glyph(digit: int | None, probability: float) -> Glyph:
    return Glyph(digit, probability, (0.0,) * 11, (), BOX)


def line(*probabilities: float, strings: tuple[tuple[str, float], ...] = ()) -> Line:
    """A line of ones, and marks that are no digits where the probability is negative."""
    glyphs = tuple(glyph(1 if p >= 0 else None, abs(p)) for p in probabilities)
    return Line("1" * sum(p >= 0 for p in probabilities), 0.5, BOX, glyphs, strings)


def card(**values: float) -> dict[str, Any]:
    weights = {name: values.get(name, 0.0) for name in FEATURES}
    return {"trust": {"upload": {"weights": weights, "bias": values.get("bias", 0.0), "accept": 0.9, "ask": 0.2}}}


def test_plain_trust_is_that_of_the_weakest_digit() -> None:
    """A checkpoint without fitted values is as sure as before; a mean would hide the one that is wrong."""
    judged = Trust().judged(line(0.999, 0.6, 0.99))
    assert judged.confidence == pytest.approx(0.6)
    assert judged.verdict == "ask"


def test_thresholds_part_what_is_taken_asked_and_ignored() -> None:
    """At each threshold exactly the higher verdict holds."""
    trust = Trust(accept=0.9, ask=0.2)
    assert [trust.verdict(c) for c in (1.0, 0.9, 0.89, 0.2, 0.19, 0.0)] == [
        "accept", "accept", "ask", "ask", "ignore", "ignore",
    ]  # fmt: skip


def test_a_line_without_digits_is_nothing() -> None:
    """Whatever the weights say."""
    judged = Trust(bias=9.0).judged(line(-0.9))
    assert (judged.confidence, judged.verdict) == (0.0, "ignore")


def test_judging_twice_changes_nothing() -> None:
    """What is known of a line rests on its glyphs and strings, not on an earlier judgement."""
    trust = Trust((0.7,) * len(FEATURES), -0.3)
    once = trust.judged(line(0.9, 0.8, strings=(("11", 0.7), ("1", 0.2))))
    assert trust.judged(once) == once


def test_what_both_readers_say_counts() -> None:
    """The string's own share where it names this text, letters beside the digits, small print."""
    known = dict(zip(FEATURES, features(line(0.9, 0.8, -0.9, strings=(("11", 0.7), ("1", 0.2)))), strict=True))
    assert known["weakest"] == pytest.approx(log_odds(0.8))
    assert known["string"] == pytest.approx(log_odds(0.7))
    assert (known["others"], known["lone"], known["weighed"], known["small"]) == (0.5, 0.0, 1.0, 0.0)


def test_what_makes_a_line_doubtful_or_orderly_counts() -> None:
    """A fence of 1s, a mark not made out, letters of a plate, a row of cells, a cut-out line."""
    fence = dict(zip(FEATURES, features(line(0.9, 0.8, -0.9)), strict=True))
    assert (fence["ones"], fence["bars"], fence["unknown"], fence["letters"]) == (1.0, 1.0, 1.0, 0.0)
    known = line(0.9, 0.8, -0.9)
    plate = replace(known, text="17", glyphs=(*known.glyphs[:2], replace(known.glyphs[2], symbol="A")))
    values = dict(zip(FEATURES, features(plate), strict=True))
    assert (values["ones"], values["bars"], values["unknown"], values["letters"]) == (0.5, 0.0, 0.0, 1.0)
    assert (values["cells"], values["whole"]) == (0.0, 0.0)
    cells = dict(zip(FEATURES, features(replace(known, found="cells")), strict=True))
    assert cells["cells"] == pytest.approx(log_odds(0.8))
    assert features(replace(known, found="whole"))[FEATURES.index("whole")] == 1.0


@pytest.mark.parametrize(
    ("places", "even"),
    [
        ([(0, 0, 30), (20, 0, 30), (40, 1, 29)], True),
        ([(0, 0, 30), (20, 4, 30), (40, 8, 30)], True),
        ([(0, 0, 30), (20, 6, 30), (40, 0, 30)], False),
        ([(0, 0, 30), (20, 0, 25), (40, 0, 30)], False),
        ([(0, 0, 30), (20, 6, 30)], False),
        ([(0, 0, 30)], False),
    ],
)
def test_print_is_even_also_on_a_slope_and_writing_is_not(places: list[tuple[int, int, int]], even: bool) -> None:
    """Pieces that stand as print does are believed otherwise; one digit tells nothing."""
    assert is_even([(x, y, 15, height) for x, y, height in places]) is even


def test_print_and_text_are_known_as_such() -> None:
    """Each way of being found has its own belief; evenness counts of pieces, since other ways give places of one
    height."""
    plain = replace(line(0.9, 0.8), text="17")
    sure = log_odds(0.8)
    pieces = dict(zip(FEATURES, features(plain), strict=True))
    assert [pieces[name] for name in ("even", "even_sure")] == pytest.approx([1.0, sure])
    text = dict(zip(FEATURES, features(replace(plain, found="text")), strict=True))
    assert [text[name] for name in ("even", "text", "text_sure")] == pytest.approx([0.0, 1.0, sure])
    chain = dict(zip(FEATURES, features(replace(plain, found="chain")), strict=True))
    assert [chain[name] for name in ("text", "chain", "chain_sure")] == pytest.approx([0.0, 1.0, sure])
    lone = dict(zip(FEATURES, features(line(0.9999)), strict=True))
    assert [lone[name] for name in ("lone_weakest", "lone_sure")] == pytest.approx([log_odds(0.9999), 4.0])


def test_the_card_has_the_values_and_what_it_lacks_is_plain() -> None:
    """Cards of older checkpoints have none; a channel may be missing."""
    trust = Trust.from_card(card(weakest=0.5, bias=1.0), "upload")
    assert (trust.weights[0], trust.bias, trust.accept, trust.ask) == (0.5, 1.0, 0.9, 0.2)
    assert Trust.from_card({}, "ink") == Trust()
    assert Trust.from_card(card(), "camera") == PLAIN_CAMERA
    assert len(PLAIN_CAMERA.weights) == len(CAMERA_FEATURES)


def test_frames_have_their_own_values_or_those_of_uploads() -> None:
    """What a camera's trust was fitted on stays when uploads get other values."""
    plain = card(weakest=0.5, bias=1.0)
    assert Trust.from_card(plain, "frame") == Trust.from_card(plain, "upload")
    own = card(weakest=0.7)["trust"]["upload"]
    both = {"trust": {**plain["trust"], "frame": own}}
    assert Trust.from_card(both, "frame").weights[0] == 0.7
    assert Trust.from_card(both, "upload").weights[0] == 0.5


def test_a_code_line_is_believed_as_its_own_network_does() -> None:
    """The others' over-sureness, which the card's weights mend, is none of its own."""
    trust = Trust(tuple(0.1 for _ in FEATURES), accept=0.99)
    number = line(0.95, 0.99)
    code = replace(number, found="code")
    assert trust.judged(code).confidence == pytest.approx(0.95)
    assert (trust.judged(code).verdict, trust.judged(number).verdict) == ("accept", "ask")
    assert trust.weighed(replace(code, confidence=0.1)).verdict == "ask"
    unread = replace(code, glyphs=(*code.glyphs, glyph(None, 1.0)))
    assert trust.judged(unread).verdict == "ask"
