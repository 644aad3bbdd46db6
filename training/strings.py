"""Lines of digits on paper, cut by the product's own segmentation: right pieces are digits, wrong ones are rubbish.

This is where the network meets what serving asks it about: touching digits cut in two, neighbours joined, rules.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from training.boxes import Box, covered, overlap
from training.rubbish import could_be_one
from training.samples import NOT_A_DIGIT, Samples
from vision.frame import Frame
from vision.normalise import normalise, tight_box
from vision.segment import segment

Grey = NDArray[np.uint8]
HEIGHT, MARGIN = 72, 14
WRONG_KEPT = 0.25
"""Share of the wrong pieces that is kept: there are many more of them than of right ones."""
ALIKE = 0.8
"""Likeness to the digit as it was placed, from which a piece is that digit, and under which it may be rubbish."""


class Placed(NamedTuple):
    """A digit on the line: its box, which it is, and its crop before it met its neighbours and the paper."""

    box: Box
    digit: int
    whole: Grey


def make_strings(digits: Samples, count: int, *, seed: int) -> Samples:
    """The marks of `count` lines composed of `digits`; about ten a line. Groups are blocks of a hundred lines."""
    rng = np.random.default_rng(seed)
    images, labels, groups = [], [], []
    for number in range(count):
        for crop, digit in cut_marks(*compose(digits, rng)):
            if digit >= 0 or rng.random() < WRONG_KEPT:
                images.append(crop)
                labels.append(digit)
                groups.append(f"strings-{number // 100}")
    return Samples.build(np.stack(images), labels, groups)


def cut_marks(grey: Grey, placed: list[Placed]) -> list[tuple[Grey, int]]:
    """Crops of what segmentation finds in a line: digits that were cut out whole and alone, and what is surely wrong.

    Wrong (-1) is what holds most of two digits, or under half of the one that it touches most. What lies between
    is left out, and so are narrow pieces: they may be a 1.
    """
    found = segment(Frame(grey, grey.shape[1], grey.shape[0]))
    out = []
    for lattice in found.lattices:
        for candidate in lattice.candidates:
            crop = found.crops[candidate.crop]
            digit = _judge(candidate.box, crop, placed)
            if digit is not None and (digit >= 0 or not could_be_one(crop)):
                out.append((crop, digit))
    return out


def _judge(box: Box, crop: Grey, placed: list[Placed]) -> int | None:
    """The digit, -1 for a wrong piece, None where neither is sure. A box alone does not show a missing stroke."""
    covers = [covered(box, other.box) for other in placed]
    order = np.argsort(covers)[::-1]
    best, second = placed[int(order[0])], covers[order[1]] if len(order) > 1 else 0.0
    most, same, alike = covers[order[0]], overlap(box, best.box), likeness(crop, best.whole)
    if same > 0.85 and second < 0.35 and alike > ALIKE:
        return best.digit
    if alike < ALIKE and (second > 0.7 or (most < 0.5 and same < 0.45)):
        return NOT_A_DIGIT
    return None


def likeness(a: Grey, b: Grey) -> float:
    """Cosine of two crops seen as vectors, 0..1; 0 when either is empty."""
    x, y = a.astype(np.float64).ravel(), b.astype(np.float64).ravel()
    lengths = float(np.linalg.norm(x) * np.linalg.norm(y))
    return float(x @ y) / lengths if lengths else 0.0


def compose(digits: Samples, rng: np.random.Generator) -> tuple[Grey, list[Placed]]:
    """One line on paper, (72, W) uint8 with 255 = white, and what was placed in it, left to right."""
    chosen = rng.integers(0, len(digits), int(rng.integers(2, 8)))
    size = rng.uniform(22, 40)
    spread = rng.uniform(-0.16, 0.2)
    ink = np.zeros((HEIGHT, MARGIN * 2 + int(len(chosen) * size * 1.5) + 40), np.uint8)
    placed: list[Placed] = []
    x = float(MARGIN)
    for index in chosen:
        mark = _tight(digits.images[index], size * rng.uniform(0.85, 1.15))
        height, width = mark.shape
        y = int((HEIGHT - height) / 2 + rng.normal(0, 2))
        place = ink[y : y + height, int(x) : int(x) + width]
        np.maximum(place, mark, out=place)
        placed.append(Placed((int(x), y, width, height), int(digits.labels[index]), normalise(mark)))
        x += width + (spread + rng.normal(0, 0.05)) * size
        x = max(x, placed[-1].box[0] + 2.0)
    return _on_paper(ink[:, : int(x) + MARGIN + 40], rng), placed


def _tight(crop: Grey, height: float) -> Grey:
    x, y, w, h = tight_box(np.where(crop > 40, crop, 0).astype(np.uint8)) or (0, 0, 28, 28)
    scale = min(height / h, 1.6 * height / w)
    size = (max(1, round(w * scale)), max(1, round(h * scale)))
    return np.asarray(cv2.resize(crop[y : y + h, x : x + w], size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _on_paper(ink: Grey, rng: np.random.Generator) -> Grey:
    """Ink of some darkness on paper of some shade, with a rule below or through it now and then, and noise."""
    if rng.random() < 0.25:
        y = int(rng.integers(HEIGHT // 2, HEIGHT - 6))
        cv2.line(
            ink,
            (0, y),
            (ink.shape[1], y + int(rng.integers(-2, 3))),
            int(rng.integers(90, 255)),
            int(rng.integers(1, 3)),
        )
    if rng.random() < 0.4:
        ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.4, 1.4)), np.uint8)
    paper, dark = rng.uniform(150, 250), rng.uniform(0, 90)
    shade = np.linspace(0, rng.uniform(-40, 40), ink.shape[1])[None, :]
    grey = paper + shade - ink / 255.0 * (paper - dark)
    grey += rng.normal(0, rng.uniform(0, 6), ink.shape)
    return np.asarray(np.clip(grey, 0, 255), np.uint8)
