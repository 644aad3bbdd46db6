"""A number that is held before the camera at an angle is read level, by the angle of its own scene."""

from __future__ import annotations

from functools import partial

import cv2
import pytest

from server.desk import AtHand
from server.lanes import Lane
from server.recognition import RECOGNITION
from tests.server.running import Running
from tests.vision.test_leveller import NUMBER, scene
from vision import Photo, Reading


def followed(number: int, reading: Reading, at_hand: AtHand) -> Reading:
    """A form that follows a scene's lines; processes import it."""
    at_hand.tracker(number).update(reading)
    return reading


async def test_each_scene_is_read_at_its_own_angle(server: Running) -> None:
    """Two people's cameras may be read at one desk; and an upload there has no scene."""
    recognition = server.app[RECOGNITION]
    tilted = cv2.imencode(".jpg", scene(15))[1].tobytes()
    level = cv2.imencode(".jpg", scene(0))[1].tobytes()
    one = recognition.scene(after=None)
    other = recognition.scene(after=one)
    readings = []
    for _ in range(3):
        for shown, jpeg in ((one, tilted), (other, level)):
            async with recognition.place(Lane.CAMERA, "a", scene=shown) as prepare:
                held = await prepare(Photo(jpeg), shown)
            form = partial(followed, shown.number)
            readings.append(await recognition.answer(held, form, lane=Lane.CAMERA, user="a"))
    assert readings[-2].skew == pytest.approx(15, abs=1.5)
    assert readings[-1].skew == 0
    assert NUMBER in readings[-2].text
    assert readings[-2].to_json()["skew"] == round(readings[-2].skew, 1)
