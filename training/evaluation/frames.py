"""Camera frames of thirty handwritten digits in three lines: what one core must read while a person waits."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from training.evaluation.task import Pixels, Task
from training.mnist import load_mnist
from training.samples import Samples
from vision import Photo
from vision.checkpoint import Checkpoint

COUNT, ROWS, COLUMNS = 40, 3, 10
WIDTH, HEIGHT = 640, 480


def frames(data: Path, _: Checkpoint) -> list[Task]:
    """Frames of digits from MNIST's test part. Raises MissingData."""
    digits = load_mnist(data / "mnist", "test")
    return [_frame(digits, np.random.default_rng((2, number)), f"frame-{number}") for number in range(COUNT)]


def _frame(digits: Samples, rng: np.random.Generator, name: str) -> Task:
    ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    texts = []
    for row in range(ROWS):
        chosen = rng.integers(0, len(digits), COLUMNS)
        texts.append("".join(str(digits.labels[k]) for k in chosen))
        for column, index in enumerate(chosen):
            side = int(rng.uniform(52, 60))
            mark = cv2.resize(digits.images[index], (side, side), interpolation=cv2.INTER_CUBIC)
            x, y = 22 + column * 60, 60 + row * 140 + int(rng.normal(0, 3))
            place = ink[y : y + side, x : x + side]
            np.maximum(place, mark, out=place)
    return Task(name, Photo(_on_paper(ink, rng)), " ".join(texts))


def _on_paper(ink: Pixels, rng: np.random.Generator) -> Pixels:
    """Dark ink on paper under uneven light, with the noise of a camera."""
    light = np.linspace(rng.uniform(150, 230), rng.uniform(150, 230), WIDTH)[None, :]
    grey = light * (1 - 0.75 * ink / 255.0) + rng.normal(0, 3, ink.shape)
    return np.asarray(np.clip(grey, 0, 255), np.uint8)
