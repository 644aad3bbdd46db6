"""What recipes are made of."""

from pathlib import Path

import numpy as np
import pytest

from tests.training.tiny import write_mnist
from training.cache import MADE_FROM, Cache
from training.catalogue import SETS
from training.errors import UnknownRecipe
from training.recipes import RECIPES, balanced, held_out_parts, recipe_of, split, training_parts
from training.samples import Samples


def test_only_full_may_use_sets_of_unclear_licence_and_none_uses_forbidden_ones() -> None:
    """The marks are in the catalogue; this is what keeps `permissive` permissive."""
    marks = {name: {SETS[used].ship for used in recipe.quotas} for name, recipe in RECIPES.items()}
    assert marks == {"mnist": {"yes"}, "permissive": {"yes"}, "full": {"yes", "unclear"}}


def test_a_run_may_differ_from_its_recipe_only_where_it_says_so() -> None:
    """What is not given stays the recipe's."""
    plain, changed = recipe_of("mnist"), recipe_of("mnist", seed=2, epochs=3, peak_rate=0.1, start="earlier")
    assert plain.settings == RECIPES["mnist"].settings
    assert (changed.settings.seed, changed.settings.epochs, changed.settings.start) == (2, 3, "earlier")
    assert changed.settings.batch == plain.settings.batch
    with pytest.raises(UnknownRecipe, match="permissive"):
        recipe_of("emnist")


def test_a_set_can_be_left_out_and_the_run_says_so() -> None:
    """For figures on sets never trained on; a misspelt one must not be trained on unnoticed."""
    recipe = recipe_of("permissive", without=["optdigits", "semeion", "optdigits"])
    assert set(RECIPES["permissive"].quotas) - set(recipe.quotas) == {"optdigits", "semeion"}
    assert recipe.settings.without == ("optdigits", "semeion")
    with pytest.raises(UnknownRecipe, match="optdigit"):
        recipe_of("permissive", without=["optdigit"])


def _of(groups: list[str], labels: list[int]) -> Samples:
    return Samples.build(np.zeros((len(groups), 28, 28), np.uint8), labels, groups)


def test_sets_with_a_test_part_of_their_own_hold_that_out() -> None:
    """The fourteen test writers of pendigits are never trained on, whatever the share."""
    samples = _of(["pendigits-train-01", "pendigits-test-01", "pendigits-train-02"], [1, 2, 3])
    for share in (0.0, 0.3):
        train, held = split("pendigits", samples, share)
        assert train.labels.tolist() == [1, 3]
        assert held.labels.tolist() == [2]


def test_sets_that_cannot_be_split_fairly_are_trained_on_whole() -> None:
    """Nothing is known of who wrote them: a part held out would flatter."""
    train, held = split("semeion", _of(["semeion"] * 4, [0, 1, 2, 3]), 0.3)
    assert (len(train), len(held)) == (4, 0)


def test_rubbish_of_photos_does_not_drown_their_digits() -> None:
    """At most three to one; a set of rubbish alone stays as it is."""
    kept = balanced(_of(["x"] * 100, [1] * 10 + [-1] * 90))
    assert ((kept.labels >= 0).sum(), (kept.labels < 0).sum()) == (10, 30)
    assert len(balanced(_of(["x"] * 5, [-1] * 5))) == 5


def test_no_held_out_writer_is_trained_on(tmp_path: Path) -> None:
    """Calibration on writers that were trained on would be too sure."""
    write_mnist(tmp_path / "mnist", 300)
    cache = Cache(tmp_path)
    train = training_parts(recipe_of("mnist", held_out=0.1), cache)
    held = held_out_parts(train, 0.1, cache)
    assert not set(train["mnist"].groups) & set(held["mnist"].groups)
    assert len(train["mnist"]) + len(held["mnist"]) == 300
    assert held_out_parts(train, 0.0, cache) == {}


def test_nothing_is_composed_of_a_set_that_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of its digits would be training on it by the back door; the other runs' lines are kept apart."""
    asked: list[str] = []
    load, digits = Cache.load, _of(["x"] * 30, [k % 10 for k in range(30)])

    def watched(cache: Cache, name: str, *, times: int = 1) -> Samples:
        asked.append(name)
        return digits if name in MADE_FROM else load(cache, name, times=times)

    monkeypatch.setattr(Cache, "load", watched)
    monkeypatch.setattr("training.cache.make_strings", lambda made_of, count, *, seed: made_of)
    whole, without = Cache(tmp_path, folder=tmp_path), Cache(tmp_path, folder=tmp_path, without=("optdigits",))
    fewer = without.load("strings")
    assert set(asked) & set(MADE_FROM) == set(MADE_FROM) - {"optdigits"}
    assert len(whole.load("strings")) > len(fewer)
