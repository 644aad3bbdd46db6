"""From rounds to figures: the median over rounds with its range, and Numeral's rate beside each other one's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.peers.errors import TooFewRight
from tests.benchmarks.peers.load import Round
from tests.benchmarks.statistics_of import Figure, figure, percentiles

RIGHT_AT_LEAST = 0.9

HEAD = ("server", "clients", "requests/s", "range", "p50 ms", "p99 ms", "p99 range", "right", "client cores")


@dataclass(frozen=True, slots=True)
class Score:
    """One server under so many clients, over all rounds. right: share of all answers, 0 to 1."""

    name: str
    clients: int
    rate: Figure
    p50: Figure
    p99: Figure
    right: float
    client_cores: Figure

    def row(self) -> tuple[str, ...]:
        """As the table shows it, in the order of HEAD."""
        return (
            self.name,
            str(self.clients),
            f"{self.rate.median:,.0f}",
            f"{self.rate.low:,.0f} to {self.rate.high:,.0f}",
            f"{self.p50.median:.1f}",
            f"{self.p99.median:.1f}",
            f"{self.p99.low:.1f} to {self.p99.high:.1f}",
            f"{100 * self.right:.1f} %",
            f"{self.client_cores.median:.2f}",
        )

    def to_json(self) -> dict[str, Any]:
        """As the file holds it."""
        figures = {"rate": self.rate, "p50": self.p50, "p99": self.p99, "client_cores": self.client_cores}
        return {
            "name": self.name,
            "clients": self.clients,
            "right": self.right,
            **{key: value.to_json() for key, value in figures.items()},
        }


def score(name: str, clients: int, rounds: Sequence[Round]) -> Score:
    """What the rounds of one server say, of which there is at least one. Raises TooFewRight."""
    answers = sum(len(one.times_ms) for one in rounds)
    right = sum(one.right for one in rounds) / answers
    if right < RIGHT_AT_LEAST:
        raise TooFewRight(f"{name}: {100 * right:.0f} % of {answers} answers were right.")
    shares = [percentiles(one.times_ms) for one in rounds]
    return Score(
        name,
        clients,
        figure(name, "/s", [one.per_s for one in rounds], "answers, all clients together"),
        figure(f"{name}, p50", "ms", [share["p50"] for share in shares], "request sent to answer there"),
        figure(f"{name}, p99", "ms", [share["p99"] for share in shares], "request sent to answer there"),
        right,
        figure(f"{name}, client", "cores", [one.client_cores for one in rounds], "of the load generator"),
    )


def ratios(ours: Sequence[str], rounds: Mapping[str, Sequence[Round]], clients: int) -> list[Figure]:
    """How many times the rate of each other server each of ours has, round by round, so that a busy minute hits both.

    rounds: by name, as many for each.
    """
    return [
        figure(
            f"{our} / {other}",
            "x",
            [mine.per_s / theirs.per_s for mine, theirs in zip(rounds[our], rounds[other], strict=True)],
            f"requests/s, {clients} clients",
        )
        for our in ours
        if our in rounds
        for other in rounds
        if other not in ours
    ]
