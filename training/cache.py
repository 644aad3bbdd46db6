"""Sets as crops, kept between runs: rendering strokes and fonts again for every run would cost a minute each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.fonts import load_fonts
from training.rubbish import make_rubbish
from training.samples import Samples
from training.shapes import make_shapes
from training.sources import DRAWN, load_set
from training.strings import make_strings

FORM = 1
"""Raised when a loader changes what it makes."""
MADE_FROM = ("mnist", "bhmsds", "optdigits", "pendigits", "ujipen", "fonts")
"""The sets whose training digits rubbish and strings are composed of; all permissive."""

COMPOSED = ("rubbish", "strings")


@dataclass(frozen=True, slots=True)
class Cache:
    """data: the folder of sets. fonts: folders of font files. folder: where crops are kept; None keeps none. without:
    sets whose digits nothing is made of, since they are left out of a run."""

    data: Path
    fonts: tuple[Path, ...] = ()
    folder: Path | None = None
    without: tuple[str, ...] = ()

    def load(self, name: str, *, times: int = 1) -> Samples:
        """A set by name, real or made. Raises MissingData, DamagedData, UnknownRecipe."""
        times = times if name in DRAWN else 1
        path = self._path(name, times)
        if path is not None and path.exists():
            with np.load(path) as arrays:
                return Samples(arrays["images"], arrays["labels"], arrays["groups"], arrays["symbols"])
        samples = self._make(name, times)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".new.npz")
            np.savez(
                beside,
                images=samples.images,
                labels=samples.labels,
                groups=samples.groups,
                symbols=samples.symbols,
            )
            beside.replace(path)
        return samples

    def _make(self, name: str, times: int) -> Samples:
        if name == "fonts":
            return load_fonts(self.fonts)
        if name == "shapes":
            return make_shapes(6_000, seed=0)
        if name == "rubbish":
            return make_rubbish(self._digits(), 24_000, seed=0)
        if name == "strings":
            return make_strings(self._digits(), 8_000, seed=0)
        return load_set(name, self.data, times=times)

    def _digits(self) -> Samples:
        """Training digits of the permissive handwritten sets, none of a held-out writer."""
        from training.recipes import HELD_OUT, split

        parts = [split(name, self.load(name, times=2), HELD_OUT)[0].digits() for name in self._made_from]
        return Samples.join(parts)

    @property
    def _made_from(self) -> tuple[str, ...]:
        return tuple(name for name in MADE_FROM if name not in self.without)

    def _path(self, name: str, times: int) -> Path | None:
        if self.folder is None:
            return None
        key = f"{FORM} {name} {times} {self.data.resolve()} {[str(f.resolve()) for f in self.fonts]}"
        if name in COMPOSED and self._made_from != MADE_FROM:
            key += f" of {self._made_from}"
        return self.folder / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.npz"
