"""Frames of one line fused: what locks, what unlocks, and what does neither."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.close_look import looked_at_px
from vision.reading import Alternative, Box, Glyph, Line, Reading
from vision.tracking import LOOKED_AT_PX, Stable, Tracker
from vision.trust import CAMERA_FEATURES, Trust

BOX = Box(100, 100, 200, 40)
SHARP, SOFT = 255, 60


def glyph(digit: int | None, probability: float, ink: int) -> Glyph:
    """A glyph whose crop has edges as steep as `ink`."""
    likeliest = 10 if digit is None else digit
    rest = (1 - probability) / 10
    probabilities = tuple(probability if i == likeliest else rest for i in range(11))
    crop = np.zeros((28, 28), np.uint8)
    crop[8:20, 10:18] = ink
    alternatives = tuple(Alternative(i, rest) for i in range(3))
    return Glyph(digit, probability, probabilities, alternatives, BOX, crop=crop.tobytes())


def line(text: str, probability: float = 0.99, box: Box = BOX, ink: int = SHARP) -> Line:
    """`x` in the text is something that is not a digit."""
    glyphs = tuple(glyph(None if c == "x" else int(c), probability, ink) for c in text)
    return Line(text.replace("x", ""), probability, box, glyphs)


def frame(*lines: Line) -> Reading:
    return Reading("photo", 640, 480, 0, lines, {}, "test")


def follow(tracker: Tracker, *lines: Line) -> Stable:
    """Show frames of one line each; returns what the last one left."""
    for shown in lines:
        (stable,) = tracker.update(frame(shown))
    return stable


def test_a_steady_reading_locks() -> None:
    """Not in the first frame, and soon."""
    tracker = Tracker()
    assert not follow(tracker, line("20467")).locked
    stable = follow(tracker, *[line("20467")] * 3)
    assert stable.locked
    assert stable.text == "20467"
    assert stable.confidence > 0.99


def test_a_line_at_the_frame_s_side_does_not_lock() -> None:
    """Part of the number may lie beyond it: 1602 would lock on 602. It locks when it has come into the frame."""
    for x in (2, 640 - 200 - 2):
        tracker = Tracker()
        cut_off = [line("602", box=Box(x, 100, 200, 40))] * 5
        assert not follow(tracker, *cut_off).locked
        assert follow(tracker, line("602", box=Box(x + (20 if x == 2 else -20), 100, 200, 40))).locked


def test_what_the_card_knows_to_be_doubtful_does_not_lock() -> None:
    """Lone digits and marks that were not made out are steady in every frame, and often wrong."""
    weights = {"share": 1.0, "lone": -9.0, "unknown": -9.0}
    trust = Trust(tuple(weights.get(name, 0.0) for name in CAMERA_FEATURES), accept=0.95)
    for doubtful, plain in (("7", "77"), ("x77", "77")):
        assert not follow(Tracker(trust), *[line(doubtful)] * 4).locked
        assert follow(Tracker(trust), *[line(plain)] * 4).locked


def test_a_doubtful_reading_does_not_lock() -> None:
    """However often the same doubt is repeated in three frames."""
    assert not follow(Tracker(), *[line("20467", 0.4)] * 3).locked


def test_frames_outvote_one_wrong_frame() -> None:
    """One digit misread once, before there is a lock."""
    stable = follow(Tracker(), line("20467"), line("20461", 0.7), line("20467"), line("20467"))
    assert stable.text == "20467"


def test_a_blurred_frame_counts_little() -> None:
    """Sharpness is measured beside the best that the track has seen."""
    stable = follow(Tracker(), line("11"), line("77", 0.9, ink=SOFT), line("77", 0.9, ink=SOFT))
    assert stable.text == "11"


def test_a_digit_more_or_less_in_some_frames_does_not_win() -> None:
    """A digit lost at the edge, or a stroke read as a 1."""
    stable = follow(Tracker(), line("123"), line("123"), line("1123"), line("23"), line("123"))
    assert stable.text == "123"


def test_letters_in_the_line_are_left_out() -> None:
    """AB1234 is followed by its digits."""
    assert follow(Tracker(), *[line("xx1234")] * 2).text == "1234"


def test_a_lock_holds_against_two_contradictions() -> None:
    """Somebody's hand passes before the camera."""
    tracker = Tracker()
    before = follow(tracker, *[line("20467")] * 4)
    assert before.locked
    assert follow(tracker, line("99999"), line("99999")) == before


def test_three_contradictions_in_a_row_unlock() -> None:
    """The number was exchanged for another: the new one is shown at once, and locks when it stays."""
    tracker = Tracker()
    follow(tracker, *[line("20467")] * 4)
    stable = follow(tracker, *[line("90123")] * 3)
    assert stable.text == "90123"
    assert follow(tracker, *[line("90123")] * 2).locked


@pytest.mark.parametrize("hidden", [["204", "204"], ["20461", "2046", "4467"]], ids=["a part", "now this, now that"])
def test_a_hand_that_stays_a_while_does_not_unlock(hidden: list[str]) -> None:
    """Frames that agree on no other number say that something is in the way; for good, it is a number of its own."""
    tracker = Tracker()
    before = follow(tracker, *[line("20467")] * 4)
    covered = [line(text) for text in (hidden * 4)[:8]]
    assert follow(tracker, *covered[:-1]) == before
    assert follow(tracker, covered[-1]).text != "20467"


def test_the_new_number_is_what_the_frames_agree_on() -> None:
    """What was read while papers were changed is not part of it."""
    tracker = Tracker()
    follow(tracker, *[line("20467")] * 4)
    stable = follow(tracker, line("204"), line("55"), *[line("90123")] * 3)
    assert (stable.text, stable.strings[0][1] > 0.99) == ("90123", True)


def test_agreement_in_between_starts_the_count_anew() -> None:
    """Contradictions must come in a row."""
    tracker = Tracker()
    follow(tracker, *[line("20467")] * 4)
    shown = [line("99999"), line("99999"), line("20467"), line("99999"), line("99999")]
    stable = follow(tracker, *shown)
    assert stable.locked
    assert stable.text == "20467"


def test_blurred_frames_do_not_unlock() -> None:
    """A moving camera says nothing against what was read while it stood still."""
    tracker = Tracker()
    follow(tracker, *[line("20467")] * 4)
    stable = follow(tracker, *[line("20461", ink=SOFT)] * 6)
    assert stable.locked
    assert stable.text == "20467"


def test_a_line_that_moves_is_followed() -> None:
    """A held-up card is never still."""
    tracker = Tracker()
    moving = [line("42", box=Box(100 + 15 * i, 100 + 4 * i, 200, 40)) for i in range(10)]
    first = follow(tracker, moving[0])
    last = follow(tracker, *moving[1:])
    assert last.track == first.track
    assert last.locked
    assert last.box == moving[-1].box


def test_two_lines_are_two_tracks_in_reading_order() -> None:
    """Whichever is found first."""
    upper, lower = line("11", box=Box(0, 0, 100, 40)), line("22", box=Box(0, 100, 100, 40))
    tracker = Tracker()
    first = tracker.update(frame(upper, lower))
    second = tracker.update(frame(lower, upper))
    assert [stable.text for stable in first] == ["11", "22"]
    assert [stable.track for stable in first] == [stable.track for stable in second]


def test_a_line_that_is_missed_for_a_moment_stays() -> None:
    """Boxes that flicker cannot be read; one that is gone for good goes, and comes back as another."""
    tracker = Tracker()
    before = follow(tracker, *[line("42")] * 3)
    assert tracker.update(frame()) == (before,)
    assert tracker.update(frame()) == (before,)
    assert tracker.update(frame()) == ()
    assert follow(tracker, line("42")).track == before.track
    for _ in range(8):
        tracker.update(frame())
    assert follow(tracker, line("42")).track != before.track


def test_lines_without_a_digit_are_not_followed() -> None:
    """There is nothing to fuse."""
    assert Tracker().update(frame(line("xxx"))) == ()


@given(st.lists(st.lists(st.tuples(st.text("0123456789x", max_size=4), st.floats(0, 1), st.integers(0, 9)))))
def test_any_film_gives_proper_probabilities(film: list[list[tuple[str, float, int]]]) -> None:
    """Every length, order, place and confidence; track numbers are never shared."""
    tracker = Tracker()
    for shown in film:
        lines = [line(text, probability, Box(place * 30, 0, 90, 30)) for text, probability, place in shown]
        stables = tracker.update(frame(*lines))
        assert all(0 <= stable.confidence <= 1 + 1e-9 and stable.text.isdigit() for stable in stables)
        assert len({stable.track for stable in stables}) == len(stables)


class Looker:
    """What a closer look finds, and how often one was asked for."""

    def __init__(self, *found: Line) -> None:
        self.found = found
        self.looks = 0

    def __call__(self, box: Box) -> tuple[Line, ...]:
        self.looks += 1
        return self.found


def watch(tracker: Tracker, look: Looker, *lines: Line) -> Stable:
    """As `follow`, with a closer look at hand."""
    for shown in lines:
        (stable,) = tracker.update(frame(shown), look)
    return stable


def test_a_number_locks_when_a_closer_look_finds_it_too() -> None:
    """One look a lock: frames before and after it cost nothing more."""
    tracker, look = Tracker(), Looker(line("55"), line("20467"))
    assert watch(tracker, look, *[line("20467")] * 9).locked
    assert look.looks == 1


def test_what_a_closer_look_does_not_find_stays_open_and_doubtful() -> None:
    """7 of 17 is as steady as a 7. It is not looked for in every frame again, but it is again."""
    tracker, look = Tracker(), Looker(line("17"))
    stable = watch(tracker, look, *[line("7")] * 5)
    assert not stable.locked
    assert stable.confidence <= 0.5
    assert stable.verdict != "accept"
    assert look.looks == 2
    assert not watch(tracker, look, *[line("7")] * 25).locked
    assert look.looks == 4
    look.found = (line("7"),)
    assert watch(tracker, look, *[line("7")] * 40).locked


def test_without_time_what_was_not_found_still_does_not_lock() -> None:
    """A hurried frame has no closer look; it does not undo what one said."""
    tracker = Tracker()
    watch(tracker, Looker(line("17")), *[line("7")] * 4)
    assert not follow(tracker, *[line("7")] * 4).locked
    assert follow(Tracker(), *[line("7")] * 4).locked


def test_a_page_of_numbers_is_looked_at_in_turns() -> None:
    """A look takes as long as some frames: all at once would stop the camera."""
    page = [line(f"2{n}", box=Box(60, 60 * n, 90, 30)) for n in range(30)]
    tracker, look = Tracker(), Looker(*page)
    looks = []
    for _ in range(8):
        before = look.looks
        stable = tracker.update(frame(*page), look)
        looks.append(look.looks - before)
    assert max(looks) == math.ceil(LOOKED_AT_PX / looked_at_px(page[0].box)) < len(page)
    assert all(one.locked for one in stable)
    assert look.looks == len(page)


def test_a_look_that_finds_it_in_likely_nothing_is_none() -> None:
    """A mark that is to be ignored confirms nobody."""
    ignored = replace(line("20467"), verdict="ignore")
    assert not watch(Tracker(), Looker(ignored), *[line("20467")] * 5).locked


def test_another_answer_is_looked_at_at_once() -> None:
    """The wait is that of the answer which was not found."""
    tracker, look = Tracker(), Looker(line("90123"))
    watch(tracker, look, *[line("20467")] * 3)
    before = look.looks
    for _ in range(9):
        stable = watch(tracker, look, line("90123"))
    assert stable.locked
    assert look.looks == before + 1
