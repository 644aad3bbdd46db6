"""Pages kept a second, one transaction each and in batches: `python -m tests.benchmarks.keeping [--url URL]`.

Both ways in the same run, taking turns, on a database of the benchmark's own: an SQLite file, or one on the server at
URL, whose user may create databases.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from server.accounts.models import User
from server.db.engine import Database
from server.readings.bounds import Bounds, Load
from server.readings.log import ReadingLog
from server.readings.page_answer import PageResult
from server.readings.queue import Claim, ReadingQueue, Step
from server.readings.schemas import Summary
from server.readings.store import NewReading, ReadingStore
from tests.server.databases import fresh_database

READERS, PAGES, RUNS = 32, 8, 5
PAGE_BYTES = 8192

Keep = Callable[[Step], Awaitable[Summary | None]]


async def main(url: str | None) -> None:
    """Print the median and the range of each way, and how many transactions the batches took."""
    with TemporaryDirectory() as folder:
        async with fresh_database(url, Path(folder)) as fresh, Database.open(fresh) as database:
            queue = CountedQueue(database)
            await queue.join()
            log = ReadingLog(queue)
            writing = asyncio.create_task(log.run())
            rates: dict[str, list[float]] = {"one by one": [], "in batches": []}
            for _ in range(RUNS):
                rates["one by one"].append(await pages_per_s(database, queue, lambda step: alone(queue, step)))
                queue.commits = 0
                rates["in batches"].append(await pages_per_s(database, queue, log.keep))
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing
    for name, found in rates.items():
        print(f"{name}: {statistics.median(found):,.0f} pages/s ({min(found):,.0f} to {max(found):,.0f})")
    print(f"{READERS * PAGES} pages in batches took {queue.commits} transactions")


class CountedQueue(ReadingQueue):
    """Counts its transactions."""

    commits = 0

    async def keep(self, steps: list[Step]) -> list[Summary | None]:  # type: ignore[override]
        """As the queue does."""
        self.commits += 1
        return await super().keep(steps)


async def alone(queue: ReadingQueue, step: Step) -> Summary | None:
    """A transaction for each page."""
    return (await queue.keep([step]))[0]


async def pages_per_s(database: Database, queue: ReadingQueue, keep: Keep) -> float:
    """So many readers at once, each with a document of so many pages."""
    claims = await claimed(database, queue)
    began = time.perf_counter()
    await asyncio.gather(*(read(claim, keep) for claim in claims))
    return READERS * PAGES / (time.perf_counter() - began)


async def read(claim: Claim, keep: Keep) -> None:
    """All pages of a document, one after the other."""
    for page in range(PAGES):
        result = PageResult(page, reading="x" * PAGE_BYTES, text="1", confidence=1.0, crops=b"x" * PAGE_BYTES)
        if await keep(Step(claim, result, ended=page == PAGES - 1)) is None:
            raise RuntimeError("a page was not kept")


async def claimed(database: Database, queue: ReadingQueue) -> list[Claim]:
    """New documents, one for each reader."""
    plenty = Load(10_000, 10**9)
    name = f"{time.monotonic_ns():x}"
    async with database.writing() as session:
        user = User(name=name, name_key=name, email=name, email_key=name, password_hash="")
        session.add(user)
        await session.flush()
        owner = user.id
    new = [NewReading(f"{name[-14:]}-{n}", owner, "a.tiff", "tiff", PAGES, 1, "p") for n in range(READERS)]
    await ReadingStore(database, Bounds(plenty, plenty)).add(new)
    claims = [await queue.claim() for _ in new]
    return [claim for claim in claims if claim is not None]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.keeping", description=__doc__)
    parser.add_argument("--url", help="postgresql+asyncpg://… or mysql+asyncmy://…; SQLite without")
    asyncio.run(main(parser.parse_args().url))
