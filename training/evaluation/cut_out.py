"""Single digits cut out along their ink, as people and programs send them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.evaluation.task import Pixels, Task
from training.mnist import load_mnist
from vision import Photo
from vision.checkpoint import Checkpoint

COUNT = 600
INK = 64
"""From this value on a pixel is ink to whoever cuts."""


def cut_out(data: Path, _: Checkpoint) -> list[Task]:
    """Digits of MNIST's training part, half of them dark on light. The networks know the digits; it is finding them
    that is measured. Raises MissingData."""
    digits = load_mnist(data / "mnist", "train")
    chosen = np.arange(COUNT) * len(digits) // COUNT
    return [
        Task(f"cut-{index}", Photo(_cut(digits.images[index], dark=bool(k % 2))), str(digits.labels[index]))
        for k, index in enumerate(chosen.tolist())
    ]


def _cut(image: Pixels, *, dark: bool) -> Pixels:
    rows, columns = (np.flatnonzero(image.max(axis=axis) >= INK) for axis in (1, 0))
    cut = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.ascontiguousarray(255 - cut if dark else cut)
