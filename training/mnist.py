"""MNIST as it is published: four idx files, and who wrote each digit (from QMNIST's label files).

The pictures are used as they are, not normalised again: `vision.normalise` is the procedure that made them.
"""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import DamagedData, MissingData
from training.samples import Samples

FILES = {"train": "train", "test": "t10k"}


def load_mnist(folder: Path, part: str) -> Samples:
    """`part` is "train" (60,000) or "test" (10,000). Groups are writers where writers.npz is there.

    Raises MissingData, DamagedData.
    """
    prefix = FILES[part]
    images = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz")
    labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz")
    if images.shape[1:] != (28, 28) or len(images) != len(labels):
        raise DamagedData(f"{folder}: pictures and labels of MNIST's {part} part do not belong together.")
    return Samples.build(images, labels.astype(np.int8), _writers(folder, part, len(labels)))


def read_idx(path: Path) -> NDArray[np.uint8]:
    """An idx file of unsigned bytes (gzipped, or plain beside it without .gz), in its own shape."""
    plain = path.with_suffix("")
    if not path.exists() and not plain.exists():
        raise MissingData(f"{path} is not there. {MissingData.hint}")
    try:
        raw = gzip.decompress(path.read_bytes()) if path.exists() else plain.read_bytes()
        zero, kind, dimensions = struct.unpack(">HBB", raw[:4])
        shape = struct.unpack(f">{dimensions}I", raw[4 : 4 + 4 * dimensions])
        values = np.frombuffer(raw, np.uint8, offset=4 + 4 * dimensions).reshape(shape)
    except (OSError, EOFError, struct.error, ValueError) as error:
        raise DamagedData(f"{path} is not an idx file: {error}.") from error
    if zero != 0 or kind != 8:
        raise DamagedData(f"{path} does not hold unsigned bytes.")
    return values


def _writers(folder: Path, part: str, count: int) -> list[str]:
    path = folder / "writers.npz"
    if not path.exists():
        return [""] * count
    with np.load(path) as arrays:
        writers = arrays[part]
    if len(writers) != count:
        raise DamagedData(f"{path} does not belong to MNIST's {part} part.")
    return [f"mnist-{writer}" for writer in writers]
