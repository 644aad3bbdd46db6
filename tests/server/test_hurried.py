"""Under pressure a frame goes without its second reading before frames are dropped, and says so."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from server.lanes import Lane
from server.recognition import RECOGNITION, Recognition
from tests.server.running import Running
from vision import Photo, Reading, frame_opinions

RECORDINGS = Path(__file__).parents[1] / "recordings"
PICTURES = sorted(name for name in json.loads((RECORDINGS / "answers.json").read_text("utf-8")) if name[-4:] == ".jpg")


async def answered(recognition: Recognition, lane: Lane) -> list[Reading]:
    """The pictures that are worth a second reading, as they are answered now."""
    readings = []
    for name in PICTURES:
        prepared = recognition._reader.prepare(Photo((RECORDINGS / name).read_bytes()))
        if frame_opinions(prepared):
            readings.append(await recognition.answer(prepared, lambda reading: reading, lane=lane, user="a"))
    return readings


async def test_a_frame_in_a_crowd_goes_without_a_second_reading(server: Running) -> None:
    """Only frames, only while others wait; it is counted and told in the reading."""
    recognition = server.app[RECOGNITION]
    calm = await answered(recognition, Lane.CAMERA)
    assert calm
    assert not any(reading.hurried for reading in calm)
    done = asyncio.Event()

    async def stay() -> None:
        async with recognition.place(Lane.CAMERA, "others"):
            await done.wait()

    others = []
    while not recognition.crowded(Lane.CAMERA):
        others.append(asyncio.create_task(stay()))
        await asyncio.sleep(0)
    crowded = await answered(recognition, Lane.CAMERA)
    uploads = await answered(recognition, Lane.UPLOAD)
    done.set()
    await asyncio.gather(*others)
    assert all(reading.hurried and reading.to_json()["hurried"] for reading in crowded)
    assert len(crowded) == len(calm)
    assert not any(reading.hurried for reading in uploads)
