"""A place of a frame read with more time."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np

from vision import Box, Photo, Reader, Tracker
from vision.close_look import cut_around
from vision.frame import Frame

STEP = 74


def card(text: str) -> np.ndarray:
    """Numbers in large print in the middle of a frame."""
    frame = np.full((480, 640), 225, np.uint8)
    for place, digit in enumerate(text):
        cv2.putText(frame, digit, (120 + STEP * place, 260), cv2.FONT_HERSHEY_DUPLEX, 2.2, 30, 5, cv2.LINE_AA)
    return frame


def test_what_is_cut_out_has_room_around_and_ends_with_the_frame() -> None:
    """In working pixels, which may be fewer or more than the source's."""
    frame = Frame(np.zeros((100, 200), np.uint8), 400, 200, 0.5)
    cut, place = cut_around(frame, Box(100, 80, 120, 40))
    assert cut.shape == (41, 121)
    assert (place.x, place.y, place.width, place.height) == (30, 10, 60, 20)
    cut, place = cut_around(frame, Box(0, 0, 400, 200))
    assert cut.shape == (100, 200)
    assert (place.x, place.y) == (0, 0)


def test_a_part_of_a_number_is_seen_to_be_one(reader: Reader) -> None:
    """Whoever asks about 0467 is told of 20467; and nothing of what stands elsewhere."""
    prepared = reader.prepare(Photo(card("20467")))
    part = Box(120 + STEP, 210, 3 * STEP + 40, 52)
    assert [line.text for line in reader.look(prepared, part)] == ["20467"]
    assert reader.look(prepared, Box(100, 400, 300, 40)) == ()
    assert reader.look(prepared, Box(700, 500, 0, 0)) == ()


def test_a_number_that_stands_alone_locks(reader: Reader) -> None:
    """The look is asked of the very frame, by the tracker."""
    tracker = reader.tracker()
    assert isinstance(tracker, Tracker)
    for _ in range(4):
        prepared = reader.prepare(Photo(card("20467")))
        logits = reader.classifier.classify(prepared.crops)
        reading = reader.finish(prepared, logits, second_opinions=1, thorough=False, chains=True)
        (stable,) = tracker.update(reading, partial(reader.look, prepared))
    assert (stable.text, stable.locked) == ("20467", True)
