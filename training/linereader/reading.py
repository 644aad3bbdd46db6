"""Reading with the torch network, for validation while it trains."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import torch
from numpy.typing import NDArray

from training.linereader.batches import Batch
from vision.alphabet import BLANK, SYMBOLS
from vision.line_network import LineNetwork

Frames = NDArray[np.float32]


def log_probabilities(network: LineNetwork, batch: Batch) -> list[Frames]:
    """(T, 42) log-probabilities of each line, without those of its padding."""
    with torch.inference_mode():
        answers = network.eval()(batch.pictures).numpy()
    return [answer[:width] for answer, width in zip(answers, batch.widths.tolist(), strict=True)]


def greedy(frames: Frames) -> str:
    """The symbols of the likeliest class of each frame, runs taken as one."""
    return "".join(SYMBOLS[k] for k, _ in groupby(frames.argmax(axis=1).tolist()) if k != BLANK)
