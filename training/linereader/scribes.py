"""Whose digits each checkpoint's lines are composed of, and which writers and fonts are kept for validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from training.cache import Cache
from training.catalogue import set_info
from training.errors import MissingData, UnknownRecipe
from training.linereader.counters import CounterHand
from training.linereader.e13b import CodeLineHand
from training.linereader.forms import form_hands, unusual_hands
from training.linereader.hands import Hand, MixedHand, PenHand, Unread, crop_hands, pen_hands
from training.linereader.panels import dotted_hands, matrix_hands, segment_hands
from training.linereader.printed import font_hands
from training.recipes import HELD_OUT, split
from training.strokes import Drawing, load_drawings

Rng = np.random.Generator

_PERMISSIVE = {
    "mnist": 20.0,
    "bhmsds": 6.0,
    "semeion": 5.0,
    "optdigits": 5.0,
    "pendigits": 15.0,
    "ujipen": 17.0,
    "numberpad": 2.0,
    "forms": 16.0,
    "unusual": 22.0,
    "mixed": 10.0,
    "fonts": 64.0,
    "counters": 14.0,
    "panels": 8.0,
    "meters": 5.0,
    "printed_digits": 1.0,
}
_UNCLEAR = {"usps": 6.0, "ardis": 10.0, "digilets": 14.0, "chars74k_pen": 6.0}
_LITTLE_PRINT = {"fonts": 14.0, "counters": 3.0, "panels": 1.0, "meters": 1.0}
E13B, ON_ITS_HEAD = "e13b", "e13b_on_its_head"
CODE_LINES = "code-lines"
"""The recipe of the network that reads code lines and nothing else."""

WEIGHTS: dict[str, dict[str, float]] = {
    "permissive": _PERMISSIVE,
    "full": {**_PERMISSIVE, **_UNCLEAR},
    "permissive-hand": {**_PERMISSIVE, **_LITTLE_PRINT},
    CODE_LINES: {
        E13B: 60.0,
        ON_ITS_HEAD: 6.0,
        "fonts": 26.0,
        "panels": 4.0,
        "counters": 2.0,
        "pendigits": 4.0,
        "bhmsds": 4.0,
    },
}
"""How often a line is by a hand of each set. `e13b`, `forms`, `unusual` and `mixed` are made here; see their
modules."""

_STROKES = {
    "pendigits": "pendigits.jsonl.gz",
    "ujipen": "ujipen_digits.jsonl.gz",
    "numberpad": "numberpad.jsonl.gz",
    "digilets": "digilets_train.jsonl.gz",
    "chars74k_pen": "chars74k_trajectories.jsonl.gz",
}
_OF_OTHERS = frozenset({"unusual", "mixed"})
"""Made of the hands of other sets, on each side of its own."""

_NOT_MIXED = _OF_OTHERS | {"fonts", "counters", "panels", "meters", "printed_digits", "forms"}

_FORM_HANDS = 2000
_UNUSUAL_HANDS = 2000
_PANELS = 120


@dataclass(frozen=True, slots=True)
class Scribe:
    """Draws the hand of each line: first the set, by its weight, then one of its hands."""

    sets: Mapping[str, Sequence[Hand]]
    weights: Mapping[str, float]

    def hand(self, rng: Rng) -> Hand:
        """The hand of the next line."""
        names = [name for name in self.sets if self.sets[name]]
        weights = np.array([self.weights[name] for name in names])
        hands = self.sets[names[int(rng.choice(len(names), p=weights / weights.sum()))]]
        return hands[int(rng.integers(len(hands)))]


def scribes(recipe: str, cache: Cache, *, seed: int = 0) -> tuple[Scribe, Scribe]:
    """(for training, for validation): no writer, font or counter is in both. Raises UnknownRecipe, MissingData."""
    if recipe not in WEIGHTS:
        raise UnknownRecipe(f"There is no line recipe {recipe!r}; there are: {', '.join(WEIGHTS)}.")
    weights = WEIGHTS[recipe]
    parts = {name: _hands(name, cache, seed) for name in weights if name not in _OF_OTHERS}
    both = []
    for side in (0, 1):
        sets = {name: pair[side] for name, pair in parts.items()}
        if "unusual" in weights:
            sets["unusual"] = _unusual(sets, seed)
        if "mixed" in weights:
            sets["mixed"] = _mixed([h for name, hands in sets.items() if name not in _NOT_MIXED for h in hands], seed)
        both.append(Scribe(sets, weights))
    if recipe == CODE_LINES:
        return _unread_but(E13B, both[0]), _unread_but(E13B, both[1])
    return both[0], both[1]


def _unread_but(name: str, scribe: Scribe) -> Scribe:
    """The same hands, but the network is to read those of one set alone."""
    others = {other: [Unread(hand) for hand in hands] for other, hands in scribe.sets.items() if other != name}
    return Scribe({name: scribe.sets[name], **others}, scribe.weights)


def _hands(name: str, cache: Cache, seed: int) -> tuple[list[Hand], list[Hand]]:
    if name == "forms":
        rng = np.random.default_rng((seed, 3))
        return form_hands(_FORM_HANDS, rng), []
    if name == E13B:
        return [CodeLineHand()], [CodeLineHand()]
    if name == ON_ITS_HEAD:
        return [CodeLineHand(on_its_head=True)], [CodeLineHand(on_its_head=True)]
    if name == "fonts":
        return _fonts(cache.fonts)
    if name == "counters":
        printed = _fonts(cache.fonts)
        return _on_rollers(printed[0]), _on_rollers(printed[1])
    if name == "panels":
        return _panels(cache.fonts, np.random.default_rng((seed, 5)))
    set_info(name)
    if name in _STROKES:
        drawings = load_drawings(cache.data / "strokes" / _STROKES[name], name)
        return _pens(_with_writers(name, drawings))
    kept, held = split(name, cache.load(name), HELD_OUT)
    if name == "meters":
        return _on_rollers(crop_hands(kept)), _on_rollers(crop_hands(held))
    return crop_hands(kept), crop_hands(held)


def _on_rollers(hands: list[Hand]) -> list[Hand]:
    return [CounterHand(hand) for hand in hands]


def _with_writers(name: str, drawings: list[Drawing]) -> list[Drawing]:
    """UJIpenchars2 names no writers, but lists each digit's 120 drawings in one order: 60 writers, two each."""
    if name != "ujipen":
        return drawings
    seen: dict[str, int] = {}
    out = []
    for drawing in drawings:
        number = seen[drawing.symbol] = seen.get(drawing.symbol, -1) + 1
        out.append(replace(drawing, writer=f"ujipen-{number // 2}"))
    return out


def _pens(drawings: list[Drawing]) -> tuple[list[Hand], list[Hand]]:
    """Pendigits' own test writers are held out; of other sets with ten writers or more, the last tenth."""
    writers = list(dict.fromkeys(drawing.writer for drawing in drawings))
    tests = [writer for writer in writers if "-test-" in writer]
    held = set(tests or (writers[-(len(writers) // 10) :] if len(writers) >= 10 else []))
    return (
        pen_hands([d for d in drawings if d.writer not in held]),
        pen_hands([d for d in drawings if d.writer in held]),
    )


def _fonts(folders: tuple[Path, ...]) -> tuple[list[Hand], list[Hand]]:
    """Every tenth family is held out. Raises MissingData when no listed font is found."""
    found = font_hands(folders)
    if not found:
        raise MissingData("No font of the list was found. Name folders of font files with --fonts.")
    families = sorted({family for family, _ in found})
    held = set(families[::10])
    return [hand for family, hand in found if family not in held], [hand for family, hand in found if family in held]


def _panels(folders: tuple[Path, ...], rng: Rng) -> tuple[list[Hand], list[Hand]]:
    """Those with the shapes of a font are on the font's side; of the others every tenth is held out."""
    kept, held = _fonts(folders)
    few = matrix_hands(_PANELS, rng)
    trained_on = [hand for number, hand in enumerate(few) if number % 10] + segment_hands(folders)
    return trained_on + dotted_hands(kept, _PANELS, rng), few[::10] + dotted_hands(held, _PANELS // 10, rng)


def _unusual(sets: Mapping[str, Sequence[Hand]], seed: int) -> list[Hand]:
    writers = [hand for name in _STROKES if name in sets for hand in sets[name] if isinstance(hand, PenHand)]
    return unusual_hands(writers, _UNUSUAL_HANDS, np.random.default_rng((seed, 6))) if writers else []


def _mixed(hands: list[Hand], seed: int) -> list[Hand]:
    rng = np.random.default_rng((seed, 4))
    if len(hands) < 2:
        return []
    return [MixedHand(tuple(hands[k] for k in rng.integers(0, len(hands), 12))) for _ in range(200)]
