"""What the other servers have in common with Numeral: the network, and the procedure that made MNIST before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision import NOT_A_DIGIT, Checkpoint, open_classifier
from vision.normalise import normalise

Crop = NDArray[np.uint8]


def grey_of(picture: bytes) -> NDArray[np.uint8]:
    """(H, W) uint8 of an encoded picture, by OpenCV. Raises ValueError for what is none."""
    grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError("this is no picture")
    return np.asarray(grey, np.uint8)


def crop_of(grey: NDArray[np.uint8]) -> Crop:
    """(28, 28) uint8, 255 = ink, of one dark digit on light paper: Otsu's threshold finds what is ink. Pure."""
    inverted = 255 - grey
    threshold, _ = cv2.threshold(inverted, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return normalise(np.where(inverted > threshold, inverted, 0).astype(np.uint8))


class Network:
    """The weights and the engine that Numeral itself takes on this machine."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        checkpoint = Checkpoint.open()
        self._classifier = open_classifier(checkpoint)
        self._calibration = checkpoint.calibration("photo")

    def probabilities(self, crops: Sequence[Crop]) -> NDArray[np.float64]:
        """(N, 10) of N crops, in one forward pass."""
        return self._calibration.posteriors(self._classifier.classify(np.stack(crops)))[:, :NOT_A_DIGIT]


def answer(probabilities: NDArray[np.float64]) -> dict[str, Any]:
    """What a client is told of ten probabilities."""
    return {"digit": int(probabilities.argmax()), "probabilities": [round(p, 4) for p in probabilities.tolist()]}
