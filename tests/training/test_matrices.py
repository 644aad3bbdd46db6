"""Numbers in dots as material: each kind is drawn so that the digits can be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.errors import MissingData
from training.evaluation.matrices import FACES, KINDS, PACKAGE, dots, matrices
from training.evaluation.panels import photographed
from training.linereader.panels import MATRICES
from vision import Photo, Reader
from vision.checkpoint import Checkpoint


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    """Who measures must know which package to unpack, and where."""
    with pytest.raises(MissingData, match=PACKAGE):
        matrices(tmp_path, Checkpoint.open())


def test_digits_are_high_enough_to_tell_them_apart() -> None:
    """Below seven rows an 8 and a 6 share their dots."""
    assert min(FACES.values()) >= 8


def test_each_kind_shows_its_digits() -> None:
    """One of each kind is read, so dots are where they belong and as dark or light as they should be."""
    number = "274905"
    rows = [np.array([[s == "1" for s in row] for row in MATRICES[digit][0].split()]) for digit in number]
    places = np.hstack([np.pad(digit, ((0, 0), (0, 2))) for digit in rows])
    with Reader.open() as reader:
        for seed, kind in enumerate(KINDS):
            rng = np.random.default_rng(seed)
            picture = photographed(KINDS[kind](*dots(places, rng, uneven=False), rng), rng)
            assert number in [line.text for line in reader.read(Photo(picture)).lines], kind
