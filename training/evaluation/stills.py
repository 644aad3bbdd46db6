"""Stills for films, from the labelled material: amounts, question numbers, plates, counters and rows of sudokus."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.errors import MissingData
from training.evaluation.films import Still, Target
from training.evaluation.task import digits_of, photo_task
from training.photos import read_rows

LARGEST = 1280
"""Longer side of a still: larger ones are made smaller first, since a frame has 640 pixels."""


def _whole(folder: str, *, plate: bool = False) -> Callable[[Path], Iterator[Still]]:
    """The number is all of the picture; of a plate its middle, since other numbers stand at its edges."""

    def load(data: Path) -> Iterator[Still]:
        for row in read_rows(data / folder):
            if len(digits_of(row["text"])) >= 2 and not row["note"]:
                picture = photo_task(data / folder, row).picture()
                height, width = picture.shape[:2]
                x, y = (0.2 * width, 0.25 * height) if plate else (0.0, 0.0)
                target = Target(row["text"], _corners(x, y, width - x, height - y))
                yield Still(row["file"], picture, (target,), whole=plate)

    return load


def _counters(data: Path) -> Iterator[Still]:
    folder = data / "meters/train"
    for row in read_rows(folder):
        if not row["note"]:
            boxes = np.array([box[:4] for box in json.loads(row["digit_boxes"])], np.float64)
            low, high = boxes[:, :2].min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
            yield Still(row["file"], photo_task(folder, row).picture(), (Target(row["text"], _corners(*low, *high)),))


def _sudokus(data: Path) -> Iterator[Still]:
    """Each row with at least two digits and no pencilled candidates is a number."""
    folder = data / "pages/sudoku_photos_train"
    for row in read_rows(folder):
        picture = photo_task(folder, row).picture()
        scale = min(1.0, LARGEST / max(picture.shape[:2]))
        small = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        grid = np.array([[0, 0], [9, 0], [9, 9], [0, 9]], np.float32)
        corners = (np.array(json.loads(row["grid_corners"])) * scale).astype(np.float32)
        back = cv2.getPerspectiveTransform(grid, corners)
        targets = []
        for index in range(9):
            cells = row["text"][9 * index : 9 * index + 9]
            digits = cells.replace("0", "")
            if "x" not in cells and len(digits) >= 2:
                place = _corners(0, index, 9, index + 1).astype(np.float32)[None]
                targets.append(Target(digits, np.asarray(cv2.perspectiveTransform(place, back)[0], np.float64), cells))
        yield Still(row["file"], small, tuple(targets))


STILLS: dict[str, Callable[[Path], Iterator[Still]]] = {
    "amounts": _whole("strings/orand_car_a_train"),
    "questions": _whole("strings/question_numbers"),
    "us-crops": _whole("plates/us_crops", plate=True),
    "ar-crops": _whole("plates/argentina_crops", plate=True),
    "counters": _counters,
    "sudoku": _sudokus,
}
"""Loaders by set; each raises MissingData when its folder is not there."""


def stills(name: str, data: Path, limit: int | None) -> list[Still]:
    """At most `limit` stills of a set, evenly drawn; none when the set is not there."""
    try:
        found = list(STILLS[name](data))
    except MissingData:
        return []
    if limit is None or len(found) <= limit:
        return found
    return [found[k * len(found) // limit] for k in range(limit)]


def _corners(left: float, top: float, right: float, bottom: float) -> NDArray[np.float64]:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
