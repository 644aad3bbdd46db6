"""The figures of a model card: what it reaches on sets it saw a part of and on sets it never saw."""

from __future__ import annotations

from typing import Any

import numpy as np

from training.cache import Cache
from training.calibrate import fit_calibration
from training.errors import MissingData
from training.measure import Share, accuracy, calibration_error, keeping_threshold, logits_of, rejection
from training.mnist import load_mnist
from training.recipes import Recipe
from training.samples import Samples
from vision.calibration import Calibration
from vision.network import DigitNetwork

SOURCES = {
    "ink": ("pendigits", "digilets", "chars74k_pen"),
    "photo": ("mnist", "bhmsds", "meters", "strings", "fonts"),
    "pdf": ("mnist", "bhmsds", "fonts", "chars74k_fonts", "strings"),
}
"""Held-out sets that stand for each kind of source when calibrating; those a run has are used."""
WHOLE = ("ardis", "usps", "digilets", "chars74k_pen", "chars74k_fonts")
"""Sets measured whole when a recipe does not train on them."""


def calibrations(network: DigitNetwork, held: dict[str, Samples]) -> dict[str, dict[str, float]]:
    """The calibration of each kind of source, as the card has it; without its held-out sets, of all there are."""
    logits = {name: logits_of(network, samples.images) for name, samples in held.items()}
    out = {}
    for source, names in SOURCES.items():
        used = [name for name in names if name in held] or list(held)
        if not used:
            out[source] = _json(Calibration())
            continue
        joined = np.concatenate([logits[name] for name in used])
        out[source] = _json(fit_calibration(joined, np.concatenate([held[name].labels for name in used])))
    return out


def figures_of(
    networks: list[DigitNetwork], recipe: Recipe, held: dict[str, Samples], cache: Cache
) -> list[dict[str, Any]]:
    """Rows of the card: MNIST test, held-out parts, whole sets that were never trained on, and rejection."""
    network = networks[0]
    rows = _mnist_rows(networks, cache)
    for name, samples in {**held, **_whole(recipe, cache)}.items():
        seen = "other writers or fonts of it" if name in recipe.quotas else "no"
        rows += set_rows(network, name, samples, seen)
    return rows


def set_rows(network: DigitNetwork, name: str, samples: Samples, seen: str) -> list[dict[str, Any]]:
    """Accuracy, and where the set has negatives what is rejected of them at 99.5 % of its digits kept."""
    logits = logits_of(network, samples.images)
    rows = [row("digits right", name, accuracy(logits, samples.labels), seen)]
    digits = samples.labels >= 0
    if digits.all() or not digits.any():
        return rows
    threshold = keeping_threshold(logits[digits, 10])
    shaped = samples.digit_shaped()
    fair = ~digits & ~shaped
    rows.append(row("non-digits rejected, 99.5 % of digits kept", name, rejection(logits[fair], threshold), seen))
    if shaped.any():
        rejected = rejection(logits[shaped], threshold)
        rows.append(row("digit-shaped letters rejected, 99.5 % of digits kept", name, rejected, seen))
    return rows


def row(what: str, name: str, share: Share, seen: str) -> dict[str, Any]:
    """One figure as plain values."""
    return {
        "what": what,
        "set": name,
        "value": share.value,
        "interval": share.interval(),
        "hits": share.hits,
        "count": share.count,
        "trained_on": seen,
    }


def expected_error(network: DigitNetwork, samples: Samples, calibration: Calibration) -> float:
    """Expected calibration error of the digits' probabilities."""
    digits = samples.digits()
    posteriors = calibration.posteriors(logits_of(network, digits.images))[:, :10]
    posteriors = posteriors / posteriors.sum(1, keepdims=True)
    return calibration_error(posteriors.max(1), posteriors.argmax(1) == digits.labels)


def _mnist_rows(networks: list[DigitNetwork], cache: Cache) -> list[dict[str, Any]]:
    """MNIST's test part, for each run, and over all runs when there are several."""
    test = load_mnist(cache.data / "mnist", "test")
    shares = [accuracy(logits_of(network, test.images), test.labels) for network in networks]
    seen = "no (other writers of MNIST)"
    rows = [row("digits right", "MNIST test", shares[0], seen)]
    if len(shares) > 1:
        rows += [row(f"digits right, run {n}", "MNIST test", share, seen) for n, share in enumerate(shares[1:], 2)]
        joined = Share(sum(s.hits for s in shares), sum(s.count for s in shares))
        rows.append(row(f"digits right, mean of {len(shares)} runs", "MNIST test", joined, seen))
    return rows


def _whole(recipe: Recipe, cache: Cache) -> dict[str, Samples]:
    """Sets that the recipe leaves out, whole; those that are not in the data folder are left out."""
    found = {}
    for name in WHOLE:
        if name not in recipe.quotas:
            try:
                found[name] = cache.load(name)
            except MissingData:
                continue
    return found


def _json(calibration: Calibration) -> dict[str, float]:
    return {
        "temperature": round(calibration.temperature, 4),
        "digitness_scale": round(calibration.digitness_scale, 4),
        "digit_bias": round(calibration.digit_bias, 4),
    }
