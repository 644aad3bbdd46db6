"""The bench against a real server: what it counts is so, and the promises about counts hold in short."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from subprocess import DEVNULL, Popen

import pytest

from server.bench.errors import NoServer, NotSignedIn
from server.bench.figures import Between, samples_of, shares_ms
from server.bench.own_server import PATIENCE_S
from server.bench.proofs import Promise
from server.bench.run import Load, Where, play
from server.bench.site import Site
from server.bench.tally import percentile
from server.bench.trouble import KINDS, Troublemakers
from server.recognition import RECOGNITION
from tests.server.running import Running, Start


def untold(what: str, done: float, of: float) -> None:
    """Nobody watches."""


async def where_at(server: Running) -> Where:
    """Two new accounts of it."""
    site = Site.at(server.origin)
    live, uploads = [await asyncio.to_thread(site.signed_up, name, "correct horse battery") for name in ("ada", "bob")]
    return Where(live, uploads)


async def test_nothing_is_lost_when_everybody_is_at_work(start: Start) -> None:
    """Every last stroke and frame is answered and every upload read, and the server's own figures say the same."""
    server = await start(max_live=16)
    await asyncio.gather(*(apart.process.open() for apart in server.app[RECOGNITION]._every_apart()))
    where = await where_at(server)
    load = Load(pens=2, films=2, film_rate=60, uploaders=1, upload_pages=2, dense=False, seconds=1.0, warm_up_s=0.1)
    found = await play(where, load, asyncio.Event(), untold)
    assert found.lost == 0
    assert not found.ink.errors and not found.film.errors and not found.upload.errors
    assert found.ink.answered and found.film.digits >= found.film.answered > 0
    assert found.upload.answered == found.upload.sent == 2
    assert found.server["batches"]["ink"]["count"] > 0
    assert found.server["digits_classified_per_s"] > 0


async def test_rude_clients_cost_the_honest_nothing(start: Start) -> None:
    """Slow, stalled, lying and vanishing ones beside one who draws: no error, no lost stroke, and ready afterwards."""
    where = await where_at(await start(max_live=64))
    async with Troublemakers.at_work(where.live) as others:
        found = await play(where, Load(pens=1, seconds=2.0, warm_up_s=0.1), asyncio.Event(), untold)
    assert others.idle == 0, f"{others.made} of {len(KINDS)} kinds"
    assert found.ink.answered and not found.ink.lost and not found.ink.errors
    assert (await where.live.get("/readyz")).status == 200


async def test_stopping_early_keeps_what_was_measured(start: Start) -> None:
    """Ctrl+C in a long run is no reason to lose it."""
    where = await where_at(await start())
    stop = asyncio.Event()

    def told(what: str, done: float, of: float) -> None:
        if what == "measuring" and done > 0.2:
            stop.set()

    found = await play(where, Load(pens=1, seconds=3600, warm_up_s=0.1), stop, told)
    assert found.ink.answered and found.seconds < 3600


def test_a_bench_that_is_ended_ends_its_server(tmp_path: Path) -> None:
    """Else the next figures are taken beside a server that nobody knows of. Its folder goes once it has ended."""
    command = [sys.executable, "-c", "from server.cli import main; main()", "bench", "--seconds", "600"]
    with Popen(command, env={**os.environ, "TMPDIR": str(tmp_path)}, stdout=DEVNULL, stderr=DEVNULL) as bench:
        try:
            patience = time.monotonic() + PATIENCE_S
            while not list(tmp_path.glob("numeral-bench-*/*")) and time.monotonic() < patience:
                time.sleep(0.05)
            assert list(tmp_path.glob("numeral-bench-*/*")), "no server has started"
            bench.terminate()
            assert bench.wait(PATIENCE_S) == 128 + signal.SIGTERM
            assert not list(tmp_path.glob("numeral-bench-*"))
        finally:
            bench.kill()


async def test_a_wrong_password_and_an_empty_port_are_told_in_words(server: Running) -> None:
    """A traceback would say neither."""
    with pytest.raises(NotSignedIn, match="password"):
        await asyncio.to_thread(Site.at(server.origin).signed_in, "nobody", "wrong horse battery")
    with pytest.raises(NoServer, match="does not answer"):
        await asyncio.to_thread(Site.at("http://127.0.0.1:1").request, "GET", "/")
    with pytest.raises(NoServer, match="not an address"):
        Site.at("ftp://numeral.example")


def test_figures_are_what_happened_between_two_looks() -> None:
    """What a server did before the run is not the run's."""
    text = 'h_bucket{{lane="ink",le="0.001"}} {}\nh_bucket{{lane="ink",le="+Inf"}} {}\n'
    kind = "# TYPE h histogram\n"
    between = Between(samples_of(kind + text.format(5, 6)), samples_of(kind + text.format(105, 107)))
    assert between.histogram("h", lane="ink") == {0.001: 100.0, float("inf"): 1.0}
    assert shares_ms(between.histogram("h")) == {"p50": 1.0, "p95": 1.0, "p99": 1.0}
    assert shares_ms({}) is None


def test_a_promise_without_a_figure_is_not_kept() -> None:
    """No answers at all have no percentile; that must not pass for quick."""
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0
    assert Promise("p95", 1.0, 1.0).kept
    assert not Promise("p95", percentile([], 95), 1.0).kept
