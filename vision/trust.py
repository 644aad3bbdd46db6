"""How far a whole line may be believed: the probability that all its digits are right, and what to do with it.

Readers are over-sure of strings in their own ways: the lattice of digits that it cut wrongly, the line network of
hands that it never met. A logistic over what both say of a line (Platt, 1999), with a small hidden layer beside it
where that says more, turns that into a probability that holds; two thresholds, chosen for stated precision, part what
can be taken as it is, what a person should look at, and what is likely nothing. All are fitted per kind of source on
validation material and stored in the checkpoint's card.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vision.boxes import Corners
from vision.even import is_even
from vision.reading import CHAINED, Box, Line, Verdict

Channel = Literal["ink", "upload", "camera", "frame"]
"""How a line came in. A camera's lines are judged after its frames were fused, by `vision.tracking`, also by how far
they were believed as lines of their frames. A card has values for frames where those for cameras were fitted on them,
which is before it got others for uploads."""

CHANNELS: tuple[Channel, ...] = ("ink", "upload", "camera")
"""Those that are fitted by themselves."""

FEATURES = (
    "weakest", "capped", "string", "digits", "lone", "others", "small", "weighed", "agreed", "length",
    "unknown", "letters", "cells", "ones", "bars", "whole", "lone_weakest", "lone_sure", "chain", "chain_sure",
    "text", "text_sure", "even", "even_sure",
)  # fmt: skip
"""What is known of a line, in the order of `features`."""

CAMERA_FEATURES = ("share", "line", "agreeing", "frames", "digits", "lone", "unknown")
"""What is known of a camera's track, in the order of `vision.tracking.features`."""

MODERATE = 4.0
"""Log-odds up to which being surer tells most: beyond it what is left are mistakes that readers do not notice."""

SURE = 12.0
"""Log-odds end here: a probability that was rounded to 1 knows no more."""


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """Units that each see all features: weights (units, features), bias (units,), and what each adds to the log-odds,
    out (units,), times the hyperbolic tangent of what it sees."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    out: NDArray[np.float64]

    def odds(self, values: Sequence[float]) -> float:
        """What all units add together."""
        return float(self.out @ np.tanh(self.weights @ np.asarray(values, np.float64) + self.bias))

    @classmethod
    def from_card(cls, values: Mapping[str, Any], names: Sequence[str]) -> Hidden:
        """names: of the features, in order; one that the card does not know has no weight."""
        known = {name: column for column, name in enumerate(values["features"])}
        rows = np.array(values["weights"], np.float64)
        weights = np.zeros((len(rows), len(names)))
        for place, name in enumerate(names):
            if name in known:
                weights[:, place] = rows[:, known[name]]
        return cls(weights, np.array(values["bias"], np.float64), np.array(values["out"], np.float64))


@dataclass(frozen=True, slots=True)
class Trust:
    """weights: of each of FEATURES, or for a camera of CAMERA_FEATURES. accept, ask: the confidences from which a line
    is taken, and from which it is worth asking about. hidden: beside the weights, where the card has it.

    Plain values say: as sure as the weakest digit.
    """

    weights: tuple[float, ...] = (1.0, *[0.0] * (len(FEATURES) - 1))
    bias: float = 0.0
    accept: float = 0.99
    ask: float = 0.5
    hidden: Hidden | None = None

    @classmethod
    def from_card(cls, card: Mapping[str, Any], channel: Channel) -> Trust:
        """The channel's own values in a checkpoint's card; plain ones where it has none."""
        known = card.get("trust", {})
        values = known.get(channel) or (known.get("upload") if channel == "frame" else None)
        if not values:
            return PLAIN_CAMERA if channel == "camera" else cls()
        weights = tuple(float(values["weights"].get(name, 0.0)) for name in features_of(channel))
        hidden = Hidden.from_card(values["hidden"], features_of(channel)) if "hidden" in values else None
        return cls(weights, float(values["bias"]), float(values["accept"]), float(values["ask"]), hidden)

    def judged(self, line: Line) -> Line:
        """The line with its confidence as a whole and what follows from it; a line without digits is nothing."""
        if not line.text:
            return replace(line, confidence=0.0, verdict="ignore")
        return self.weighed(replace(line, confidence=self._of(line).confidence(features(line))))

    def weighed(self, line: Line) -> Line:
        """The line with what follows from its confidence."""
        return replace(line, verdict=self._of(line).verdict(line.confidence))

    def _of(self, line: Line) -> Trust:
        """What the line is judged by."""
        return CODE if line.found == "code" else self

    def confidence(self, values: tuple[float, ...]) -> float:
        """Of a line with these features, 0..1."""
        odds = self.bias + sum(weight * value for weight, value in zip(self.weights, values, strict=True))
        if self.hidden is not None:
            odds += self.hidden.odds(values)
        return 1.0 / (1.0 + math.exp(-min(60.0, max(-60.0, odds))))

    def verdict(self, confidence: float) -> Verdict:
        """What to do with a line that is as sure as that."""
        return "accept" if confidence >= self.accept else "ask" if confidence >= self.ask else "ignore"


CODE = Trust(tuple({"weakest": 1.0, "unknown": -2.0}.get(name, 0.0) for name in FEATURES), accept=0.9, ask=0.0)
"""Of code lines: as sure as their own network, which knows no other writing, and less where a mark was not made out. A
code line is never nothing."""

PLAIN_CAMERA = Trust((1.0, *[0.0] * (len(CAMERA_FEATURES) - 1)), accept=0.95)
"""As sure as the fused frames are."""


def features_of(channel: Channel) -> tuple[str, ...]:
    """The names of what is known of a channel's lines."""
    return CAMERA_FEATURES if channel == "camera" else FEATURES


def features(line: Line) -> tuple[float, ...]:
    """What is known of a line that has digits, in the order of FEATURES.

    By what was seen alone and not by its confidence, so judging it again changes nothing. A row of 1s may be a fence, a
    mark that was not made out a digit; letters, cells for a digit each and a picture that is one line tell of order.
    Print is believed otherwise than handwriting: digits found piece by piece that are as high as each other and stand
    as evenly as no hand writes them.
    """
    digits = [glyph for glyph in line.glyphs if glyph.digit is not None]
    weakest = min((glyph.probability for glyph in digits), default=0.0)
    share = line.strings[0][1] if line.strings and line.strings[0][0] == line.text else weakest
    others = [glyph.symbol for glyph in line.glyphs if glyph.digit is None]
    count = max(1, len(digits))
    sure, whole = log_odds(weakest), log_odds(share)
    capped = min(MODERATE, sure)
    chained = line.found in CHAINED
    lone, even = len(digits) == 1, line.found == "pieces" and is_even([_corners(glyph.box) for glyph in digits])
    values = {
        "weakest": sure,
        "capped": capped,
        "string": whole,
        "digits": math.log(count),
        "lone": lone,
        "others": len(others) / count,
        "small": min(0.0, math.log(max(1.0, line.box.height) / 24.0)),
        "weighed": len(line.strings) > 1,
        "agreed": min(MODERATE, whole) * (len(line.strings) > 1),
        "length": math.log(count) * sure,
        "unknown": not is_made_out(line),
        "letters": any(symbol.isalpha() for symbol in others),
        "cells": (line.found == "cells") * sure,
        "ones": line.text.count("1") / count,
        "bars": set(line.text) == {"1"},
        "whole": line.found == "whole",
        "lone_weakest": lone * sure,
        "lone_sure": lone * capped,
        "chain": chained,
        "chain_sure": chained * capped,
        "text": line.found == "text",
        "text_sure": (line.found == "text") * capped,
        "even": even,
        "even_sure": even * capped,
    }
    return tuple(float(values[name]) for name in FEATURES)


def _corners(box: Box) -> Corners:
    return box.x, box.y, box.width, box.height


def is_made_out(line: Line) -> bool:
    """Whether every mark on it is known: a digit, a letter or a sign. What is not may be a digit."""
    return all(glyph.digit is not None or glyph.symbol for glyph in line.glyphs)


def log_odds(probability: float) -> float:
    """ln p / (1 - p), at most 12 either way."""
    inside = min(1.0 - 1e-9, max(1e-9, probability))
    return min(SURE, max(-SURE, math.log(inside / (1.0 - inside))))
