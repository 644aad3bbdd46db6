"""The product's whole road on labelled pictures of numbers: every stage from the file to the string."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.measure import Share
from training.photos import read_rows
from vision import Photo, Reader

FOLDERS = {
    "strings/orand_car_a_train": "cheque amounts, cropped",
    "strings/question_numbers": "numbers of exam questions, cropped",
    "plates/us_crops": "US plates, cropped, digits only",
    "plates/argentina_crops": "Argentine plates, cropped, digits only",
    "meters/train": "counters",
}
"""Folder under the data folder and what is in it. Of none of them a string was trained on; of the counters single
digits of other families were."""


@dataclass(frozen=True, slots=True)
class RoadFigure:
    """Of one folder: how many pictures' longest number is exactly the label, and CPU milliseconds a picture."""

    folder: str
    exact: Share
    cpu_ms: float


def measure_road(
    reader: Reader, data: Path, *, limit: int | None = None, tick: Callable[[], None] = lambda: None
) -> Iterator[RoadFigure]:
    """One figure for each folder that is there, as it is done; `tick` is called for every picture."""
    for folder in FOLDERS:
        if (data / folder).is_dir():
            yield _measure(reader, data, folder, limit, tick)


def _measure(reader: Reader, data: Path, folder: str, limit: int | None, tick: Callable[[], None]) -> RoadFigure:
    rows = [row for row in read_rows(data / folder) if _digits(row["text"])][:limit]
    right, began = 0, time.process_time()
    for row in rows:
        lines = reader.read(Photo.open(data / folder / row["file"])).lines
        right += max((line.text for line in lines), key=len, default="") == _digits(row["text"])
        tick()
    cpu_ms = (time.process_time() - began) / max(1, len(rows)) * 1e3
    return RoadFigure(folder, Share(right, len(rows)), cpu_ms)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def road_json(figure: RoadFigure) -> dict[str, object]:
    """The figure as plain values."""
    return {
        "folder": figure.folder,
        "exact": figure.exact.value,
        "interval": list(figure.exact.interval()),
        "count": figure.exact.count,
        "cpu_ms": figure.cpu_ms,
    }
