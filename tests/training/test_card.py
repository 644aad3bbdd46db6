"""The cards of the shipped checkpoints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.card import card_page
from training.catalogue import SETS
from training.export import check_parity, sha256
from vision.checkpoint import SHIPPED
from vision.network import Architecture

NAMES = ("permissive", "full", "mnist")


def _card(name: str) -> tuple[Path, dict[str, Any]]:
    folder = SHIPPED / name
    card: dict[str, Any] = json.loads((folder / "card.json").read_text())
    return folder, card


@pytest.mark.parametrize("name", NAMES)
def test_weights_are_those_of_the_card_and_agree_with_each_other(name: str) -> None:
    """Checked on the shipped files themselves."""
    folder, card = _card(name)
    assert {file: sha256(folder / file) for file in card["sha256"]} == card["sha256"]
    architecture = Architecture.from_json(card["architecture"])
    assert check_parity(folder, architecture) < 1e-4
    assert card["macs"] == architecture.macs() <= 12_000_000
    assert (folder / "model.onnx").stat().st_size < 1_000_000


@pytest.mark.parametrize("name", NAMES)
def test_people_and_programs_read_the_same_card(name: str) -> None:
    """card.md is written from card.json, never by hand."""
    folder, card = _card(name)
    assert (folder / "card.md").read_text() == card_page(card)
    assert card["name"] == name


@pytest.mark.parametrize("name", NAMES)
def test_every_set_has_source_licence_and_count_and_every_figure_its_count(name: str) -> None:
    """A figure without its count and without whether the set was trained on says nothing."""
    _, card = _card(name)
    for entry in card["data"]:
        assert entry["source"] and entry["licence"] and entry["count"] > 0
    for figure in card["figures"]:
        low, high = figure["interval"]
        assert 0 <= low <= figure["value"] <= high <= 1
        assert figure["count"] > 0 and figure["trained_on"]
    assert set(card["calibration"]) == {"ink", "photo", "pdf"}


def test_permissive_weights_saw_permissive_sets_only() -> None:
    """The mark of each set is in the catalogue; `no` sets are in none of the cards."""
    for name, marks in (("permissive", {"yes"}), ("mnist", {"yes"}), ("full", {"yes", "unclear"})):
        _, card = _card(name)
        assert {SETS[entry["set"]].ship for entry in card["data"]} <= marks


def test_the_product_weights_reach_what_they_are_shipped_for() -> None:
    """MNIST's test part at 99.4 %, four letters in five of unseen writers rejected at 99.5 % of digits kept."""
    for name in ("permissive", "full"):
        _, card = _card(name)
        figures = {(f["set"], f["what"]): f["value"] for f in card["figures"]}
        assert figures["MNIST test", "digits right"] >= 0.994
        assert figures["digilets", "non-digits rejected, 99.5 % of digits kept"] >= 0.8


def test_the_headline_is_the_mean_of_three_seeds() -> None:
    """At least 99.6 % of MNIST's test part, on MNIST's training part alone."""
    _, card = _card("mnist")
    assert [entry["set"] for entry in card["data"]] == ["mnist"]
    figures = {f["what"]: f for f in card["figures"] if f["set"] == "MNIST test"}
    assert figures["digits right, mean of 3 runs"]["value"] >= 0.996
    assert figures["digits right, mean of 3 runs"]["count"] == 30_000
