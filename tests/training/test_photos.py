"""Digits in photographs, here drawn ones on made paper."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training.tiny import digits
from training.boxes import covered, overlap
from training.errors import DamagedData, MissingData
from training.photos import ink_in_box, load_counters, load_sudoku_cells, marks
from vision.normalise import normalise, tight_box

PEN = digits(40).take(digits(40).groups == "pen forms")


def _placed(count: int = 4, *, light_on_dark: bool = False) -> tuple[np.ndarray, list[tuple[float, ...]]]:
    """Digits twice their crop's size on a wide strip, and their boxes."""
    grey = np.full((120, 100 * count + 60), 235, np.float32)
    boxes: list[tuple[float, ...]] = []
    for number in range(count):
        crop = cv2.resize(PEN.images[number], (56, 56))
        x, y, width, height = tight_box(np.where(crop > 60, crop, 0).astype(np.uint8)) or (0, 0, 1, 1)
        left = 30 + 100 * number
        grey[30:86, left : left + 56] -= crop * 0.8
        boxes.append((left + x, 30 + y, width, height, int(PEN.labels[number])))
    shown = 255 - grey if light_on_dark else grey
    return shown.astype(np.uint8), boxes


@pytest.mark.parametrize("light_on_dark", [False, True])
def test_crops_are_bright_ink_whatever_the_photo_was(light_on_dark: bool) -> None:
    """Counters show light digits on dark wheels: training on the negative would leave 10 %."""
    grey, boxes = _placed(light_on_dark=light_on_dark)
    found = [(crop, digit) for crop, digit in marks(grey, boxes) if digit >= 0]  # type: ignore[arg-type]
    assert {digit for _, digit in found} <= {int(box[4]) for box in boxes}
    assert len(found) >= 2
    for crop, digit in found:
        like = [normalise(PEN.images[n]) for n in range(4) if PEN.labels[n] == digit]
        assert min(np.abs(crop.astype(int) - other).mean() for other in like) < 20


@pytest.mark.parametrize("light_on_dark", [False, True])
def test_the_ink_of_a_box_is_told_from_its_paper(light_on_dark: bool) -> None:
    """The border is paper mostly, whichever of the two is darker."""
    grey, boxes = _placed(light_on_dark=light_on_dark)
    x, y, width, height = (int(v) for v in boxes[0][:4])
    ink = ink_in_box(np.ascontiguousarray(grey[y - 4 : y + height + 4, x - 4 : x + width + 4]))
    assert np.abs(normalise(ink).astype(int) - normalise(PEN.images[0])).mean() < 25


def test_blank_sudoku_cells_hold_no_digit_and_filled_ones_theirs(tmp_path: Path) -> None:
    """Pencil candidates are small digits: they are neither."""
    cells = np.full((3, 64, 64), 220, np.uint8)
    for number in (1, 2):
        cells[number, 12:54, 12:54] -= (cv2.resize(PEN.images[0], (42, 42)) * 0.7).astype(np.uint8)
    cells[0, 60:62] = 60
    np.savez(tmp_path / "cells.npz", images=cells, labels=[-1, PEN.labels[0], -1], symbol=["blank", "x", "candidates"])
    samples = load_sudoku_cells(tmp_path / "cells.npz")
    assert set(samples.labels.tolist()) <= {-1, int(PEN.labels[0])}
    assert (samples.labels >= 0).sum() >= 1


def test_counters_are_labelled_by_their_boxes(tmp_path: Path) -> None:
    """Found by segmentation, and by the box alone where segmentation has nothing."""
    grey, boxes = _placed()
    cv2.imwrite(str(tmp_path / "a.png"), grey)
    rows = f"file\tdigit_boxes\tgroup\na.png\t{json.dumps(boxes)}\tfamily\n"
    (tmp_path / "labels.tsv").write_text(rows)
    samples = load_counters(tmp_path)
    found = samples.labels[samples.labels >= 0].tolist()
    assert set(found) == {int(box[4]) for box in boxes}
    assert len(found) >= len(boxes)
    assert set(samples.groups.tolist()) == {"meters-family"}


def test_a_folder_without_labels_or_with_a_broken_picture_is_named(tmp_path: Path) -> None:
    """Both say which file."""
    with pytest.raises(MissingData, match=r"labels\.tsv"):
        load_counters(tmp_path)
    (tmp_path / "labels.tsv").write_text("file\tdigit_boxes\tgroup\nnone.png\t[]\tx\n")
    with pytest.raises(DamagedData, match=r"none\.png"):
        load_counters(tmp_path)


def test_overlap_and_cover_of_boxes() -> None:
    """Half of a box, all of it, none of it."""
    assert overlap((0, 0, 2, 2), (1, 0, 2, 2)) == pytest.approx(1 / 3)
    assert covered((0, 0, 2, 2), (1, 0, 2, 2)) == 0.5
    assert covered((0, 0, 9, 9), (1, 1, 2, 2)) == 1
    assert overlap((0, 0, 2, 2), (5, 5, 2, 2)) == covered((0, 0, 2, 2), (5, 5, 2, 2)) == 0
