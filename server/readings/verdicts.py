"""What to do with several numbers together."""

from __future__ import annotations

from collections.abc import Set

from vision import Verdict

WEIGHTIEST: tuple[Verdict, ...] = ("ask", "accept", "ignore")


def verdict_of(verdicts: Set[Verdict | None]) -> Verdict | None:
    """ask if one is; else accept if one is: what is perhaps no number counts only where there is nothing else. None of
    nothing."""
    return next((verdict for verdict in WEIGHTIEST if verdict in verdicts), None)
