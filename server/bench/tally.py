"""What one kind of user saw, in counts and times."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

SHARES = (50, 95, 99)


@dataclass(slots=True)
class Tally:
    """Counts and milliseconds of all users of a kind.

    answer_ms: from sending (a stroke's newest points, a picture's capture) to its answer. stale_ms: for ink, from
    sending to the answer that shows it, of every message; for films, the age of a shown reading when the next one
    takes its place. lost: input that was never answered although nothing newer took its place.
    """

    answer_ms: list[float] = field(default_factory=list)
    stale_ms: list[float] = field(default_factory=list)
    sent: int = 0
    answered: int = 0
    dropped: int = 0
    digits: int = 0
    lost: int = 0
    refused: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def to_json(self, seconds: float) -> dict[str, Any]:
        """As tables and files show it."""
        return {
            "sent": self.sent,
            "answered": self.answered,
            "answered_per_s": round(self.answered / seconds, 2),
            "digits_per_s": round(self.digits / seconds, 1),
            "dropped": self.dropped,
            "lost": self.lost,
            "refused": self.refused,
            "errors": dict(self.errors),
            "answer_ms": percentiles(self.answer_ms),
            "stale_ms": percentiles(self.stale_ms),
        }


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` per cent lie (0 to 100), between neighbours in proportion; nan of none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    at = (len(ordered) - 1) * share / 100
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def percentiles(values: Sequence[float]) -> dict[str, float] | None:
    """p50, p95, p99 and the greatest; None of none."""
    if not values:
        return None
    return {f"p{share}": round(percentile(values, share), 3) for share in SHARES} | {"max": round(max(values), 3)}
