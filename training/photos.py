"""Digits in photographs: found by the product's own segmentation, labelled by the boxes that people drew.

What the segmentation finds beside the digits (pieces of rollers, shadows, grid lines) is what serving will find too:
it comes along as "not a digit".
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.boxes import Box, LabelledBox, overlap
from training.errors import DamagedData, MissingData
from training.isolated import read_arrays
from training.rubbish import could_be_one
from training.samples import NOT_A_DIGIT, Samples
from vision.frame import Frame
from vision.normalise import normalise
from vision.segment import segment

Grey = NDArray[np.uint8]
SAME, OTHER = 0.65, 0.3
"""Overlap (intersection over union) from which a found mark is the labelled digit, and under which it is none."""


def marks(grey: Grey, boxes: list[LabelledBox]) -> list[tuple[Grey, int]]:
    """Crops of what segmentation finds, with the digit of the box that each fills, or -1 where it fills none.

    grey: (H, W) uint8, 0 = black. Marks that half fill a box are left out, since neither answer would be right, and
    so are narrow ones that fill none, since they may be a 1.
    """
    found = segment(Frame(grey, grey.shape[1], grey.shape[0]))
    out = []
    for lattice in found.lattices:
        for candidate in lattice.candidates:
            crop = found.crops[candidate.crop]
            digit, share = _best(candidate.box, boxes)
            if share >= SAME:
                out.append((crop, digit))
            elif share < OTHER and not could_be_one(crop):
                out.append((crop, NOT_A_DIGIT))
    return out


def load_sudoku_cells(path: Path) -> Samples:
    """Cells of photographed sudokus: the middle mark of filled ones, everything in blank ones as "not a digit"."""
    arrays = read_arrays(path)
    images, labels = [], []
    for image, label, symbol in zip(arrays["images"], arrays["labels"], arrays["symbol"], strict=True):
        if symbol == "candidates":
            continue
        cell = np.asarray(image, np.uint8)
        wide = np.asarray(cv2.copyMakeBorder(cell, 16, 16, 16, 16, cv2.BORDER_REPLICATE), np.uint8)
        for crop, digit in marks(wide, _middle(int(label), cell.shape[0], wide)):
            images.append(crop)
            labels.append(digit)
    return _samples(images, labels, ["sudoku"] * len(labels))


def load_counters(folder: Path) -> Samples:
    """Digits of photographed counters, from labels.tsv; groups are families of look-alike counters."""
    images, labels, groups = [], [], []
    for row in read_rows(folder):
        grey = cv2.imread(str(folder / row["file"]), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            raise DamagedData(f"{folder / row['file']} is not a picture.")
        boxes = [(x, y, w, h, int(d)) for x, y, w, h, d in json.loads(row["digit_boxes"] or "[]")]
        found = marks(np.asarray(grey, np.uint8), boxes)
        for crop, digit in [*found, *boxed(np.asarray(grey, np.uint8), boxes)]:
            images.append(crop)
            labels.append(digit)
            groups.append(f"meters-{row['group']}")
    return _samples(images, labels, groups)


def boxed(grey: Grey, boxes: list[LabelledBox]) -> list[tuple[Grey, int]]:
    """The mark in each labelled box, by the box alone: segmentation does not find every digit of a worn counter."""
    out = []
    for x, y, w, h, digit in boxes:
        left, top = max(0, round(x - 0.08 * w)), max(0, round(y - 0.08 * h))
        place = grey[top : round(y + 1.08 * h), left : round(x + 1.08 * w)]
        if min(place.shape) >= 8:
            out.append((normalise(ink_in_box(place)), digit))
    return out


def ink_in_box(place: Grey) -> Grey:
    """The ink of a box that holds one digit, (H, W) uint8, 255 = ink: Otsu, paper is what the border mostly is."""
    level, dark = cv2.threshold(place, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    border = np.concatenate([dark[0], dark[-1], dark[:, 0], dark[:, -1]])
    mask = cv2.bitwise_not(dark) if border.mean() > 127 else dark
    count, pieces, stats, centres = cv2.connectedComponentsWithStats(np.asarray(mask, np.uint8))
    middle = np.abs(centres[:, 0] / place.shape[1] - 0.5) < 0.33
    area = stats[:, cv2.CC_STAT_AREA]
    kept = [k for k in range(1, count) if middle[k] and area[k] >= 0.12 * area[1:].max()]
    soft = np.clip(np.abs(place.astype(np.float32) - level) * 4 + 96, 0, 255)
    return np.where(np.isin(pieces, kept), soft, 0).astype(np.uint8)


def read_rows(folder: Path) -> list[dict[str, str]]:
    """The rows of a folder's labels.tsv. Raises MissingData."""
    path = folder / "labels.tsv"
    if not path.exists():
        raise MissingData(f"{path} is not there. {MissingData.hint}")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _middle(label: int, side: int, wide: Grey) -> list[LabelledBox]:
    """The box of the mark nearest the middle of the cell, as segmentation sees it, when the cell is filled."""
    if label < 0:
        return []
    found = segment(Frame(wide, wide.shape[1], wide.shape[0]))
    centre = wide.shape[0] / 2
    best: tuple[float, LabelledBox] | None = None
    for lattice in found.lattices:
        for candidate in lattice.candidates:
            x, y, w, h = candidate.box
            far = abs(x + w / 2 - centre) + abs(y + h / 2 - centre)
            if 0.25 * side < h < 0.95 * side and w < 0.95 * side and far < 0.3 * side:
                best = min(best or (1e9, (0, 0, 0, 0, 0)), (far - 0.3 * h, (x, y, w, h, label)))
    return [best[1]] if best else []


def _best(box: Box, boxes: list[LabelledBox]) -> tuple[int, float]:
    shares = [(overlap(box, other[:4]), other[4]) for other in boxes]
    share, digit = max(shares, default=(0.0, NOT_A_DIGIT))
    return digit, share


def _samples(images: list[NDArray[np.uint8]], labels: list[int], groups: list[str]) -> Samples:
    stacked = np.stack(images) if images else np.zeros((0, 28, 28), np.uint8)
    return Samples.build(stacked, labels, groups)
