"""Sets of single pictures in .npz files: brought to bright ink on 0, then through the one normaliser."""

from __future__ import annotations

import zipfile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.errors import DamagedData, MissingData
from training.samples import Samples
from vision.normalise import normalise

Arrays = dict[str, NDArray[np.generic]]
FAINT = 40
"""Grey below this is paper in scanned sets: the smear of resampling, rests of ruled lines."""


def read_arrays(path: Path) -> Arrays:
    """The arrays of an .npz with `images` and `labels`. Raises MissingData, DamagedData."""
    if not path.exists():
        raise MissingData(f"{path} is not there. {MissingData.hint}")
    try:
        with np.load(path) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise DamagedData(f"{path} cannot be read: {error}.") from error
    if "images" not in arrays or "labels" not in arrays or len(arrays["images"]) != len(arrays["labels"]):
        raise DamagedData(f"{path} has no `images` and `labels` of equal length.")
    return arrays


def load_isolated(path: Path, name: str) -> Samples:
    """A set with bright ink on 0 (H x W of any size). Groups are the file's own, prefixed by the set's name."""
    arrays = read_arrays(path)
    images = np.stack([normalise(clear_paper(image)) for image in arrays["images"].astype(np.uint8)])
    groups = _groups(arrays, name)
    symbols = arrays["symbol"].tolist() if "symbol" in arrays else None
    labels = arrays["labels"].astype(np.int8)
    inked = images.reshape(len(images), -1).max(axis=1) > 0
    return Samples.build(images, labels, groups, symbols).take(inked)


def clear_paper(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W) uint8 with everything under `FAINT` as 0 and the rest stretched to 0..255."""
    if set(np.unique(image).tolist()) <= {0, 255}:
        return image
    darkest = max(FAINT + 1, int(image.max()))
    stretched = (image.astype(np.float32) - FAINT) * (255 / (darkest - FAINT))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)


def _groups(arrays: Arrays, name: str) -> list[str]:
    """The set's own groups; BHMSDS's running numbers become blocks, since neighbours share a sheet."""
    if "group" not in arrays:
        return [name] * len(arrays["labels"])
    groups = arrays["group"]
    if name == "bhmsds":
        groups = groups.astype(np.int64) // 100
    return [f"{name}-{group}" for group in groups.tolist()]


def smooth_binary(samples: NDArray[np.uint8], factor: int = 3) -> NDArray[np.uint8]:
    """Binary pictures of few pixels (16 x 16, 32 x 32), enlarged and softened so that they look like scans."""
    enlarged = [
        cv2.GaussianBlur(cv2.resize(s, None, fx=factor, fy=factor, interpolation=cv2.INTER_NEAREST), (0, 0), factor / 2)
        for s in samples
    ]
    return np.stack([np.asarray(e, np.uint8) for e in enlarged])
