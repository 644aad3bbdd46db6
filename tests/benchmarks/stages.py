"""CPU time of each stage of a reading on one thread, in a process of its own: `python -m tests.benchmarks.stages`.

A job as JSON on stdin, figures as JSON on stdout. Nothing waits and nothing is served: this is what one core does for
one picture, which is what the number of cameras that a machine can read comes from.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from server.desk import UPLOAD_SECOND_OPINIONS
from server.wire import reading_json
from tests.server.pictures import jpeg, page_of
from vision import Photo, Reader, frame_opinions

THIRTY = ("0123456789", "9081726354", "5463728190")
STAGES = ("decode and segment", "network", "finish", "JSON", "whole")
WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Material:
    """A picture, and whether it is read as a live frame or as an upload, which may be read in more ways."""

    data: bytes
    live: bool


def amount() -> bytes:
    """Five handwritten digits cut out of their page, as amounts are."""
    ok, data = cv2.imencode(".png", page_of("40785", size=(340, 110)))
    assert ok
    return data.tobytes()


MATERIALS: dict[str, Callable[[], Material]] = {
    "640x480, 30 digits": lambda: Material(jpeg(*THIRTY), live=True),
    "1280x720, 30 digits": lambda: Material(jpeg(*THIRTY, size=(1280, 720)), live=True),
    "amount of 5 digits": lambda: Material(amount(), live=False),
}


def measured(reader: Reader, material: Material) -> list[float]:
    """CPU milliseconds of each stage of one reading, in the order of STAGES."""
    clock = time.process_time
    began = clock()
    prepared = reader.prepare(Photo(material.data))
    ready = clock()
    logits = reader.classifier.classify(prepared.crops)
    looked = clock()
    more = 0.0
    if doubted := reader.doubted(prepared, logits):
        prepared = reader.cut(prepared, doubted)
        more = clock() - looked
        logits = np.concatenate([logits, reader.classifier.classify(prepared.crops[len(logits) :])])
    classified = clock()
    second = frame_opinions(prepared) if material.live else UPLOAD_SECOND_OPINIONS
    reading = reader.finish(prepared, logits, second_opinions=second, thorough=not material.live)
    finished = clock()
    reading_json(reading)
    ended = clock()
    times = (ready - began + more, classified - ready - more, finished - classified, ended - finished, ended - began)
    return [seconds * 1e3 for seconds in times]


def run(reader: Reader, material: Material, calls: int) -> list[float]:
    """The median of each stage over so many readings."""
    for _ in range(WARM_UP):
        measured(reader, material)
    return [statistics.median(stage) for stage in zip(*(measured(reader, material) for _ in range(calls)), strict=True)]


def main() -> None:
    """{"runs", "calls"} in; by material and stage one value a run out."""
    job = json.loads(sys.stdin.readline())
    with Reader.open() as reader:
        found = {}
        for name, make in MATERIALS.items():
            material = make()
            runs = [run(reader, material, job["calls"]) for _ in range(job["runs"])]
            found[name] = dict(zip(STAGES, map(list, zip(*runs, strict=True)), strict=True))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
