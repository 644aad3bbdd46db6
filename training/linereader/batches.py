"""Batches of lines that are made while the network trains: no picture is ever seen twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from training.linereader.compose import compose
from training.linereader.paper import PaperBank
from training.linereader.scribes import Scribe
from vision.alphabet import numbers_of
from vision.line_crop import MAX_WIDTH, crop_line
from vision.line_network import STRIDE

SORTED_TOGETHER = 8
"""Batches that are made at once and shared out by width, so that little of a batch is padding."""

VIEWS = 2
"""Pictures of each line: writing one costs as much as training on half of one, taking another picture a third of it."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Batch:
    """pictures: (N, 40, W) uint8, 255 = ink, blank at the right. widths: (N,) frames of each picture.

    targets: (sum of lengths,) classes of the symbols of all texts on end; lengths: (N,).
    """

    pictures: torch.Tensor
    widths: torch.Tensor
    targets: torch.Tensor
    lengths: torch.Tensor


def make_lines(
    scribe: Scribe, bank: PaperBank, seed: tuple[int, ...], count: int, *, views: int = 1, squeeze: float = 0.12
) -> list[tuple[Picture, str]]:
    """`count` line pictures and their symbols; the same seed gives the same ones.

    views: pictures taken of each line before the next is written.
    squeeze: spread of a random stretch across, natural logarithm; 0 for none.
    """
    lines = []
    for number in range(0, count, views):
        rng = np.random.default_rng((*seed, number))
        for line in compose(scribe.hand(rng), bank, rng, views):
            picture = crop_line(_stretched(line.grey, float(np.exp(rng.normal(0, squeeze)))))
            lines.append((picture, line.text))
    return lines[:count]


def collate(lines: list[tuple[Picture, str]]) -> Batch:
    """Lines side by side, padded with blank paper to the widest."""
    frames = [-(-picture.shape[1] // STRIDE) for picture, _ in lines]
    pictures = np.zeros((len(lines), lines[0][0].shape[0], max(frames) * STRIDE), np.uint8)
    for row, (picture, _) in zip(pictures, lines, strict=True):
        row[:, : picture.shape[1]] = picture
    symbols = [number for _, text in lines for number in numbers_of(text)]
    return Batch(
        torch.from_numpy(pictures),
        torch.tensor(frames, dtype=torch.long),
        torch.tensor(symbols, dtype=torch.long),
        torch.tensor([len(text) for _, text in lines], dtype=torch.long),
    )


def batches(scribe: Scribe, bank: PaperBank, seed: int, batch: int, start: int) -> Iterator[Batch]:
    """Batches from number `start` on, without end; the next ones are made on a thread while one trains."""
    with ThreadPoolExecutor(1) as ahead:
        chunk = start // SORTED_TOGETHER
        coming: Future[list[Batch]] = ahead.submit(_chunk, scribe, bank, seed, batch, chunk)
        try:
            while True:
                ready = coming.result()
                coming = ahead.submit(_chunk, scribe, bank, seed, batch, chunk + 1)
                yield from ready[start % SORTED_TOGETHER if chunk == start // SORTED_TOGETHER else 0 :]
                chunk += 1
        finally:
            coming.cancel()


def _chunk(scribe: Scribe, bank: PaperBank, seed: int, batch: int, chunk: int) -> list[Batch]:
    lines = make_lines(scribe, bank, (seed, 1, chunk), batch * SORTED_TOGETHER, views=VIEWS)
    # CTC has no answer for a text that is longer than its frames; such lines are squeezed beyond reading anyway.
    lines = [line for line in lines if _fits(*line)]
    lines.sort(key=lambda line: line[0].shape[1])
    order = np.random.default_rng((seed, 2, chunk)).permutation(SORTED_TOGETHER)
    parts = [lines[k * len(lines) // SORTED_TOGETHER : (k + 1) * len(lines) // SORTED_TOGETHER] for k in order]
    return [collate(part) for part in parts]


def _fits(picture: Picture, text: str) -> bool:
    repeats = sum(a == b for a, b in pairwise(text))
    width: int = picture.shape[1]
    return len(text) + repeats <= -(-width // STRIDE) and width < MAX_WIDTH


def _stretched(grey: Picture, factor: float) -> Picture:
    return np.asarray(cv2.resize(grey, (max(4, round(grey.shape[1] * factor)), grey.shape[0])), np.uint8)
