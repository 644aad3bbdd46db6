"""What became of uploads: each is read once or reported failed, or it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from server.bench.live_socket import now_ms
from server.bench.site import Site
from server.bench.tally import Tally

LOOK_EVERY_S = 0.25
ENDED = frozenset({"done", "failed", "cancelled"})


async def watched(site: Site, posted: dict[str, float], tally: Tally, stop: asyncio.Event, patience_s: float) -> None:
    """Look at the uploads until `stop` is set and all have ended, or for `patience_s` after that.

    Those that have not ended then, and those that the server does not know, count as lost.
    """
    ended: set[str] = set()
    loop = asyncio.get_running_loop()
    until: float | None = None
    while True:
        waiting = [reading for reading in posted if reading not in ended]
        if stop.is_set():
            until = until or loop.time() + patience_s
            if not waiting or loop.time() > until:
                tally.lost += len(waiting)
                return
        for reading, status in await _statuses(site, waiting):
            if status in ENDED:
                ended.add(reading)
                tally.answered += status == "done"
                tally.answer_ms.append(now_ms() - posted[reading])
                if status != "done":
                    tally.errors[status] += 1
        await asyncio.sleep(LOOK_EVERY_S)


async def _statuses(site: Site, wanted: Iterable[str]) -> list[tuple[str, str]]:
    """Status of each of these uploads that the user's list has."""
    missing = set(wanted)
    found: list[tuple[str, str]] = []
    before: str | None = None
    while missing:
        answer = await site.get("/api/readings?limit=100" + (f"&before={before}" if before else ""))
        if answer.status != 200:
            break
        listing = answer.json()
        for reading in listing["readings"]:
            if reading["id"] in missing:
                missing.discard(reading["id"])
                found.append((reading["id"], reading["status"]))
        before = listing["next"]
        if before is None:
            break
    return found
