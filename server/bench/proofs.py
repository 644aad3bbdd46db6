"""Proofs under load: each is one command with a bounded run, and says what it found beside what was promised.

ladder     1, 2, 4, … live users
overload   four times as many frames as can be read and uploads without a pause, while somebody draws
soak       everything at once for long, with memory and the age of answers at its beginning and its end
trouble    slow, stalled, lying and vanishing clients, while somebody draws
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from server.bench.run import Load, Outcome, Told, Where, play
from server.bench.tally import percentile
from server.bench.trouble import Troublemakers

OVERLOAD = 4
CALM_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Promise:
    """A figure beside its bound. `counts`: it is no time, so that a busy machine is no excuse."""

    what: str
    value: float
    most: float
    counts: bool = False

    @property
    def kept(self) -> bool:
        """Whether the figure is within the bound."""
        return self.value <= self.most

    def to_json(self) -> dict[str, Any]:
        """As the file holds it."""
        return {"what": self.what, "value": round(self.value, 4), "most": self.most, "kept": self.kept}


@dataclass(slots=True)
class Proof:
    """What a command found: a named outcome for each of its runs, and its promises."""

    name: str
    runs: dict[str, Outcome] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)

    @property
    def broken(self) -> list[Promise]:
        """Promises about counts that were not kept: these are faults on any machine."""
        return [promise for promise in self.promises if promise.counts and not promise.kept]

    def to_json(self) -> dict[str, Any]:
        """As the file holds it."""
        runs = {name: outcome.to_json() for name, outcome in self.runs.items()}
        return {"proof": self.name, "runs": runs, "promises": [promise.to_json() for promise in self.promises]}


Prove = Callable[[Where, float, asyncio.Event, Told], Awaitable[Proof]]

STEPS = tuple(2**power for power in range(10))


async def ladder(where: Where, seconds: float, stop: asyncio.Event, told: Told) -> Proof:
    """1, 2, 4, … 512 people who draw ten messages a second each; `seconds` for each step."""
    proof = Proof("ladder")
    for users in STEPS:
        if stop.is_set():
            break
        load = Load(pens=users, pen_rate=10, seconds=seconds)
        proof.runs[f"{users} drawing"] = await play(where, load, stop, _named(told, f"{users} users"))
    proof.promises.append(Promise("last strokes never answered", _lost(proof), 0, counts=True))
    return proof


async def overload(where: Where, seconds: float, stop: asyncio.Event, told: Told) -> Proof:
    """What the machine can read is found first; then four times as much is asked of it."""
    proof = Proof("overload")
    pen = Load(pens=1, pen_rate=60, seconds=seconds)
    flat_out = Load(films=8, film_rate=0, seconds=seconds)
    proof.runs["idle"] = await play(where, pen, stop, _named(told, "idle"))
    proof.runs["as much as it can"] = able = await play(where, flat_out, stop, _named(told, "as much as it can"))
    rate = OVERLOAD * max(1.0, able.film.answered / able.seconds) / flat_out.films
    more = replace(pen, films=8, film_rate=rate, uploaders=4, dense=False)
    proof.runs["four times that"] = over = await play(where, more, stop, _named(told, "four times that"))
    proof.runs["idle again"] = await play(where, pen, stop, _named(told, "idle again"))
    proof.promises += [
        Promise("pen's p95 over idle", _p95(over) / _calm_p95(proof, "idle", "idle again"), 1.5),
        Promise("uploads lost", over.upload.lost, 0, counts=True),
        Promise("last strokes and frames never answered", over.ink.lost + over.film.lost, 0, counts=True),
        Promise("age of a frame's answer over that at capacity, p95", _film_p95(over) / _film_p95(able), 2.0),
    ]
    return proof


async def pages(where: Where, seconds: float, stop: asyncio.Event, told: Told) -> Proof:
    """Somebody draws while fifty dense pages are uploaded and read."""
    proof = Proof("pages")
    pen = Load(pens=1, pen_rate=60, seconds=seconds)
    proof.runs["idle"] = await play(where, pen, stop, _named(told, "idle"))
    busy = replace(pen, uploaders=4, upload_pages=50, upload_patience_s=600)
    proof.runs["fifty dense pages"] = found = await play(where, busy, stop, _named(told, "fifty dense pages"))
    proof.runs["idle again"] = await play(where, pen, stop, _named(told, "idle again"))
    proof.promises += [
        Promise("pen's p95 over idle", _p95(found) / _calm_p95(proof, "idle", "idle again"), 1.3),
        Promise("uploads lost", found.upload.lost, 0, counts=True),
    ]
    return proof


async def soak(where: Where, seconds: float, stop: asyncio.Event, told: Told) -> Proof:
    """Pens, films and uploads together, ten times as long as asked, in ten parts."""
    proof = Proof("soak")
    load = Load(pens=2, pen_rate=30, films=2, film_rate=10, uploaders=1, dense=False, seconds=seconds)
    for part in range(1, 11):
        if stop.is_set():
            break
        proof.runs[f"part {part}"] = await play(where, load, stop, _named(told, f"part {part} of 10"))
    outcomes = list(proof.runs.values())
    memory = [float(outcome.server.get("memory_mb") or 0) for outcome in outcomes]
    # The first parts fill caches and the allocator's pools once.
    settled = memory[len(memory) // 3 :]
    proof.promises += [
        Promise("growth of memory over the last two thirds, %", 100 * (settled[-1] / max(settled[0], 1) - 1), 2.0),
        Promise("frames' age, last part over first, p95", _film_p95(outcomes[-1]) / _film_p95(outcomes[0]), 1.5),
        Promise("never answered, lost uploads", _lost(proof), 0, counts=True),
    ]  # fmt: skip
    return proof


async def trouble(where: Where, seconds: float, stop: asyncio.Event, told: Told) -> Proof:
    """Others misbehave in every way that is known while one person draws and one films."""
    proof = Proof("trouble")
    honest = Load(pens=1, pen_rate=60, films=1, film_rate=5, seconds=seconds)
    proof.runs["alone"] = alone = await play(where, honest, stop, _named(told, "alone"))
    async with Troublemakers.at_work(where.live) as others:
        proof.runs["among them"] = among = await play(where, honest, stop, _named(told, "among troublemakers"))
    proof.runs["alone again"] = again = await play(where, honest, stop, _named(told, "alone again"))
    ready = (await where.live.get("/readyz")).status == 200
    proof.promises += [
        Promise("pen's p95 over alone", _p95(among) / _calm_p95(proof, "alone", "alone again"), 1.5),
        Promise("honest input never answered", _lost(proof), 0, counts=True),
        Promise("honest sockets closed or told of errors", sum(map(_errors, (alone, among, again))), 0, counts=True),
        Promise("kinds of trouble that were not made", others.idle, 0, counts=True),
        Promise("server is not ready afterwards", float(not ready), 0, counts=True),
        Promise("growth of memory, MB", _memory(again) - _memory(alone), 64.0),
    ]  # fmt: skip
    return proof


PROOFS: dict[str, Prove] = {"ladder": ladder, "overload": overload, "pages": pages, "soak": soak, "trouble": trouble}


def _named(told: Told, name: str) -> Told:
    return lambda what, done, of: told(f"{name}: {what}", done, of)


def _p95(outcome: Outcome) -> float:
    return percentile(outcome.ink.answer_ms, 95)


def _calm_p95(proof: Proof, *names: str) -> float:
    """Before and after, in the middle: what else the machine does changes meanwhile."""
    return sum(_p95(proof.runs[name]) for name in names) / len(names)


def _film_p95(outcome: Outcome) -> float:
    return percentile(outcome.film.answer_ms, 95)


def _memory(outcome: Outcome) -> float:
    return float(outcome.server.get("memory_mb") or 0)


def _errors(outcome: Outcome) -> int:
    return outcome.ink.errors.total() + outcome.film.errors.total()


def _lost(proof: Proof) -> int:
    return sum(outcome.lost for outcome in proof.runs.values())
