"""The labelled material, as tasks: what each set is, what is read of it and how it counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.errors import DamagedData
from training.evaluation import outcome
from training.evaluation.cheques import cheques
from training.evaluation.cut_out import cut_out
from training.evaluation.displays import displays
from training.evaluation.drawn import ink_digits, ink_strings, joined_strings
from training.evaluation.drawn_signs import signed_numbers
from training.evaluation.frames import frames
from training.evaluation.matrices import matrices
from training.evaluation.outcome import Score
from training.evaluation.printed_pages import FOLDER, printed_pages
from training.evaluation.task import Pixels, Task, photo_task
from training.evaluation.written_pages import written_pages, written_tables
from training.photos import read_rows
from vision import Box, Photo
from vision.checkpoint import Checkpoint

NO_DOUBT = ("text is of field amount", "box approximate", "JPEG re-encoded at quality 90")
"""Notes that say nothing against a label."""

MISLABELLED = frozenset(
    f"a_car_{number:06}.jpg"
    for number in (
        232, 285, 340, 365, 414, 429, 469, 498, 525, 768, 803, 817, 819, 977, 985, 1027, 1037, 1068, 1086, 1116, 1192
    )
)  # fmt: skip
"""Cheque amounts whose pictures plainly show another number than their labels, beside those that are noted: found by
looking at all mistakes of the reader. As labelled they count as mistakes; nothing is fitted on them."""

Load = Callable[[Path, Checkpoint], list[Task]]
"""(data folder, checkpoint: of drawings only other writers' than its own) to tasks. Raises MissingData."""


@dataclass(frozen=True, slots=True)
class Material:
    """One row of the table.

    whole: pictures in which the number must first be found. folder: under the data folder. trained: sets of the
    catalogue from which a checkpoint may know something of it, and what.
    """

    key: str
    title: str
    folder: str
    load: Load
    score: Score
    whole: bool = False
    ink: bool = False
    trained: tuple[tuple[str, str], ...] = ()


def _strings(folder: str) -> Load:
    def load(data: Path, _: Checkpoint) -> list[Task]:
        place = data / folder
        return [photo_task(place, row, doubtful=_doubtful(row)) for row in read_rows(place) if _has_digit(row["text"])]

    return load


def _fields(folder: str, *names: str) -> Load:
    """The labelled field alone, cut out of its page."""

    def load(data: Path, checkpoint: Checkpoint) -> list[Task]:
        tasks = _pages(folder, *names)(data, checkpoint)
        return [_cut(task, n) for n, task in enumerate(tasks)]

    return load


def _pages(folder: str, *names: str) -> Load:
    """Whole pages with the place of the labelled field; a page with several fields is several tasks."""

    def load(data: Path, _: Checkpoint) -> list[Task]:
        tasks = []
        for row in read_rows(data / folder):
            boxes = [box for box in json.loads(row["field_boxes"] or "[]") if not names or box[4] in names]
            if _has_digit(row["text"]) and boxes:
                place = Box(*(float(value) for value in boxes[0][:4]))
                tasks.append(photo_task(data / folder, row, doubtful=_doubtful(row), place=place))
        return tasks

    return load


def _cut(task: Task, number: int) -> Task:
    assert task.place is not None
    x, y, width, height = (round(v) for v in (task.place.x, task.place.y, task.place.width, task.place.height))
    part = task.picture()[max(0, y) : y + height, max(0, x) : x + width]
    if not part.size:
        raise DamagedData(f"{task.name}: the field's box lies outside the picture.")
    return Task(f"{number:03d}-{task.name}", Photo(np.ascontiguousarray(part), "BGR"), task.text, task.doubtful)


def _counters(folder: str, *, strip: bool) -> Load:
    """Counters: the whole picture, or the strip with the labelled digits and a sixth of their height around it."""

    def load(data: Path, _: Checkpoint) -> list[Task]:
        tasks = []
        for row in read_rows(data / folder):
            task = photo_task(data / folder, row, doubtful=_doubtful(row))
            if strip:
                boxes = np.array([box[:4] for box in json.loads(row["digit_boxes"])], float)
                low, high = boxes[:, :2].min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
                low, high = low - boxes[:, 3].mean() / 6, high + boxes[:, 3].mean() / 6
                task = Task(task.name, Photo(_part(task, low, high), "BGR"), task.text, task.doubtful)
            tasks.append(task)
        return tasks

    return load


def _part(task: Task, low: np.ndarray, high: np.ndarray) -> Pixels:
    (left, top), (right, bottom) = np.maximum(low, 0).astype(int), np.ceil(high).astype(int)
    return np.ascontiguousarray(task.picture()[top:bottom, left:right])


def _plates(folder: str) -> Load:
    """Plates that have a digit; with their place where a box is given."""

    def load(data: Path, _: Checkpoint) -> list[Task]:
        tasks = []
        for row in read_rows(data / folder):
            boxes = json.loads(row["field_boxes"] or "[]")
            place = Box(*(float(value) for value in boxes[0][:4])) if boxes else None
            if _has_digit(row["text"]):
                tasks.append(photo_task(data / folder, row, doubtful=_doubtful(row), place=place))
        return tasks

    return load


def _sudokus(data: Path, _: Checkpoint) -> list[Task]:
    folder = data / "pages/sudoku_photos_train"
    return [
        Task(
            row["file"],
            Photo(folder / row["file"]),
            row["text"],
            corners=np.array(json.loads(row["grid_corners"]), np.float32),
        )
        for row in read_rows(folder)
    ]


def _doubtful(row: dict[str, str]) -> bool:
    if row["file"] in MISLABELLED:
        return True
    note = row["note"]
    for phrase in NO_DOUBT:
        note = note.replace(phrase, "")
    return bool(note.strip(" ;,."))


def _has_digit(text: str) -> bool:
    return any(sign in "0123456789" for sign in text)


_OWN_DIGITS = (("meters", "its single digits"),)
_OWN_CELLS = (("sudoku_cells", "cells of the same puzzles"),)
_OTHER_WRITERS = (("digilets", "other writers of it"),)
_ORAND, _CHEQUES = "strings/orand_car_a_train", "pages/cheques_train"
_FORM, _STUDENT = "pages/us_cheque_form_train", "pages/student_forms_train"

MATERIAL = (
    Material("amounts", "cheque amounts, cropped (ORAND-CAR-A)", _ORAND, _strings(_ORAND), outcome.number),
    Material(
        "questions",
        "numbers of exam questions, cropped",
        "strings/question_numbers",
        _strings("strings/question_numbers"),
        outcome.number,
    ),
    Material("cheque-fields", "cheques, amount box given", _CHEQUES, _fields(_CHEQUES, "amount"), outcome.number),
    Material(
        "cheque-pages", "cheques, whole page", _CHEQUES, _pages(_CHEQUES, "amount"), outcome.in_place, whole=True
    ),
    # The boxes of these two are wide and hold print beside the number, so it must be found in them.
    Material("form-fields", "US cheque form, field given", _FORM, _fields(_FORM), outcome.number, whole=True),
    Material(
        "student-numbers", "student numbers, field given", _STUDENT, _fields(_STUDENT), outcome.number, whole=True
    ),
    Material("us-crops", "US plates, cropped", "plates/us_crops", _plates("plates/us_crops"), outcome.plate),
    Material(
        "ar-crops",
        "Argentine plates, cropped",
        "plates/argentina_crops",
        _plates("plates/argentina_crops"),
        outcome.plate,
    ),
    *(
        Material(
            f"{key}-photos", f"{name} plates in car photos", f"plates/{key}", _plates(f"plates/{key}"),
            outcome.anywhere, whole=True,
        )
        for key, name in (("eu", "European"), ("br", "Brazilian"), ("us", "US"))
    ),
    Material(
        "counters", "counters, whole picture", "meters/train", _counters("meters/train", strip=False),
        outcome.number, whole=True, trained=_OWN_DIGITS,
    ),
    Material(
        "counter-strips", "counters, strip of digits given", "meters/train", _counters("meters/train", strip=True),
        outcome.number, trained=_OWN_DIGITS,
    ),
    Material(
        "sudoku", "sudoku photos", "pages/sudoku_photos_train", _sudokus, outcome.cells,
        whole=True, trained=_OWN_CELLS,
    ),
    Material(
        "frames", "640 x 480 frames of 30 MNIST test digits, lines of ten", "mnist", frames, outcome.lines, whole=True
    ),
    Material(
        "cut-out", "single MNIST digits cut out along their ink", "mnist", cut_out, outcome.everything,
        trained=(("mnist", "its digits"),),
    ),
    Material("displays", "segment displays, photographed", "", displays, outcome.number, whole=True),
    Material("matrices", "numbers in dots, photographed", FOLDER, matrices, outcome.number, whole=True),
    Material("printed-pages", "printed pages", FOLDER, printed_pages, outcome.page, whole=True),
    Material(
        "written-pages", "pages of handwritten numbers (DigiLeTs strokes)", "strokes", written_pages, outcome.page,
        whole=True, trained=_OTHER_WRITERS,
    ),
    Material(
        "written-tables", "tables of handwritten numbers (DigiLeTs strokes)", "strokes", written_tables, outcome.page,
        whole=True, trained=_OTHER_WRITERS,
    ),
    Material("cheques-drawn", "code lines of drawn cheques (E-13B)", FOLDER, cheques, outcome.page, whole=True),
    Material(
        "ink-digits", "ink, single digits (DigiLeTs)", "strokes", ink_digits, outcome.everything,
        ink=True, trained=_OTHER_WRITERS,
    ),
    Material(
        "ink-strings", "ink, numbers of 3 to 8 digits (DigiLeTs strokes, composed)", "strokes", ink_strings,
        outcome.everything, ink=True, trained=_OTHER_WRITERS,
    ),
    Material(
        "ink-joined", "ink, numbers with digits joined in one stroke (DigiLeTs strokes, composed)", "strokes",
        joined_strings, outcome.everything, ink=True, trained=_OTHER_WRITERS,
    ),
    Material(
        "ink-signs", "ink, amounts, dates and times (DigiLeTs strokes, composed)", "strokes", signed_numbers,
        outcome.everything, ink=True, trained=_OTHER_WRITERS,
    ),
)  # fmt: skip
KEYS = tuple(material.key for material in MATERIAL)
