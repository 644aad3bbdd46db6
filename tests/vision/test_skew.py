"""A picture held at an angle is read level, its boxes stay on its ink, and level ones are read once as before."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.lines import line
from vision.evidence import PAGE
from vision.level import levelled
from vision.limits import Limits
from vision.other_views import Read
from vision.reader import Prepared, Reader
from vision.reading import Box, Glyph, Line
from vision.scene_mender import SceneMender
from vision.skew import LEAST, STEEPEST, better_level, skew_of
from vision.source import Photo, Source
from vision.ways_up import turned

NUMBER = "4735274"


def card() -> NDArray[np.uint8]:
    """(H, W) uint8: a number amid a sheet."""
    grey = np.full((300, 640), 225, np.uint8)
    cv2.putText(grey, NUMBER, (70, 170), cv2.FONT_HERSHEY_SIMPLEX, 2.6, 40, 7, cv2.LINE_AA)
    return grey


def held(degrees: float) -> NDArray[np.uint8]:
    """The card turned clockwise by so many degrees."""
    return levelled(card(), -degrees).pixels


def answering(*lines: Line) -> Read:
    return lambda _: list(lines)


def no_reading(grey: NDArray[np.uint8]) -> list[Line]:
    raise AssertionError("there is nothing to look at again")


@pytest.mark.parametrize("degrees", [-33, -12, -4, 0, 7, 20, 30])
def test_the_angle_is_found_whichever_is_lighter_ink_or_paper(degrees: int) -> None:
    """Two degrees off are as good as level; more would lose what levelling is for."""
    grey = held(degrees)
    assert skew_of(grey) == pytest.approx(degrees, abs=1.5)
    assert skew_of(255 - grey) == pytest.approx(degrees, abs=1.5)
    slanted = cv2.warpAffine(card(), np.array([[1, -0.3, 60], [0, 1, 0]], float), (640, 300), borderValue=225)
    assert abs(skew_of(np.asarray(slanted, np.uint8))) < LEAST  # writing leans and stands on a level line


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (40, 40), (400, 2)])
def test_where_nothing_is_written_there_is_no_angle(shape: tuple[int, int]) -> None:
    """Blank and odd pictures are left as they are, without an error."""
    assert skew_of(np.full(shape, 128, np.uint8)) == 0
    noise = np.random.default_rng(3).integers(0, 256, shape).astype(np.uint8)
    assert abs(skew_of(noise)) <= STEEPEST


@pytest.mark.parametrize("degrees", [-90, -70, 90])
def test_lines_that_stand_rather_than_lie_have_no_angle(degrees: int) -> None:
    """Their rows grow clearer to the end of what is tried; such a picture is turned first."""
    assert skew_of(held(degrees)) == 0


@pytest.mark.parametrize("degrees", [-24, -10, 16, 30])
def test_a_picture_at_an_angle_is_read_and_its_boxes_lie_where_the_ink_is(reader: Reader, degrees: int) -> None:
    """Whoever draws the boxes has the picture as it came."""
    picture = held(degrees)
    reading = reader.read(Photo(picture))
    assert (reading.width, reading.height, reading.rotation) == (*picture.shape[::-1], 0)
    (found,) = [line for line in reading.lines if line.text == NUMBER]
    assert found.confidence > 0.9
    for glyph in found.glyphs:
        x, y = glyph.box.x + glyph.box.width / 2, glyph.box.y + glyph.box.height / 2
        ink = np.argwhere(picture < 100)[:, ::-1]
        assert np.hypot(*(ink - (x, y)).T).min() < 15
    x, y, width, height = (round(v) for v in (found.box.x, found.box.y, found.box.width, found.box.height))
    without = picture.copy()
    without[max(0, y - 4) : y + height + 4, max(0, x - 4) : x + width + 4] = 225
    assert without.min() > 200


@pytest.mark.parametrize(("degrees", "turn"), [(14, 90), (14, 180), (14, 270), (-20, 90), (-20, 270)])
def test_a_picture_at_an_angle_may_be_turned_too(reader: Reader, degrees: int, turn: int) -> None:
    """A sheet on a table lies anyhow before a telephone held over it."""
    reading = reader.read(Photo(turned(held(degrees), turn)))
    assert reading.rotation == (360 - turn) % 360
    assert NUMBER in [line.text for line in reading.lines]


@pytest.mark.parametrize(("picture", "readings"), [(held(20), 2), (turned(card(), 90), 4)], ids=["level", "turned"])
def test_a_mended_picture_that_was_looked_at_is_not_read_from_the_start_again(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, picture: NDArray[np.uint8], readings: int
) -> None:
    """As it is, and as it may be mended: a sure number takes no more time than these."""
    seen: list[Source] = []
    prepare = Reader.prepare

    def noted(self: Reader, source: Source, mender: SceneMender | None = None) -> Prepared:
        seen.append(source)
        return prepare(self, source, mender)

    monkeypatch.setattr(Reader, "prepare", noted)
    assert NUMBER in [line.text for line in reader.read(Photo(picture)).lines]
    assert len(seen) == readings


def test_a_small_limit_of_pixels_bounds_the_level_picture_too(reader: Reader) -> None:
    """Level it is larger: that must not be refused as if the person had sent it so."""
    picture = held(20)
    small = Reader(reader.checkpoint, reader.classifier, Limits(pixels=picture.size))
    assert NUMBER in [line.text for line in small.read(Photo(picture)).lines]


def test_what_is_level_is_read_once() -> None:
    """Most pictures are, and must not cost more; nor do the cells of a grid, which has found its own corners."""
    assert better_level(card(), [line("12", 0.2)], no_reading) is None
    assert better_level(held(20), [replace(line("12", 0.2), found="cells")], no_reading) is None


def test_the_level_picture_is_believed_unless_it_reads_much_worse() -> None:
    """A line far from level has few marks that are seen together, and of these the reading is sure; people write
    uphill, and that is read as it is."""
    slight, plain = held(LEAST - 2), held(2 * LEAST)
    here = [line("4735", 0.8)]
    assert better_level(slight, here, no_reading) is None
    assert better_level(plain, here, answering(line(NUMBER, 0.75))) is not None
    assert better_level(plain, here, answering(line(NUMBER, 0.2))) is None
    assert better_level(plain, [line("7", 0.9)], answering(line("7", 0.8))) is None
    assert better_level(plain, [], answering(line("7", 0.9))) is None


def test_a_page_at_an_angle_is_judged_by_all_of_its_numbers() -> None:
    """One sure number of the page as it is must not outweigh all that are read when it is level."""
    here = [line("68089", 0.99), *[line("908", 0.3)] * PAGE]
    plain = held(2 * LEAST)
    assert better_level(plain, here, answering(*[line("68089", 0.9)] * PAGE)) is not None
    assert better_level(plain, here, answering(line("68089", 1.0), *[line("90", 0.1)] * PAGE)) is None


def test_boxes_go_back_where_they_came_from() -> None:
    """A mark in the level picture is found around its place in the first, also when it was made smaller."""
    picture = np.zeros((300, 500), np.uint8)
    picture[100:120, 300:330] = 255
    for most_pixels in (1e9, 40_000):
        level = levelled(picture, 18, most_pixels=most_pixels)
        assert level.pixels.size <= most_pixels
        box = level.back(Box(*map(float, cv2.boundingRect((level.pixels > 100).astype(np.uint8)))))
        assert box.x + box.width / 2 == pytest.approx(315, abs=2)
        assert box.y + box.height / 2 == pytest.approx(110, abs=2)
        assert 30 <= box.width < 60
    colours = np.dstack([np.full((30, 50), shade, np.uint8) for shade in (10, 100, 200)])
    assert (levelled(colours, 30).pixels == (10, 100, 200)).all()


def on_row(x: float, y: float, slope: float, confidence: float = 0.95) -> Line:
    """A number of six digits whose marks follow a slope."""
    number = line("123456", confidence)
    glyphs = tuple(
        Glyph(1, 0.99, (0.0,) * 11, (), Box(x + 30 * k, y + 30 * k * slope, 20, 32)) for k in range(len(number.text))
    )
    return replace(number, glyphs=glyphs)


def test_level_numbers_that_stand_on_a_slant_below_each_other_are_left() -> None:
    """A list whose numbers begin farther and farther to the right has clear rows at an angle, too."""
    picture = held(20)
    level = [on_row(40 + 200 * k, 40 + 80 * k, 0.02) for k in range(3)]
    assert better_level(picture, level, no_reading) is None
    surer = answering(line("4735274", 0.97))
    climbing = [on_row(40 + 200 * k, 40 + 80 * k, 0.36) for k in range(3)]
    doubtful = [on_row(40 + 200 * k, 40 + 80 * k, 0.02, confidence=0.6) for k in range(3)]
    for lines in (climbing, doubtful, level[:1]):
        assert better_level(picture, lines, surer) is not None
