"""From outcomes to the figures of a row: shares with intervals, doubt, time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.outcome import Outcome, digits_kept, distance
from training.measure import Share, calibration_error, coverage

Row = dict[str, Any]
TYPICAL, TYPICAL_LEAST, TYPICAL_PART = 5, 100, "of five digits"
"""Numbers of so many digits are also timed by themselves, where there are enough of them."""

UNFLAGGED = "without flagged labels"

SAME_SHAPES, LETTERS_PLACED = "O and 0, I and 1 taken for the same", "and letters marked in their place"
OF_PLATES = (SAME_SHAPES, LETTERS_PLACED)
"""Parts of a row that only plates have."""


def figures(outcomes: Sequence[Outcome]) -> Row:
    """Everything about one set, as plain values. outcomes: at least one."""
    right, sure = _believed(outcomes)
    numbers = [o for o in outcomes if o.wanted]
    written = sum(len(o.wanted) for o in numbers)
    times = {o.task.name: o.cpu_ms for o in outcomes}
    return {
        "count": len(outcomes),
        "exact": share_json(_share(outcomes)),
        "digits": share_json(Share(sum(digits_kept(o.wanted, o.answer) for o in numbers), written)),
        "character_error_rate": sum(distance(o.wanted, o.answer) for o in numbers) / max(1, written),
        "coverage_at_99": coverage(sure, right, 0.99),
        "coverage_at_99_9": coverage(sure, right, 0.999),
        "ece": calibration_error(sure, right),
        "cpu_ms": float(np.mean(list(times.values()))),
        "cpu_ms_median": float(np.median(list(times.values()))),
        "pictures": len(times),
        "parts": _parts(outcomes),
    }


def _believed(outcomes: Sequence[Outcome]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which are right, and how sure they were; of an empty cell that was read as empty nobody said how sure that is."""
    told = [o for o in outcomes if o.wanted or o.answer]
    return np.array([o.right for o in told], bool), np.array([o.confidence for o in told], np.float64)


def _parts(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Exact shares of what is also counted by itself, and by other rules."""
    out: dict[str, Share] = {}
    plain = [o for o in outcomes if not o.task.doubtful]
    if 0 < len(plain) < len(outcomes):
        out[UNFLAGGED] = _share(plain)
    if any(o.folded is not None for o in outcomes):
        out[SAME_SHAPES] = _share(outcomes, lambda o: bool(o.folded))
    if any(o.placed is not None for o in outcomes):
        out[LETTERS_PLACED] = _share(outcomes, lambda o: o.right and bool(o.placed))
    for part in dict.fromkeys(o.part for o in outcomes if o.part):
        out[part] = _share([o for o in outcomes if o.part == part])
    rows = {name: share_json(share) for name, share in out.items()}
    if UNFLAGGED in rows:
        right, sure = _believed(plain)
        rows[UNFLAGGED]["coverage_at_99"] = coverage(sure, right, 0.99)
    five = [o for o in outcomes if len(o.wanted) == TYPICAL]
    if TYPICAL_LEAST <= len(five) < len(outcomes):
        rows[TYPICAL_PART] = {**share_json(_share(five)), "cpu_ms": float(np.median([o.cpu_ms for o in five]))}
    return rows


def paired(ours: Sequence[Outcome], theirs: Sequence[Outcome]) -> dict[str, Any]:
    """How often only one of two readers is right on the same numbers, and McNemar's exact two-sided p."""
    only_ours = sum(a.right and not b.right for a, b in zip(ours, theirs, strict=True))
    only_theirs = sum(b.right and not a.right for a, b in zip(ours, theirs, strict=True))
    return {"only_ours": only_ours, "only_theirs": only_theirs, "p": sign_test(only_ours, only_theirs)}


def sign_test(one: int, other: int) -> float:
    """Two-sided probability of so uneven a split when both were as likely; 1 for nothing to split."""
    count, fewer = one + other, min(one, other)
    if count == 0:
        return 1.0
    steps = np.log(np.arange(1, count + 1, dtype=np.float64))
    factorials = np.concatenate([[0.0], steps.cumsum()])
    k = np.arange(fewer + 1)
    logs = factorials[count] - factorials[k] - factorials[count - k] - count * np.log(2.0)
    return float(min(1.0, 2 * np.exp(logs).sum()))


def share_json(share: Share) -> dict[str, Any]:
    """Plain values."""
    low, high = share.interval()
    return {"value": share.value, "interval": [low, high], "hits": share.hits, "count": share.count}


def _share(outcomes: Sequence[Outcome], good: Callable[[Outcome], bool] = lambda o: o.right) -> Share:
    return Share(sum(good(o) for o in outcomes), len(outcomes))
