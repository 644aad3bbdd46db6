"""Under pressure a frame goes without its second reading before frames are dropped, and says so."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from server.desk import AtHand
from server.desks import Apart
from server.lanes import Lane
from server.recognition import RECOGNITION, Recognition
from tests.server.running import Running
from vision import Photo, Reader, Reading, frame_opinions

RECORDINGS = Path(__file__).parents[1] / "recordings"
NAMES = sorted(name for name in json.loads((RECORDINGS / "answers.json").read_text("utf-8")) if name[-4:] == ".jpg")
PICTURES = [(RECORDINGS / name).read_bytes() for name in NAMES]


def as_read(reading: Reading, at_hand: AtHand) -> Reading:
    """A form that leaves it as it is; processes import it."""
    return reading


async def answered(recognition: Recognition, way: Apart, pictures: list[bytes]) -> list[Reading]:
    """The pictures, prepared while nobody waits, as they are answered now."""
    readings = []
    for picture in pictures:
        held = way.hold()
        await held.prepare(Photo(picture))
        readings.append(await recognition.answer(held, as_read, lane=way.lane, user="a"))
    return readings


async def test_a_frame_in_a_crowd_goes_without_a_second_reading(server: Running) -> None:
    """Only frames, only while others wait; it is counted and told in the reading."""
    recognition = server.app[RECOGNITION]
    with Reader.open() as reader:
        pictures = [picture for picture in PICTURES if frame_opinions(reader.prepare(Photo(picture)))]
    assert pictures
    camera, uploads = (recognition._apart[lane][0] for lane in (Lane.CAMERA, Lane.UPLOAD))
    calm = await answered(recognition, camera, pictures)
    assert not any(reading.hurried for reading in calm)
    done = asyncio.Event()

    async def stay() -> None:
        async with camera.turns.turn(Lane.CAMERA, "others"):
            await done.wait()

    others = []
    while not camera.turns.waiting:
        others.append(asyncio.create_task(stay()))
        await asyncio.sleep(0)
    crowded = await answered(recognition, camera, pictures)
    uploaded = await answered(recognition, uploads, pictures)
    done.set()
    await asyncio.gather(*others)
    assert all(reading.hurried and reading.to_json()["hurried"] for reading in crowded)
    assert len(crowded) == len(calm)
    assert not any(reading.hurried for reading in uploaded)
