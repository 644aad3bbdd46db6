"""Single digits by people and printers, from the sets that may be excerpted, as the data folder holds them."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Stroke = NDArray[np.float64]
Drawing = list[Stroke]
"""One digit as drawn: strokes of (N, 2) points, y down."""


@dataclass(frozen=True)
class Material:
    """Where digits come from. `folder` is a data folder, `rng` decides which samples are taken."""

    folder: Path
    rng: np.random.Generator

    def handwritten(self, text: str) -> Iterator[Pixels]:
        """Cut-out ink of BHMSDS, one for each digit of `text`: uint8, 255 = ink, cropped tight."""
        return self._images("bhmsds", text)

    def printed(self, text: str) -> Iterator[Pixels]:
        """The same of the printed digits, 1 to 9; those with rests of grid lines are passed over."""
        return self._images("printed_digits", text)

    def cells(self, text: str) -> list[Pixels]:
        """Photographs of boxes, (64, 64) grey, dark on light; a space in `text` is an empty one."""
        with np.load(self.folder / "isolated" / "sudoku_cells_train.npz") as stored:
            images, symbols = stored["images"], stored["symbol"]
        light = np.median(images, axis=(1, 2))
        found = []
        for letter in text:
            wanted = symbols == ("blank" if letter == " " else letter)
            image = images[self.rng.choice(np.flatnonzero(wanted & (light > 165) & (light < 215)))]
            found.append(np.clip(image * (190 / np.median(image)), 0, 255).astype(np.uint8))
        return found

    def drawn(self, source: str, text: str) -> Iterator[Drawing]:
        """Strokes of `ujipen_digits` or `numberpad`, one drawing for each digit of `text`."""
        with gzip.open(self.folder / "strokes" / f"{source}.jsonl.gz", "rt") as lines:
            samples = [json.loads(line) for line in lines]
        for digit in text:
            fitting = [sample for sample in samples if sample["label"] == digit]
            sample = fitting[self.rng.integers(len(fitting))]
            yield [np.array(stroke, np.float64) for stroke in sample["strokes"]]

    def counter(self, name: str) -> tuple[Pixels, str]:
        """A meter's counter, (H, W, 3) RGB cut to its strip, and what it shows."""
        folder = self.folder / "meters" / "train"
        with (folder / "labels.tsv").open(encoding="utf-8", newline="") as file:
            rows = {row["file"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
        boxes = np.array(json.loads(rows[name]["digit_boxes"]))
        top, bottom = boxes[:, 1].min() - 30, (boxes[:, 1] + boxes[:, 3]).max() + 30
        with Image.open(folder / name) as image:
            return np.asarray(image.convert("RGB"))[int(max(0, top)) : int(bottom)], rows[name]["text"]

    def _images(self, source: str, text: str) -> Iterator[Pixels]:
        with np.load(self.folder / "isolated" / f"{source}.npz") as stored:
            images, labels = stored["images"], stored["labels"]
        for digit in text:
            candidates = self.rng.permutation(np.flatnonzero(labels == int(digit)))
            yield next(_tight(images[index]) for index in candidates if _is_clean(images[index]))


def _is_clean(image: Pixels) -> bool:
    """One mark of a good size: no rests of lines, no specks."""
    count, _, stats, _ = cv2.connectedComponentsWithStats((image > 100).astype(np.uint8))
    return count == 2 and stats[1, cv2.CC_STAT_HEIGHT] >= 14 and stats[1, cv2.CC_STAT_AREA] >= 40


def _tight(image: Pixels) -> Pixels:
    x, y, width, height = cv2.boundingRect((image > 40).astype(np.uint8))
    return image[y : y + height, x : x + width]
