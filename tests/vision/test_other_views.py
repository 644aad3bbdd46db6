"""Doubtful numbers in other views: the readings vote, boxes come back to the source, and the sure are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from vision import Box, Line, Photo, Reader
from vision.frame import Frame
from vision.other_views import DOUBTED, MOST_PIXELS, MOST_PLACES, WIDER, voted

FRAME = Frame(np.full((200, 400), 255, np.uint8), 400, 200)
BOX = Box(100, 80, 120, 40)


def line(text: str, confidence: float, box: Box = BOX) -> Line:
    return Line(text, confidence, box, (), ((text, confidence),))


class Scripted:
    """Reads each view as it is told, and notes what it was shown."""

    def __init__(self, *views: Sequence[Line]) -> None:
        self._views = views
        self.shown: list[np.ndarray] = []

    def __call__(self, view: np.ndarray) -> Sequence[Line]:
        at = len(self.shown)
        self.shown.append(view)
        wider = view.shape[1] / view.shape[0] / 2  # how much more than the frame's 2 to 1
        return [
            replace(one, box=replace(one.box, x=one.box.x * wider, width=one.box.width * wider))
            for one in self._views[at % len(self._views)]
        ]


def test_a_sure_number_is_not_looked_at_again() -> None:
    """It has nothing to gain, and the picture is read once."""
    read = Scripted([line("7", 1.0)])
    lines = [line("298", DOUBTED)]
    assert voted(FRAME, lines, read) == lines
    assert not read.shown


def test_a_row_of_cells_is_left_as_it_is() -> None:
    """Its rules say where each digit stands; in a piece cut out of its grid they are gone."""
    read = Scripted([line("7", 1.0)])
    row = replace(line("298", 0.4), found="cells")
    assert voted(FRAME, [row], read) == [row]
    assert not read.shown


def test_what_the_views_believe_more_takes_the_place() -> None:
    """With the mean confidence of all, the first reading's string among the others, and boxes of the source."""
    read = Scripted([line("238", 0.9)], [line("238", 0.3)], [line("298", 0.2)])
    (found,) = voted(FRAME, [line("298", 0.5)], read)
    assert found.text == "238"
    assert found.confidence == pytest.approx(1.2 / 4)
    assert [text for text, _ in found.strings] == ["238", "298"]
    assert dict(found.strings)["298"] == pytest.approx(0.7 / 4)
    assert (found.box.x, found.box.y) == pytest.approx((100, 80), abs=0.5)
    assert (found.box.width, found.box.height) == pytest.approx((120, 40), abs=0.5)


@pytest.mark.parametrize(
    ("first", "views", "shown"),
    [
        (line("298", 0.8), [line("298", 0.8)], 1),
        (line("298", 0.4), [line("298", 0.8), line("298", 0.5)], 2),
        (line("298", 0.1), [line("238", 0.8), line("238", 0.8)], 2),
        (line("298", 0.1), [line("238", 0.8), line("298", 0.8), line("298", 0.8)], 3),
    ],
)
def test_no_more_views_are_read_than_can_change_the_number(first: Line, views: list[Line], shown: int) -> None:
    """Each takes as long as the first reading did; the mean is over those that were read."""
    read = Scripted(*([view] for view in views))
    (found,) = voted(FRAME, [first], read)
    assert len(read.shown) == shown
    right = [one.confidence for one in (first, *views) if one.text == found.text]
    assert found.confidence == pytest.approx(sum(right) / (1 + shown))


def test_one_that_only_the_first_reading_saw_loses_confidence() -> None:
    """A view in which nothing stands there believes in nothing."""
    (found,) = voted(FRAME, [line("298", 0.8)], Scripted([]))
    assert found.text == "298"
    assert found.confidence == pytest.approx(0.2)


def test_parts_of_a_longer_number_give_way_to_it() -> None:
    """But not what was read surely, nor what stands elsewhere."""
    left, right, sure = Box(100, 70, 50, 60), Box(160, 70, 60, 60), Box(10, 10, 40, 30)
    first = [line("12", 0.3, left), line("34", 0.3, right), line("7", 0.95, sure)]
    found = voted(FRAME, first, Scripted([line("1234", 0.9)]))
    assert [one.text for one in found] == ["1234", "7"]


def test_where_nothing_was_read_all_views_must_agree() -> None:
    """On a small picture, which is mostly a number."""
    assert [one.text for one in voted(FRAME, [], Scripted([line("382", 0.9)]))] == ["382"]
    assert voted(FRAME, [], Scripted([line("382", 0.9)], [line("387", 0.9)])) == []
    assert voted(FRAME, [], Scripted([line("382", 0.9)], [])) == []
    large = Frame(np.full((2000, 2000), 255, np.uint8), 2000, 2000)
    read = Scripted([line("382", 0.9)])
    assert voted(large, [], read) == []
    assert not read.shown


def test_a_page_is_looked_at_in_few_small_places() -> None:
    """The most believed of its doubtful lines, each with a little around it: a bound on time."""
    page = Frame(np.full((2000, 1500), 255, np.uint8), 1500, 2000)
    lines = [
        replace(line("12", 0.1 + number / 100, Box(300, 40 * number, 60, 20)), found="chain") for number in range(40)
    ]
    read = Scripted([])
    found = voted(page, lines, read)
    assert len(read.shown) == 3 * MOST_PLACES
    assert max(view.size for view in read.shown) < 200_000
    assert sum(new is not old for new, old in zip(found, lines, strict=True)) == MOST_PLACES


def test_a_scrap_of_ink_is_not_looked_at_again() -> None:
    """On a page most of what is in doubt is one; of a cut-out number it may be all there is."""
    page = Frame(np.full((2000, 1500), 255, np.uint8), 1500, 2000)
    scrap = replace(line("12", 0.1, Box(300, 40, 60, 20)), verdict="ignore", found="pieces")
    read = Scripted([line("12", 0.5)])
    assert voted(page, [scrap], read) == [scrap]
    assert not read.shown
    assert voted(FRAME, [replace(scrap, box=BOX)], read)[0].confidence > scrap.confidence


@pytest.mark.parametrize(("text", "shown"), [("7", 0), ("712", 3)])
def test_a_lone_scrap_across_a_large_picture_has_it_not_read_again(text: str, shown: int) -> None:
    """It is a branch or a fender, while a scrap of some digits may be the meter that somebody photographed."""
    photo = Frame(np.full((800, 900), 255, np.uint8), 900, 800)
    scrap = replace(line(text, 0.1, Box(200, 200, 500, 400)), verdict="ignore", found="pieces")
    read = Scripted([line(text, 0.1, Box(200, 200, 500, 400))])
    voted(photo, [scrap], read)
    assert len(read.shown) == shown


def test_ink_of_a_page_that_the_first_view_does_not_show_is_given_up() -> None:
    """As unsure as if no view had shown it, for a third of the time; a small picture's ink may be all there is."""
    page = Frame(np.full((2000, 1500), 255, np.uint8), 1500, 2000)
    ink = line("7", 0.8, Box(300, 40, 60, 20))
    for frame, one, shown in ((page, ink, 1), (page, replace(ink, found="chain"), 3), (FRAME, line("7", 0.8), 3)):
        read = Scripted([])
        (found,) = voted(frame, [one], read)
        assert len(read.shown) == shown
        assert found.confidence == pytest.approx(0.2)


def test_a_large_picture_is_reduced_first() -> None:
    """What is in doubt fills a good part of it, so that nothing is lost."""
    large = Frame(np.full((2000, 2000), 255, np.uint8), 2000, 2000)
    read = Scripted([])
    voted(large, [line("298", 0.5, Box(100, 100, 1500, 900))], read)
    assert 0.9 * MOST_PIXELS < max(view.size for view in read.shown) <= WIDER * MOST_PIXELS * 1.01


def test_no_view_is_larger_than_a_picture_may_be() -> None:
    """Else reading it would fail, and with it the upload: views are drawn larger than what they show."""
    read = Scripted([])
    voted(FRAME, [line("298", 0.5)], read, most_pixels=FRAME.grey.size)
    assert max(view.size for view in read.shown) <= FRAME.grey.size


def test_a_reading_in_one_view_is_to_be_had_too(reader: Reader) -> None:
    """For what fits confidences on single readings; a blank picture reads as nothing in either."""
    blank = Photo(np.full((120, 300), 230, np.uint8))
    assert reader.read_once(blank).lines == reader.read(blank).lines == ()
