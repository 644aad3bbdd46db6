"""Reading with the torch network, for validation while it trains."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import torch
from numpy.typing import NDArray

from training.linereader.batches import Batch
from vision.line_network import OUTPUTS, LineNetwork

Frames = NDArray[np.float32]


def log_probabilities(network: LineNetwork, batch: Batch) -> list[Frames]:
    """(T, 11) log-probabilities of each line, without those of its padding."""
    with torch.inference_mode():
        answers = network.eval()(batch.pictures).numpy()
    return [answer[:width] for answer, width in zip(answers, batch.widths.tolist(), strict=True)]


def greedy(frames: Frames) -> str:
    """The digits of the likeliest class of each frame, runs taken as one."""
    return "".join(str(k) for k, _ in groupby(frames.argmax(axis=1).tolist()) if k < OUTPUTS - 1)
