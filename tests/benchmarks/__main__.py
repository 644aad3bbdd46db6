"""Measure everything and print it: `python -m tests.benchmarks [--quick] [--data DIR] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.accuracy import accuracy
from tests.benchmarks.serving import ROOT, Served, served
from tests.benchmarks.statistics_of import Figure, figure, machine
from tests.server.pictures import jpeg

RECORDINGS = ROOT / "tests" / "recordings"
LONE_GLYPH, NUMBER = RECORDINGS / "ink-pen-4.json", RECORDINGS / "ink-pen-5.json"
THIRTY = ("0123456789", "9081726354", "5463728190")
MANY = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """How often and how long."""

    runs: int
    seconds: float
    messages: int
    uploads: int
    calls: int
    pictures: int


FULL = Plan(runs=5, seconds=4.0, messages=1500, uploads=30, calls=60, pictures=60)
QUICK = Plan(runs=2, seconds=1.5, messages=300, uploads=8, calls=20, pictures=15)


def main() -> None:
    """Print a table; with --json also write all figures and every run."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two short runs of each instead of five")
    parser.add_argument("--stages", action="store_true", help="only the CPU time of each stage of a reading")
    parser.add_argument("--accuracy", action="store_true", help="only what is read rightly, in short")
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder to read some of for that")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    given = parser.parse_args()
    plan, where = (QUICK if given.quick else FULL), machine()
    figures: list[Figure] = []
    wanted = stages(plan) if given.stages else iter(()) if given.accuracy else measure(plan)
    if not given.stages:
        wanted = chain(wanted, accuracy(given.data, plan.pictures))
    for found in wanted:
        figures.append(found)
        print(f"{found.name}: {found.row()[1]}", file=sys.stderr, flush=True)
    _print(figures, where)
    if given.json is not None:
        report = {"machine": where, "figures": [found.to_json() for found in figures]}
        given.json.write_text(json.dumps(report, indent=1), "utf-8")


def measure(plan: Plan) -> Iterator[Figure]:
    """Every figure, one after the other."""
    yield from starting(plan)
    with TemporaryDirectory() as folder, served(max_live=10 * MANY, max_messages_per_s=100_000) as server:
        picture, large = Path(folder) / "thirty.jpg", Path(folder) / "thirty-large.jpg"
        picture.write_bytes(jpeg(*THIRTY))
        large.write_bytes(jpeg(*THIRTY, size=(1280, 720)))
        cookie = server.sign_up()
        server.wait_for_readers()
        job = {"port": server.port, "cookie": cookie, "jpeg": str(picture), "ink": str(LONE_GLYPH)}
        yield from strokes(plan, job)
        yield from frames(plan, job, "640 x 480")
        yield from frames(plan, {**job, "jpeg": str(large)}, "1280 x 720")
        yield from uploads(plan, job)
        yield from memory_and_stop(server, job)
    yield from stages(plan)
    yield from shares(plan)


def stages(plan: Plan) -> Iterator[Figure]:
    """What one core does for one picture."""
    found = _run("stages", {"runs": plan.runs, "calls": plan.calls})
    for material, by_stage in found.items():
        for stage, runs in by_stage.items():
            what = f"CPU time on one thread, median of {plan.calls} readings a run"
            yield figure(f"{material}: {stage}", "ms", runs, what)


def starting(plan: Plan) -> Iterator[Figure]:
    """From the start of the process until it is ready, and its memory then."""
    seconds, idle_mb = [], []
    for _ in range(plan.runs):
        with served() as server:
            seconds.append(server.started_s)
            server.wait_for_readers()
            idle_mb.append(server.memory_mb())
    yield figure("start until ready", "s", seconds, "process started to model warm and port open, new database")
    yield figure("memory, idle", "MB", idle_mb, "of all its processes, what they share counted once")


def strokes(plan: Plan, job: dict[str, Any]) -> Iterator[Figure]:
    """How long a pen waits for its reading."""
    for name, ink in (("lone digit", LONE_GLYPH), ("seven digits", NUMBER)):
        found = [_load({**job, "job": "strokes", "ink": str(ink), "messages": plan.messages}) for _ in range(plan.runs)]
        for share in ("p50", "p95", "p99"):
            what = f"message of 2 points to reading on one socket, {plan.messages} messages a run, {ink.name}"
            yield figure(f"stroke, {name}, {share}", "ms", [run[share] for run in found], what)


def frames(plan: Plan, job: dict[str, Any], size: str) -> Iterator[Figure]:
    """How many camera frames of a size are read."""
    for clients in (1, 8):
        asked = {**job, "job": "frames", "clients": clients, "seconds": plan.seconds, "warm_up_s": 0.5}
        found = [_load(asked) for _ in range(plan.runs)]
        what = f"30 handwritten digits, all clients together, {plan.seconds} s a run"
        yield figure(
            f"frames {size}, {clients} client{'s' * (clients > 1)}", "/s", [run["per_s"] for run in found], what
        )
        what = "frame sent to answer received, two frames under way"
        yield figure("  age of the answer, p95", "ms", [run["p95"] for run in found], what)


def uploads(plan: Plan, job: dict[str, Any]) -> Iterator[Figure]:
    """How many uploads are taken in and read."""
    found = [_load({**job, "job": "uploads", "uploads": plan.uploads}) for _ in range(plan.runs)]
    what = f"posted one by one, 4 at a time, until the last is read; 640 x 480, 30 digits, {plan.uploads} a run"
    yield figure("uploads read", "/s", [run["per_s"] for run in found], what)


def memory_and_stop(server: Served, job: dict[str, Any]) -> Iterator[Figure]:
    """Memory after all of that with many users connected, and how long they keep the server from ending."""
    command = [sys.executable, "-m", "tests.benchmarks.load"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as crowd:
        assert crowd.stdin is not None and crowd.stdout is not None
        crowd.stdin.write(json.dumps({**job, "job": "crowd", "clients": MANY}) + "\n")
        crowd.stdin.flush()
        assert crowd.stdout.readline() == "drawn\n"
        what = f"the same, {MANY} users connected who have drawn, after the load above"
        yield figure(f"memory, {MANY} live users", "MB", [server.memory_mb()], what)
        yield figure("SIGTERM until the end", "s", [server.stop()], f"{MANY} sockets open")
        crowd.kill()


def shares(plan: Plan) -> Iterator[Figure]:
    """What the batcher leaves of the network's rate."""
    for threads in (1, 2):
        asked = {"runs": plan.runs, "callers": [1, 8, 64, 256], "threads": threads, "seconds": plan.seconds / 2}
        found = _run("batcher", asked)
        name = f"{threads} thread{'s' * (threads > 1)}"
        yield figure(
            f"network alone, {name}", "digits/s", [run["64"]["bare_per_s"] for run in found], "best batch size"
        )
        for callers in ("8", "64", "256"):
            values = [100 * run[callers]["per_s"] / run[callers]["bare_per_s"] for run in found]
            what = f"share of that rate, {callers} callers of one digit each, same run"
            yield figure(f"  batcher, {callers} callers", "%", values, what)
        yield figure("  batcher, 1 caller, p50", "ms", [run["1"]["p50"] for run in found], "one digit, no socket")


def _load(job: dict[str, Any]) -> dict[str, Any]:
    """Run a job of the load generator in a process of its own."""
    found: dict[str, Any] = _run("load", job)
    return found


def _run(module: str, job: dict[str, Any]) -> Any:
    """Run a module of this package in a process of its own: the job as JSON in, its figures as JSON out."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}"]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(job) + "\n", stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def _print(figures: list[Figure], where: str) -> None:
    table = Table(title=where, title_justify="left", show_lines=False)
    for column in ("figure", "median", "range", "what"):
        table.add_column(column, justify="right" if column == "median" else "left")
    for found in figures:
        table.add_row(*found.row())
    Console(width=None if sys.stdout.isatty() else 160).print(table)


if __name__ == "__main__":
    main()
