"""What each checkpoint is trained on: sets, shares of an epoch, held-out groups and settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from training.augment import HARD, HARD_MILD
from training.cache import Cache
from training.errors import MissingData, UnknownRecipe
from training.samples import Samples, split_by_group
from training.settings import Settings

HELD_OUT = 0.1
RENDERINGS = 6
"""How often each training drawing is rendered, with other pens and slants."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """quotas: crops of each set in an epoch. Sets without groups to split by are trained on whole."""

    name: str
    quotas: Mapping[str, int]
    settings: Settings
    notes: tuple[str, ...]


_PERMISSIVE = {
    "mnist": 54_000,
    "bhmsds": 14_000,
    "printed_digits": 3_000,
    "sudoku_cells": 8_000,
    "semeion": 3_200,
    "optdigits": 5_000,
    "meters": 4_000,
    "pendigits": 15_000,
    "ujipen": 5_000,
    "numberpad": 3_000,
    "fonts": 28_000,
    "shapes": 6_000,
    "rubbish": 12_000,
    "strings": 20_000,
}
_UNCLEAR = {
    "usps": 7_000,
    "ardis": 8_000,
    "chars74k_fonts": 12_000,
    "digilets": 24_000,
    "chars74k_pen": 8_000,
}

_RECIPES = (
    Recipe(
        "mnist",
        {"mnist": 60_000},
        Settings("mnist", epochs=20, peak_rate=0.3),
        ("Trained on MNIST's 60,000 training digits alone; digitness is untrained and rejects nothing.",),
    ),
    Recipe(
        "permissive",
        _PERMISSIVE,
        Settings("permissive", epochs=12, peak_rate=0.3, strong=HARD, mild=HARD_MILD, held_out=HELD_OUT),
        ("Trained only on sets with a permissive licence or CC BY as stated, and on material made by Numeral.",),
    ),
    Recipe(
        "full",
        {**_PERMISSIVE, **_UNCLEAR},
        Settings("full", epochs=4, peak_rate=0.1, strong=HARD, mild=HARD_MILD, held_out=HELD_OUT),
        ("Also trained on public sets that state no licence; see the table before you pass it on.",),
    ),
)
RECIPES = {recipe.name: recipe for recipe in _RECIPES}

SPLITTABLE = frozenset(
    {"mnist", "bhmsds", "meters", "pendigits", "digilets", "chars74k_fonts", "chars74k_pen", "fonts", "strings"}
)
"""Sets whose groups are writers, fonts or the like, many enough to hold some out."""
OWN_TEST_PART = {"pendigits": "pendigits-test", "optdigits": "optdigits-tes"}
"""Sets that come with a part to test on: how its groups' names begin."""


def recipe_of(
    name: str,
    *,
    seed: int = 0,
    epochs: int | None = None,
    held_out: float | None = None,
    peak_rate: float | None = None,
    start: str = "",
    without: Iterable[str] = (),
) -> Recipe:
    """The recipe with a run's own settings where they are given. start: the run whose weights it begins with. without:
    sets that are left out; that run should have been without them too.

    Raises UnknownRecipe, also for a set that the recipe does not have.
    """
    if name not in RECIPES:
        raise UnknownRecipe(f"There is no recipe {name!r}; there are: {', '.join(RECIPES)}.")
    recipe = RECIPES[name]
    left_out = tuple(dict.fromkeys(without))
    if unknown := set(left_out) - set(recipe.quotas):
        raise UnknownRecipe(f"{name} has no set {min(unknown)!r}; it has: {', '.join(recipe.quotas)}.")
    settings = replace(
        recipe.settings,
        seed=seed,
        epochs=recipe.settings.epochs if epochs is None else epochs,
        held_out=recipe.settings.held_out if held_out is None else held_out,
        peak_rate=recipe.settings.peak_rate if peak_rate is None else peak_rate,
        start=start,
        without=left_out,
    )
    quotas = {kept: quota for kept, quota in recipe.quotas.items() if kept not in left_out}
    return replace(recipe, quotas=quotas, settings=settings)


def training_parts(recipe: Recipe, cache: Cache, *, partly: bool = False) -> dict[str, Samples]:
    """What is trained on, by set. partly: sets that are not in the data folder are left out.

    Raises MissingData: for the first set that is missing, or when none is there.
    """
    parts: dict[str, Samples] = {}
    for name in recipe.quotas:
        try:
            samples = cache.load(name, times=RENDERINGS)
        except MissingData:
            if not partly:
                raise
            continue
        parts[name] = balanced(trainable(split(name, samples, recipe.settings.held_out)[0]))
    if not parts:
        raise MissingData(f"{cache.data} has none of the sets. {MissingData.hint}")
    return parts


def held_out_parts(names: Iterable[str], share: float, cache: Cache) -> dict[str, Samples]:
    """What is kept out of training, of the sets that can be split fairly.

    Drawings are rendered once, as they are; digit-shaped letters are among them, to be counted apart.
    """
    parts = {name: split(name, cache.load(name), share)[1] for name in names if can_split(name, share)}
    return {name: samples for name, samples in parts.items() if len(samples)}


def can_split(name: str, share: float) -> bool:
    """Whether the set has a part that is kept out: one of its own, or groups of which a share is drawn."""
    return name in OWN_TEST_PART or (share > 0 and name in SPLITTABLE)


def split(name: str, samples: Samples, share: float) -> tuple[Samples, Samples]:
    """The set's training part and its held-out part: whole groups, always the same ones for one share."""
    if name in OWN_TEST_PART:
        out = np.char.startswith(samples.groups, OWN_TEST_PART[name])
        return samples.take(~out), samples.take(out)
    if not can_split(name, share):
        return samples, samples.take(np.zeros(len(samples), bool))
    return split_by_group(samples, share)


def trainable(samples: Samples) -> Samples:
    """Without letters in the shape of digits: as negatives they would teach the network to doubt digits."""
    return samples.take(~samples.digit_shaped())


def balanced(samples: Samples, most: float = 3.0) -> Samples:
    """With at most `most` non-digits for each digit, when there are digits: photos hold far more rubbish."""
    digits, others = np.flatnonzero(samples.labels >= 0), np.flatnonzero(samples.labels < 0)
    kept = round(most * len(digits))
    if not len(digits) or len(others) <= kept:
        return samples
    drawn = np.random.default_rng(0).permutation(others)[:kept]
    return samples.take(np.sort(np.concatenate([digits, drawn])))
