"""The figures of a checkpoint: what it reaches on sets it saw a part of and on sets it never saw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from training.cache import Cache
from training.calibrate import fit_calibration
from training.catalogue import HELD_OUT, set_info
from training.errors import MissingData
from training.measure import (
    Classify,
    Logits,
    Share,
    accuracy,
    calibration_error,
    keeping_threshold,
    rejection,
)
from training.mnist import load_mnist
from training.recipes import split
from training.samples import Samples
from vision.calibration import Calibration

Row = dict[str, Any]
KEEP = 0.995
CALIBRATED_ON = {
    "ink": ("pendigits", "digilets", "chars74k_pen", "fonts"),
    "photo": ("mnist", "bhmsds", "meters", "strings", "fonts"),
    "pdf": ("mnist", "bhmsds", "fonts", "chars74k_fonts", "strings"),
}
"""Held-out sets that stand for each kind of source; those that a run has are used."""
MEASURED = (
    "pendigits",
    "bhmsds",
    "optdigits",
    "meters",
    "fonts",
    "strings",
    "ardis",
    "usps",
    "semeion",
    "digilets",
    "chars74k_pen",
    "chars74k_fonts",
)
"""Sets of the tables: whole where they were not trained on, else the held-out part if there is one."""


def calibrations(classify: Classify, held: Mapping[str, Samples]) -> dict[str, dict[str, float]]:
    """The calibration of each kind of source, as the card has it; without its held-out sets, of all there are."""
    logits = {name: classify(samples.images) for name, samples in held.items()}
    out = {}
    for source, names in CALIBRATED_ON.items():
        used = [name for name in names if name in held] or list(held)
        fitted = Calibration()
        if used:
            labels = np.concatenate([held[name].labels for name in used])
            fitted = fit_calibration(np.concatenate([logits[name] for name in used]), labels)
        out[source] = {
            "temperature": round(fitted.temperature, 4),
            "digitness_scale": round(fitted.digitness_scale, 4),
            "digit_bias": round(fitted.digit_bias, 4),
        }
    return out


def measured(trained: set[str], held_out: float, cache: Cache) -> dict[str, tuple[Samples, str]]:
    """The sets of the tables with what was seen of them in training; those not in the data folder are left out."""
    found: dict[str, tuple[Samples, str]] = {}
    for name in MEASURED:
        try:
            if name not in trained:
                if set_info(name).kind != "made":
                    found[name] = cache.load(name), "no"
            elif name in HELD_OUT:
                rest = split(name, cache.load(name), held_out)[1]
                if len(rest):
                    found[name] = rest, HELD_OUT[name]
        except MissingData:
            continue
    return found


def mnist_rows(classifiers: list[Classify], cache: Cache, calibration: Calibration) -> list[Row]:
    """MNIST's test part: of the first network in full, of each and of all together when there are several."""
    test = load_mnist(cache.data / "mnist", "test")
    seen = "no (its training part, by other writers, was)"
    rows = set_rows(classifiers[0], "MNIST test", test, seen, calibration)
    if len(classifiers) > 1:
        shares = [accuracy(classify(test.images), test.labels) for classify in classifiers]
        rows += [row(f"digits right, run {n}", "MNIST test", share, seen) for n, share in enumerate(shares, 1)]
        joined = Share(sum(s.hits for s in shares), sum(s.count for s in shares))
        rows.append(row(f"digits right, mean of {len(shares)} runs", "MNIST test", joined, seen))
    return rows


def set_rows(classify: Classify, name: str, samples: Samples, seen: str, calibration: Calibration) -> list[Row]:
    """Accuracy with calibration error, and where there are negatives what is rejected at 99.5 % of digits kept."""
    logits = classify(samples.images)
    digits = samples.labels >= 0
    if not digits.any():
        return []
    first = row("digits right", name, accuracy(logits, samples.labels), seen)
    first["ece"] = digit_calibration_error(logits[digits], samples.labels[digits], calibration)
    return [first, *_rejection_rows(logits, samples, name, seen)]


def _rejection_rows(logits: Logits, samples: Samples, name: str, seen: str) -> list[Row]:
    digits, shaped = samples.labels >= 0, samples.digit_shaped()
    threshold = keeping_threshold(logits[digits, 10], KEEP)
    kinds = (("non-digits rejected", ~digits & ~shaped), ("digit-shaped letters rejected", shaped))
    return [
        row(f"{what}, 99.5 % of digits kept", name, rejection(logits[mask], threshold), seen)
        for what, mask in kinds
        if mask.any()
    ]


def digit_calibration_error(logits: Logits, labels: np.ndarray[Any, Any], calibration: Calibration) -> float:
    """Expected calibration error of the likeliest digit's probability, given that it is a digit."""
    posteriors = calibration.posteriors(logits)[:, :10]
    posteriors = posteriors / np.maximum(posteriors.sum(1, keepdims=True), 1e-12)
    return round(calibration_error(posteriors.max(1), posteriors.argmax(1) == labels), 5)


def row(what: str, name: str, share: Share, seen: str) -> Row:
    """One figure as plain values."""
    low, high = share.interval()
    return {
        "what": what,
        "set": name,
        "value": round(share.value, 6),
        "interval": [round(low, 6), round(high, 6)],
        "hits": share.hits,
        "count": share.count,
        "trained_on": seen,
    }
