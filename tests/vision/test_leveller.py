"""A camera's scene at an angle is read level from frame to frame; one that is level stays as it is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.vision.lines import line
from vision import Box, Photo, Reader, Reading, Tracker
from vision.level import levelled
from vision.leveller import EVERY, LEVEL_EVERY, LOST, Leveller

NUMBER = "4735274"


def scene(degrees: float) -> NDArray[np.uint8]:
    """(480, 640) uint8: a number held before a camera, turned clockwise."""
    grey = np.full((480, 640), 225, np.uint8)
    cv2.putText(grey, NUMBER, (110, 260), cv2.FONT_HERSHEY_SIMPLEX, 2.2, 40, 6, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((320, 240), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(grey, turn, (640, 480), borderValue=225), np.uint8)


def read(skew: float, *confidences: float, found: str = "pieces") -> Reading:
    lines = tuple(line(NUMBER, confidence) for confidence in confidences)
    if found == "cells":
        lines = tuple(replace(one, found="cells") for one in lines)
    return Reading("photo", 640, 480, 0, lines, {}, "test", skew=skew)


def followed(leveller: Leveller, frames: int, degrees: float, plain: float, level: float) -> list[float]:
    """The angles at which so many frames of a scene are read, which reads so surely as it is and made level."""
    angles = []
    for _ in range(frames):
        skew = leveller.skew_for(scene(degrees))
        leveller.see(read(skew, level if skew else plain))
        angles.append(skew)
    return angles


def test_a_scene_at_an_angle_is_made_level_and_followed() -> None:
    """Hands move: the angle is looked for again, and a scene that is level again is read as it is."""
    leveller = Leveller()
    assert followed(leveller, 1, 0, 0.9, 0.0) == [0]
    angles = followed(leveller, EVERY + 2, 15, 0.6, 0.9)
    assert angles[-3:] == pytest.approx([15] * 3, abs=1)
    assert followed(leveller, LEVEL_EVERY + 1, 22, 0.6, 0.9)[-1] == pytest.approx(22, abs=1)
    assert followed(leveller, LEVEL_EVERY + 1, 0, 0.9, 0.0)[-1] == 0


def test_a_scene_that_reads_worse_level_is_left_alone_ever_longer() -> None:
    """The edge of a table tells nothing of what lies on it: frames must not be spent on it for ever."""
    angles = followed(Leveller(), 12 * EVERY, 15, 0.9, 0.3)
    tried = [index for index, angle in enumerate(angles) if angle]
    assert 2 <= len(tried) <= 4
    assert tried[2] - tried[1] >= 2 * (tried[1] - tried[0]) - 1


def test_a_grid_is_left_as_it_is() -> None:
    """Its corners were found already."""
    leveller = Leveller()
    for _ in range(3 * EVERY):
        assert leveller.skew_for(scene(0)) == 0
        leveller.see(read(0, 0.9, found="cells"))
    for _ in range(3 * EVERY):
        assert leveller.skew_for(scene(15)) == 0
        leveller.see(read(0, 0.9, found="cells"))


def test_a_level_scene_in_which_nothing_is_read_any_more_is_read_as_it_is() -> None:
    """What was at an angle may have gone, and its surroundings have one too."""
    leveller = Leveller()
    followed(leveller, 3, 15, 0.2, 0.9)
    angles = followed(leveller, LOST + 2, 15, 0.2, 0.0)
    assert angles[0]
    assert not angles[-1]


@pytest.mark.parametrize("degrees", [-18, 12])
def test_a_number_at_an_angle_locks_where_it_is(reader: Reader, degrees: int) -> None:
    """By the road of live frames, with the closer look; its box lies around the ink in the frame as it came."""
    tracker = reader.tracker()
    assert isinstance(tracker, Tracker)
    frame = scene(degrees)
    for _ in range(4):
        prepared = reader.prepare(Photo(frame), tracker.mender)
        logits = reader.classifier.classify(prepared.crops)
        reading = reader.finish(prepared, logits, second_opinions=1, thorough=False, chains=True)
        (stable,) = tracker.update(reading, partial(reader.look, prepared))
    assert reading.skew == pytest.approx(degrees, abs=1.5)
    assert (stable.text, stable.locked) == (NUMBER, True)
    x, y, width, height = (round(value) for value in stable.box.corners)
    without = frame.copy()
    without[max(0, y - 4) : y + height + 4, max(0, x - 4) : x + width + 4] = 225
    assert without.min() > 200


def test_a_box_around_one_of_the_level_picture_leads_back_to_it() -> None:
    """A closer look is asked for by a box in the source's pixels."""
    for degrees in (-30.0, -7.0, 20.0):
        for most_pixels in (1e9, 60_000):
            level = levelled(scene(0), degrees, most_pixels=most_pixels)
            box = Box(120.0, 90.0, 60.0, 25.0)
            assert level.within(level.back(box)).corners == pytest.approx(box.corners, abs=1e-6)
