"""What lists show of a page, and what a search finds."""

from __future__ import annotations

from server.desk import AtHand
from server.readings.page_answer import PageAnswer
from vision import Box, Line, Reading, Tracker

BOX = Box(0, 0, 9, 9)
SCRAP = Line("110", 0.1, BOX, (), verdict="ignore")
NUMBER = Line("4711", 0.98, BOX, (), verdict="accept")
DOUBTED = Line("0815", 0.6, BOX, (), verdict="ask")
NOTHING = AtHand(lambda _: (), lambda _: Tracker())


def answer(*lines: Line) -> tuple[str, float | None, str | None]:
    result = PageAnswer(0, keep_crops=False)(Reading("photo", 10, 10, 0, lines, {}, "test"), NOTHING)
    return result.text, result.confidence, result.verdict


def test_what_is_perhaps_no_number_comes_last_and_says_nothing_of_the_page() -> None:
    """A list begins with what is there; a search still finds what was taken for a scrap by mistake."""
    assert answer(SCRAP, NUMBER, DOUBTED) == ("4711\n0815\n110", 0.6, "ask")


def test_the_numbers_and_those_to_look_at_are_counted() -> None:
    """Lists tell how much work a page is; scraps are none of it."""
    result = PageAnswer(0, keep_crops=False)(
        Reading("photo", 10, 10, 0, (SCRAP, NUMBER, DOUBTED, NUMBER), {}, "test"), NOTHING
    )
    assert (result.numbers, result.to_check) == (3, 1)


def test_a_page_of_scraps_alone_shows_them() -> None:
    """A person must see what there is before it is thrown away."""
    assert answer(SCRAP)[:2] == ("110", 0.1)
    assert answer() == ("", None, None)
