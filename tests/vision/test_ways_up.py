"""A picture on its side or on its head is read as its writer meant it, and an upright one is left as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.lines import line
from vision.annotate import annotated
from vision.blank_rim import within_rim
from vision.evidence import PAGE, Evidence
from vision.level import levelled
from vision.other_views import Read
from vision.reader import Reader
from vision.reading import Box, Line
from vision.source import Photo
from vision.ways_up import LARGER_SIDE, SIDE, better_way_up, is_far_better, settles, turned, turned_back

NUMBER = "4735274"


def card() -> NDArray[np.uint8]:
    """(H, W) uint8: a number near the top left corner of a sheet."""
    grey = np.full((420, 640), 225, np.uint8)
    cv2.putText(grey, NUMBER, (60, 130), cv2.FONT_HERSHEY_SIMPLEX, 2.4, 40, 6, cv2.LINE_AA)
    return grey


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_picture_is_read_and_its_boxes_lie_where_the_ink_is(reader: Reader, degrees: int) -> None:
    """It is turned by the rest of the circle; whoever draws the boxes has the picture as it came."""
    picture = turned(card(), degrees)
    reading = reader.read(Photo(picture))
    assert reading.rotation == 360 - degrees
    assert (reading.width, reading.height) == picture.shape[::-1]
    (found,) = [line for line in reading.lines if line.text == NUMBER]
    for glyph in found.glyphs:
        x, y, width, height = (round(v) for v in (glyph.box.x, glyph.box.y, glyph.box.width, glyph.box.height))
        assert picture[y : y + height, x : x + width].min() < 80
    x, y, width, height = (round(v) for v in (found.box.x, found.box.y, found.box.width, found.box.height))
    without = picture.copy()
    without[max(0, y - 4) : y + height + 4, max(0, x - 4) : x + width + 4] = 225
    assert without.min() > 200


def test_an_upright_picture_is_looked_at_once(reader: Reader) -> None:
    """Most pictures are upright; they must neither cost more nor be turned."""

    def read(grey: NDArray[np.uint8]) -> list[Line]:
        raise AssertionError("a sure number settles it")

    lines = reader.read_once(Photo(card())).lines
    assert better_way_up(card(), lines, read) == 0
    assert reader.read(Photo(card())).rotation == 0


def test_a_far_better_number_turns_a_picture_and_a_slightly_better_one_does_not() -> None:
    """Upside-down numbers read as others with some luck; upright pictures are the rule."""
    sure = {180: [line("60819", 0.95)]}

    def reading(found: dict[int, list[Line]]) -> Read:
        calls = iter(found.values())
        return lambda _: next(calls)

    wide = np.zeros((40, 200), np.uint8)
    assert better_way_up(wide, [line("12345", 0.5)], reading(sure)) == 0
    assert better_way_up(wide, [line("12345", 0.3)], reading(sure)) == 180
    tall = np.zeros((200, 100), np.uint8)
    assert better_way_up(tall, [line("8", 0.97)], reading({90: [], 180: [], 270: [line("00", 0.98)]})) == 0
    each = {90: [line("11", 0.9)], 180: [], 270: [line("48213", 0.8)]}
    assert better_way_up(tall, [], reading(each)) == 270
    assert better_way_up(tall, [], reading({90: [], 180: [], 270: []})) == 0
    assert better_way_up(tall, [], reading({90: [], 180: [line("710", 0.98)], 270: []}), has_words=True) == 0


def test_a_page_is_judged_by_all_of_its_numbers() -> None:
    """On a page that stands on its head a few numbers look sure; that must not settle it."""
    on_head = [line("68089", 0.97), *[line("90862", 0.15)] * (2 * PAGE)]
    assert not settles(Evidence.of(on_head))
    assert settles(Evidence.of([line("68089", 0.97)]))
    upright = Evidence.of([line("68089", 0.97)] * PAGE)
    assert settles(upright)
    assert is_far_better(upright, Evidence.of(on_head))
    assert not is_far_better(Evidence.of([line("68089", 0.97)]), Evidence.of(on_head))


def test_the_other_ways_up_are_looked_at_in_bounded_work() -> None:
    """Small where something was read, larger where nothing was, never at the size of a scan; a lone digit and a short
    number tell little."""
    sizes: list[int] = []

    def read(grey: NDArray[np.uint8]) -> list[Line]:
        sizes.append(max(grey.shape))
        return []

    scan = np.zeros((2400, 1700), np.uint8)
    better_way_up(scan, [line("12345", 0.5)], read)
    assert sizes == [SIDE] * 3
    better_way_up(scan, [line("7", 1.0)], read)
    assert sizes[3:] == [LARGER_SIDE] * 3


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_boxes_go_back_where_they_came_from(degrees: int) -> None:
    """A pixel marked in the turned picture is found at its place in the first."""
    picture = np.zeros((30, 50), np.uint8)
    picture[5:9, 31:38] = 255
    x, y, width, height = cv2.boundingRect(turned(picture, degrees))
    assert turned_back(Box(x, y, width, height), degrees, 50, 30) == Box(31, 5, 7, 4)


def test_what_is_drawn_over_a_turned_picture_stands_upright(reader: Reader) -> None:
    """`numeral-read --annotate` shows the page as it was read."""
    upright = card()
    colours = np.dstack([turned(upright, 90)] * 3)
    reading = reader.read(Photo(colours))
    drawn = annotated(colours, reading)
    assert drawn.shape[:2] == upright.shape
    assert (drawn[:68].astype(int).max(axis=2) - drawn[:68].min(axis=2)).max() > 60  # labels lie above the number
    assert (drawn[200:] == 225).all()


def test_what_is_drawn_over_a_picture_at_an_angle_is_level(reader: Reader) -> None:
    """Boxes lie along the line, and not as steps across it."""
    held = levelled(card(), -15).pixels
    reading = reader.read(Photo(held))
    assert reading.skew == pytest.approx(15, abs=1)
    drawn = annotated(np.dstack([held] * 3), reading).astype(int)
    rows = np.flatnonzero((drawn.max(axis=2) - drawn.min(axis=2) > 60).any(axis=1))
    assert len(rows) < 170  # seven boxes side by side and the labels above


def test_a_blank_rim_is_left_out_and_a_full_picture_kept() -> None:
    """A number amid its paper is seen like one that was cut out; light that falls off is no writing."""
    shaded = (card() * np.linspace(1, 0.6, 640)).astype(np.uint8)
    for grey in (card(), shaded):
        x, y, width, height = within_rim(grey, (0, 0, 640, 420))
        assert 30 <= x <= 70
        assert 55 <= y <= 90
        assert width < 500
        assert height < 100
    noise = np.random.default_rng(0).integers(0, 256, (60, 80)).astype(np.uint8)
    assert within_rim(noise, (0, 0, 80, 60))[2:] == pytest.approx((80, 60), abs=4)
    assert within_rim(np.full((60, 80), 9, np.uint8), (0, 0, 80, 60)) == (0, 0, 80, 60)
    assert within_rim(np.zeros((2, 2), np.uint8), (0, 0, 2, 2)) == (0, 0, 2, 2)
