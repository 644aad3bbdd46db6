"""A camera's frames are read without the shadow of whoever holds it, and as they come where there is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.test_leveller import NUMBER, read, scene
from tests.vision.test_shade import shaded
from tests.vision.test_squared import paper, written
from vision import Photo, Reader, Reading
from vision.scene_mender import EVERY, GRID_LEFT, SQUARES_EVERY, SceneMender
from vision.shade import unevenness


def live(reader: Reader, frame: NDArray[np.uint8], mender: SceneMender | None = None) -> Reading:
    """What a frame reads as in a frame's time. mender: of its scene."""
    prepared, logits = reader.classify(reader.prepare(Photo(frame), mender))
    return reader.finish(prepared, logits, second_opinions=1, thorough=False, chains=True)


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines if line.text]


def frames(mender: SceneMender, count: int, grey: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """So many frames of one scene as they are read."""
    seen = []
    for _ in range(count):
        seen.append(mender.mended(grey)[0])
        mender.see(read(0, 0.9))
    return seen


def test_a_shadow_is_taken_away_while_it_is_there() -> None:
    """It is looked for now and then: a hand comes and goes, and a frame without one is read as it came."""
    mender, bright, dark = SceneMender(), scene(0), shaded(scene(0))
    assert all(seen is bright for seen in frames(mender, EVERY, bright))
    assert all(unevenness(seen) < 1.1 for seen in frames(mender, EVERY + 1, dark)[-2:])
    assert frames(mender, EVERY, bright)[-1] is bright


def test_a_grid_is_left_as_it_comes() -> None:
    """Its cells are looked at one by one, and a shadow crosses few of them."""
    mender, dark = SceneMender(), shaded(scene(0))
    assert frames(mender, EVERY, dark)[-1] is not dark
    mender.see(read(0, 0.9, found="cells"))
    assert all(seen is dark for seen in frames(mender, GRID_LEFT, dark))
    assert frames(mender, EVERY, dark)[-1] is not dark  # it has gone


@pytest.mark.parametrize("degrees", [0, 15])
def test_a_number_half_in_a_shadow_is_read_live(reader: Reader, degrees: int) -> None:
    """At an angle too: the shadow's edge must not be taken for a line of writing."""
    dark = shaded(scene(degrees), 0.62)
    assert NUMBER not in texts(live(reader, dark))
    tracker = reader.tracker()
    for _ in range(4):
        reading = live(reader, dark, tracker.mender)
        tracker.update(reading)
    assert texts(reading) == [NUMBER]
    assert abs(reading.skew - degrees) < 2


@pytest.mark.parametrize("right", [610, 640])
def test_the_desk_beside_a_sheet_is_no_one(reader: Reader, right: int) -> None:
    """The strips of it that a camera sees are as high as the sheet; a 1 that was cut out may be as high."""
    desk = np.full((480, 640), 110, np.uint8)
    desk[60:420, 36:right] = 230
    cv2.putText(desk, "7041283", (90, 150), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 120, 4, cv2.LINE_AA)
    mender = SceneMender()
    seen = [live(reader, shaded(desk, 0.6), mender) for _ in range(EVERY)]
    assert texts(seen[-1]) == ["7041283"]


def test_the_squares_of_a_pad_are_taken_away_once_it_reads_badly() -> None:
    """Looking for them takes as long as reading, so a scene that reads well is not asked."""
    frame = written(paper(30))
    weak, sure = read(0, 0.2), read(0, 0.97)
    well, badly = SceneMender(), SceneMender()
    for mender, reading in ((well, sure), (badly, weak)):
        mender.mended(frame)
        mender.see(reading)
    np.testing.assert_array_equal(well.mended(frame)[0], frame)
    without, level = badly.mended(frame)
    assert level is None
    assert np.quantile(without, 0.05) > np.quantile(frame, 0.05) + 20


def test_squares_that_are_gone_are_no_longer_looked_for_in_ink() -> None:
    """A plain sheet put over the pad is read as it is again, after a few frames."""
    mender, plain = SceneMender(), written(np.full((600, 800), 240, np.uint8))
    mender.mended(paper(30))
    mender.see(read(0, 0.2))
    assert not np.array_equal(mender.mended(paper(30))[0], paper(30))
    for _ in range(SQUARES_EVERY + 1):
        mender.see(read(0, 0.97))
        last, _ = mender.mended(plain)
    np.testing.assert_array_equal(last, plain)
