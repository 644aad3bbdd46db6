"""Every set as crops, ready to train on or to measure: which file, which loader, which part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from training.catalogue import set_info
from training.isolated import load_isolated
from training.mnist import load_mnist
from training.photos import load_counters, load_sudoku_cells
from training.samples import Samples
from training.strokes import draw, load_drawings

Loader = Callable[[Path, int], Samples]
"""(data folder, times each stroke drawing is rendered) to samples."""


@dataclass(frozen=True, slots=True)
class _Isolated:
    name: str
    file: str

    def __call__(self, data: Path, times: int) -> Samples:
        return load_isolated(data / "isolated" / self.file, self.name)


@dataclass(frozen=True, slots=True)
class _Strokes:
    name: str
    file: str

    def __call__(self, data: Path, times: int) -> Samples:
        return draw(load_drawings(data / "strokes" / self.file, self.name), times, seed=0)


_LOADERS: dict[str, Loader] = {
    "mnist": lambda data, times: load_mnist(data / "mnist", "train"),
    "bhmsds": _Isolated("bhmsds", "bhmsds.npz"),
    "printed_digits": _Isolated("printed_digits", "printed_digits.npz"),
    "semeion": _Isolated("semeion", "semeion.npz"),
    "optdigits": _Isolated("optdigits", "optdigits.npz"),
    "usps": _Isolated("usps", "usps_train.npz"),
    "ardis": _Isolated("ardis", "ardis_train.npz"),
    "chars74k_fonts": _Isolated("chars74k_fonts", "chars74k_fnt.npz"),
    "pendigits": _Strokes("pendigits", "pendigits.jsonl.gz"),
    "ujipen": _Strokes("ujipen", "ujipen_digits.jsonl.gz"),
    "numberpad": _Strokes("numberpad", "numberpad.jsonl.gz"),
    "digilets": _Strokes("digilets", "digilets_train.jsonl.gz"),
    "chars74k_pen": _Strokes("chars74k_pen", "chars74k_trajectories.jsonl.gz"),
    "sudoku_cells": lambda data, times: load_sudoku_cells(data / "isolated" / "sudoku_cells_train.npz"),
    "meters": lambda data, times: load_counters(data / "meters" / "train"),
}
LOADABLE = tuple(_LOADERS)
DRAWN = frozenset(name for name, loader in _LOADERS.items() if isinstance(loader, _Strokes))
"""The sets of pen strokes."""


def load_set(name: str, data: Path, *, times: int = 1) -> Samples:
    """A whole set from the data folder. times: how often each stroke drawing is rendered, each time differently.

    Raises MissingData, DamagedData, UnknownRecipe.
    """
    set_info(name)
    return _LOADERS[name](data, times)
