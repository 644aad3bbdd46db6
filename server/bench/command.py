"""What `numeral bench` does, once it is known where and what."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import ExitStack

from rich.console import Console

from server.bench.own_server import own_server
from server.bench.proofs import PROOFS, Proof
from server.bench.raw import RawNetwork
from server.bench.run import Load, Where, play
from server.bench.site import Site

RAW_S = 1.0


def proved(what: str, site: Site | None, load: Load) -> Proof:
    """Play the load, or give the named proof with runs as long as the load's; `site` None starts a server for it.

    Raises BenchFailed. SIGTERM ends it, and the server that it started, without figures.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with ExitStack() as stack:
        if site is None:
            own = stack.enter_context(own_server())
            where = Where(own.signed_up("bench"), own.signed_up("bench-uploads"))
        else:
            where = Where(site, site)
        return asyncio.run(_prove(what, where, load, raw=site is None))


async def _prove(what: str, where: Where, load: Load, *, raw: bool) -> Proof:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop.set)
    with Console(stderr=True).status("starting") as status:

        def told(doing: str, done: float, of: float) -> None:
            status.update(f"{doing} {done:.0f} of {of:.0f}")

        if what != "load":
            return await PROOFS[what](where, load.seconds, stop, told)
        network = RawNetwork() if raw else None
        rates = [await network.per_s(RAW_S)] if network else []
        outcome = await play(where, load, stop, told)
        if network:
            # Before and after: what else the machine does is evened out.
            rates.append(await network.per_s(RAW_S))
            network.close()
            outcome.raw_per_s = sum(rates) / len(rates)
    if outcome.lost:
        print(f"{outcome.lost} inputs were never answered", file=sys.stderr)
    return Proof("load", {"load": outcome})
