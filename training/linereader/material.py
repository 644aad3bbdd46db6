"""The development sets as line pictures with the digits on them; no line of them is ever trained on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.photos import read_rows
from vision.line_crop import crop_line

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Example:
    """One line: its picture for the network, its grey crop (for looking at), its digits; doubtful = flagged label."""

    file: str
    picture: Picture
    grey: Picture
    text: str
    doubtful: bool


def load_amounts(data: Path) -> list[Example]:
    """Cheque amounts, cropped as they come; labels hold the digits only. Raises MissingData."""
    return _whole(data / "strings" / "orand_car_a_train", lambda row: row["text"])


def load_question_numbers(data: Path) -> list[Example]:
    """Numbers of questions on answer sheets; those that show more or less than the number are doubtful."""
    return _whole(data / "strings" / "question_numbers", lambda row: row["text"])


def load_counters(data: Path) -> list[Example]:
    """Meter counters, cut out level around their labelled digits; light digits on dark are turned over."""
    examples = []
    for row in read_rows(data / "meters" / "train"):
        boxes = np.array(sorted(json.loads(row["digit_boxes"])))
        grey = _grey(data / "meters" / "train" / row["file"])
        grey = grey if _is_dark_ink(grey, boxes) else np.bitwise_not(grey)
        x, y = boxes[:, 0].min(), boxes[:, 1].min()
        width, height = (boxes[:, :2] + boxes[:, 2:4]).max(axis=0) - (x, y)
        slope = float(np.polyfit(boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2, 1)[0])
        picture = crop_line(grey, (x, y, width, height), slope=slope)
        text = "".join(str(int(digit)) for digit in boxes[:, 4])
        examples.append(Example(row["file"], picture, np.bitwise_not(picture), text, bool(row["note"])))
    return examples


def load_cheque_amounts(data: Path) -> list[Example]:
    """The amount box of whole cheque pages."""
    examples = []
    for row in read_rows(data / "pages" / "cheques_train"):
        fields = [box for box in json.loads(row["field_boxes"] or "[]") if box[4] == "amount"]
        if row["text"] and fields:
            x, y, width, height = (int(value) for value in fields[0][:4])
            page = _grey(data / "pages" / "cheques_train" / row["file"])
            examples.append(_example(row, page[max(0, y) : y + height, max(0, x) : x + width], row["text"]))
    return examples


SETS: dict[str, Callable[[Path], list[Example]]] = {
    "cheque amounts (ORAND-CAR-A, development)": load_amounts,
    "question numbers": load_question_numbers,
    "counters": load_counters,
    "cheque pages, amount box given": load_cheque_amounts,
}


def _is_dark_ink(grey: Picture, boxes: NDArray[np.float64]) -> bool:
    """In a digit's box ink is the smaller part, so it draws the mean away from the median."""
    places = [grey[int(y) : int(y + h), int(x) : int(x + w)] for x, y, w, h, _ in np.maximum(boxes, 0)]
    return float(np.mean([np.median(place) - place.mean() for place in places if place.size])) > 0


DIGITS_TRAINED_ON = frozenset({"counters"})
"""Sets whose digits, cut out one by one, are among those that training composes lines of."""


def _whole(folder: Path, text: Callable[[dict[str, str]], str]) -> list[Example]:
    return [_example(row, _grey(folder / row["file"]), text(row)) for row in read_rows(folder)]


def _example(row: dict[str, str], grey: Picture, text: str) -> Example:
    note = row["note"].replace("text is of field amount", "").strip(" ;,.")
    return Example(row["file"], crop_line(grey), grey, text, bool(note))


def _grey(path: Path) -> Picture:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8)
