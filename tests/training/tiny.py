"""Small data that the tests make themselves: drawn digit forms, files in the shapes of public sets."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.pool import Pool
from training.rubbish import make_rubbish
from training.samples import Samples
from training.settings import Settings
from training.shapes import make_shapes
from vision.network import Architecture

SMALL = Architecture(channels=(4, 8, 8), strides=(2, 2, 1), dropout=0.1)


def digits(count: int = 96, seed: int = 0) -> Samples:
    """Segment displays and pen forms."""
    return make_shapes(count, seed=seed)


def pool(count: int = 96) -> Pool:
    """Digits and rubbish, three to one."""
    shapes = digits(count)
    rubbish = make_rubbish(shapes, count // 3, seed=0)
    return Pool.of({"shapes": shapes, "rubbish": rubbish}, {"shapes": count, "rubbish": count // 3})


def settings(**changes: object) -> Settings:
    """A run of seconds."""
    plain: dict[str, object] = {"epochs": 3, "batch": 16, "peak_rate": 0.1, "architecture": SMALL}
    return Settings("shapes", **{**plain, **changes})  # type: ignore[arg-type]


def write_idx(path: Path, values: NDArray[np.uint8]) -> None:
    """A gzipped idx file of unsigned bytes."""
    header = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(header + values.tobytes()))


def write_mnist(folder: Path, count: int = 40) -> None:
    """A folder in the form of MNIST with few, drawn digits by ten writers, four a writer."""
    for prefix, seed in (("train", 0), ("t10k", 1)):
        made = digits(count, seed)
        write_idx(folder / f"{prefix}-images-idx3-ubyte.gz", made.images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte.gz", made.labels.astype(np.uint8))
    writers = np.arange(count) // 4
    np.savez(folder / "writers.npz", train=writers, test=100 + writers)


def write_strokes(path: Path, rows: list[dict[str, object]]) -> None:
    """A .jsonl.gz of drawings."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for row in rows:
            lines.write(json.dumps(row) + "\n")
