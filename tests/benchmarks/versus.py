"""Numeral beside other ways to serve its network: `python -m tests.benchmarks.versus`, also `make bench-versus`.

Every server has the same weights, sees the same drawn digits and as many clients, each of which asks again once it is
answered. They take turns: a round starts a server in a process of its own, warms it up, counts for some seconds and
stops it, so that none has to share the machine with another that idles. Clients run in this process and on the same
cores. A server that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from server.bench.errors import BenchFailed
from tests.benchmarks.loops import loop_factory
from tests.benchmarks.peers.contestants import CONTESTANTS, Contestant
from tests.benchmarks.peers.errors import DidNotStart, NothingToCompare, NotInstalled, VersusError
from tests.benchmarks.peers.load import Round, measured, until_ready
from tests.benchmarks.peers.samples import Sample, described, samples
from tests.benchmarks.peers.scores import HEAD, Score, ratios, score
from tests.benchmarks.statistics_of import Figure, machine
from vision import Checkpoint

MOST_CLIENTS, MOST_ROUNDS, MOST_SECONDS = 256, 20, 60.0
WARM_UP_S = 1.0

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How often, how long, and under how many clients."""

    rounds: int = 5
    seconds: float = 5.0
    clients: tuple[int, ...] = (8,)
    warm_up_s: float = WARM_UP_S


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scores and ratios by number of clients, and why others are left out."""

    scores: tuple[Score, ...]
    ratios: tuple[Figure, ...]
    left_out: Mapping[str, VersusError]

    def check(self) -> None:
        """Raises NothingToCompare."""
        if not self.ratios:
            raise NothingToCompare("Numeral and another server were not both measured.")

    def to_json(self) -> dict[str, Any]:
        """As the file holds it."""
        return {
            "scores": [one.to_json() for one in self.scores],
            "ratios": [one.to_json() for one in self.ratios],
            "left_out": {name: error.to_json() for name, error in self.left_out.items()},
        }


Rounds = dict[int, dict[str, list[Round]]]
"""By number of clients and name."""


async def compare(contestants: Sequence[Contestant], inputs: Sequence[Sample], plan: Plan, told: Told) -> Comparison:
    """All rounds of all that are installed. Whoever fails once is left out, with what was counted before."""
    rounds: Rounds = {clients: {} for clients in plan.clients}
    left_out: dict[str, VersusError] = {}
    for number in range(1, plan.rounds + 1):
        for contestant in contestants:
            name = contestant.name
            if name in left_out:
                continue
            try:
                await _take_turn(contestant, inputs, plan, rounds)
            except VersusError as error:
                left_out[name] = error
            else:
                rates = ", ".join(f"{rounds[clients][name][-1].per_s:,.0f}" for clients in plan.clients)
                told(f"round {number} of {plan.rounds}, {name}: {rates} requests/s")
    return judged(rounds, [one.name for one in contestants if one.is_ours], left_out)


async def _take_turn(contestant: Contestant, inputs: Sequence[Sample], plan: Plan, rounds: Rounds) -> None:
    """One server from its start to its end, under every number of clients."""
    contestant.check()
    try:
        with contestant.served() as site:
            await until_ready(contestant, site, inputs[0])
            for clients in plan.clients:
                counted = await measured(
                    contestant, site, inputs, clients=clients, warm_up_s=plan.warm_up_s, seconds=plan.seconds
                )
                rounds[clients].setdefault(contestant.name, []).append(counted)
    except BenchFailed as error:
        raise DidNotStart(f"{contestant.name}: {error}") from error


def judged(rounds: Rounds, ours: Sequence[str], left_out: Mapping[str, VersusError]) -> Comparison:
    """What the rounds say; who reads wrongly under any number of clients is left out too."""
    out, scores = dict(left_out), []
    for clients, by_name in rounds.items():
        for name, counted in by_name.items():
            try:
                scores.append(score(name, clients, counted))
            except VersusError as error:
                out.setdefault(name, error)
    found = [
        ratio
        for clients, by_name in rounds.items()
        for ratio in ratios(ours, {name: counted for name, counted in by_name.items() if name not in out}, clients)
    ]
    return Comparison(tuple(one for one in scores if one.name not in out), tuple(found), out)


def show(found: Comparison, contestants: Sequence[Contestant], plan: Plan, where: str) -> None:
    """Print it on stdout."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    title = f"{where}\n{described()}\n{_network()}, {plan.rounds} rounds of {plan.seconds:g} s each"
    table = Table(title=title, title_justify="left")
    for column in HEAD:
        table.add_column(column, justify="left" if column == "server" else "right")
    for one in found.scores:
        table.add_row(*one.row())
    for name, error in found.left_out.items():
        table.add_row(name, "", error.word)
    console.print(table)
    for ratio in found.ratios:
        spread = f"{ratio.low:.2f} to {ratio.high:.2f}"
        console.print(f"{ratio.name}: {ratio.median:.2f} times the {ratio.what} ({spread})", highlight=False)
    for error in found.left_out.values():
        console.print(f"{error.word}: {error} {error.hint}", highlight=False, markup=False)
    for contestant in contestants:
        if contestant.name not in found.left_out:
            versions = f" ({contestant.versions()})" if contestant.needs else ""
            console.print(f"{contestant.name}: {contestant.what}{versions}", highlight=False)


def _network() -> str:
    checkpoint = Checkpoint.open()
    return f"network {checkpoint.name}/{(checkpoint.int8 or checkpoint.onnx).name}"


def plan_of(arguments: Sequence[str] | None) -> tuple[Plan, Path | None]:
    """The plan, and where to write it; ends the process for what is out of bounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.versus", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="turns of each server (5)")
    parser.add_argument("--seconds", type=float, default=5.0, metavar="S", help="counted in each turn (5)")
    parser.add_argument("--clients", type=int, nargs="+", default=[8], metavar="N", help="at once (8); 1 8 64 for all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    given = parser.parse_args(arguments)
    if not 1 <= given.rounds <= MOST_ROUNDS or not 0 < given.seconds <= MOST_SECONDS:
        parser.error(f"at most {MOST_ROUNDS} rounds of at most {MOST_SECONDS:g} s")
    if not all(1 <= clients <= MOST_CLIENTS for clients in given.clients):
        parser.error(f"1 to {MOST_CLIENTS} clients")
    return Plan(given.rounds, given.seconds, tuple(dict.fromkeys(given.clients))), given.json


def main(arguments: Sequence[str] | None = None, contestants: Sequence[Contestant] = CONTESTANTS) -> int:
    """Print the table. Returns 0, 1 when an installed server failed, 2 when there was nothing to compare."""
    plan, file = plan_of(arguments)
    where = machine()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        found = runner.run(compare(contestants, samples(), plan, lambda text: print(text, file=sys.stderr, flush=True)))
    show(found, contestants, plan, where)
    if file is not None:
        about: dict[str, Any] = {"machine": where, "inputs": described(), "network": _network()}
        about |= {"rounds": plan.rounds, "seconds": plan.seconds, "warm_up_s": plan.warm_up_s}
        file.write_text(json.dumps({**about, **found.to_json()}, indent=1), "utf-8")
    try:
        found.check()
    except NothingToCompare as error:
        print(f"{error} {error.hint}", file=sys.stderr)
        return 2
    return int(any(not isinstance(error, NotInstalled) for error in found.left_out.values()))


if __name__ == "__main__":
    # Whoever ends the comparison ends the servers that it started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main())
