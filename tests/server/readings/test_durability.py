"""What was taken in is read: whatever is stopped, killed, full or away meanwhile."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar
from sqlalchemy import text, update
from structlog.testing import capture_logs

from server.accounts.models import User
from server.db.engine import Database
from server.keys import DATABASE
from server.readings.bounds import Bounds, Load
from server.readings.context import READINGS
from server.readings.errors import QueueFull
from server.readings.models import StoredReading
from server.readings.page_answer import PageResult
from server.readings.queue import MAX_ATTEMPTS, Claim, ReadingQueue, Step
from server.readings.schemas import ListQuery, Summary
from server.readings.store import NewReading, ReadingStore
from server.settings import Settings
from tests.server.accounts_at import sign_in, sign_up
from tests.server.live.client import opened
from tests.server.pictures import jpeg
from tests.server.readings.test_uploads import encoded
from tests.server.readings.uploads import MULTIPART, PATIENCE_S, ended, form, get, stored_files, taken, upload
from tests.server.running import Running, Start, connected, running

PLENTY = Bounds(of_one=Load(100, 100_000), of_all=Load(100, 100_000))
LINES = [("2467",), ("1180",)] * 6
TEXT = "\n".join(line for (line,) in LINES)


def everything_once(reading: dict[str, object]) -> None:
    """Every page was read, in order, none twice."""
    assert (reading["status"], reading["pages_done"], reading["text"]) == ("done", 12, TEXT)


async def test_a_stopped_server_goes_on_where_it_was(tmp_path: Path, start: Start) -> None:
    """It stops between pages; what was read is not read again."""
    settings = Settings(data_dir=tmp_path, port=0, host="127.0.0.1")
    stack = AsyncExitStack()
    server = await stack.enter_async_context(running(settings))
    async with connected(server) as client:
        await sign_up(client, "ada")
        async with opened(server, client) as page:
            await page.hello()
            ids = await taken(client, *((f"{n}.tiff", encoded("TIFF", *LINES)) for n in range(3)))
            await page.get("reading.progress")
        await stack.aclose()
    server = await start(database_url=settings.database)
    async with connected(server) as client:
        await sign_in(client, "ada")
        for reading_id in ids:
            everything_once(await ended(client, reading_id))


@asynccontextmanager
async def process(data_dir: Path, **settings: str) -> AsyncIterator[tuple[Process, str]]:
    """`numeral serve` as people run it; yields it with its address."""
    command = [sys.executable, "-m", "server", "--port", "0", "--host", "127.0.0.1", "--data-dir", str(data_dir)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMERAL_")}
    environment |= settings
    server = await asyncio.create_subprocess_exec(*command, stdout=PIPE, env=environment, cwd=Path(__file__).parents[3])
    try:
        assert server.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            port = re.search(rb":(\d+)", await server.stdout.readline())
        assert port is not None
        yield server, f"http://127.0.0.1:{int(port.group(1))}"
    finally:
        if server.returncode is None:
            server.send_signal(signal.SIGTERM)
        await server.wait()


def client_of(origin: str) -> ClientSession:
    return ClientSession(origin, cookie_jar=CookieJar(unsafe=True), headers={"Origin": origin})


async def test_a_killed_server_loses_no_upload(tmp_path: Path) -> None:
    """kill -9 in the middle of a document; after the restart it is read to its end."""
    async with process(tmp_path) as (server, origin), client_of(origin) as client:
        await sign_up(client, "ada")
        ids = await taken(client, *((f"{n}.tiff", encoded("TIFF", *LINES)) for n in range(2)))
        while not (await get(client, f"/api/readings/{ids[0]}"))["pages_done"]:
            pass
        server.kill()
        await server.wait()
    async with process(tmp_path) as (server, origin), client_of(origin) as client:
        await sign_in(client, "ada")
        for reading_id in ids:
            everything_once(await ended(client, reading_id))
        server.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE_S):
            assert await server.wait() == 0


async def test_a_file_that_takes_the_server_down_is_not_tried_for_ever(tmp_path: Path, start: Start) -> None:
    """Three starts without a page done are enough."""
    first = await start()
    async with connected(first) as client:
        await sign_up(client, "ada")
        (reading_id,) = await taken(client, ("a.jpg", jpeg("2467")))
        await ended(client, reading_id)
    async with first.app[DATABASE].writing() as session:
        await session.execute(text("DELETE FROM read_pages"))
        await session.execute(update(StoredReading).values(status="reading", pages_done=0, attempts=MAX_ATTEMPTS))
    second = await start()
    async with connected(second) as client:
        await sign_in(client, "ada")
        reading = await ended(client, reading_id)
    assert (reading["status"], reading["error"]["code"]) == ("failed", "reading.gave_up")


async def test_a_database_that_is_away_for_a_moment_costs_nothing(server: Running, signed_in: ClientSession) -> None:
    """The worker keeps what it has read and asks again."""
    database = server.app[DATABASE]
    async with database.writing() as session:
        await session.execute(text("ALTER TABLE read_pages RENAME TO away"))
    with capture_logs() as logs:
        (reading_id,) = await taken(signed_in, ("a.jpg", jpeg("2467")))
        async with asyncio.timeout(PATIENCE_S):
            while not any(entry["event"] == "readings.away" for entry in logs):
                await get(signed_in, "/healthz")
        async with database.writing() as session:
            await session.execute(text("ALTER TABLE away RENAME TO read_pages"))
        reading = await ended(signed_in, reading_id)
    assert (reading["status"], reading["text"]) == ("done", "2467")


async def test_a_disk_that_is_nearly_full_takes_nothing(start: Start) -> None:
    """Before it is really full: the database needs room too."""
    server = await start(spare_bytes=2**62)
    async with connected(server) as client:
        await sign_up(client, "ada")
        status, answer = await upload(client, ("a.jpg", jpeg("2467")))
    assert (status, answer["error"]["code"]) == (507, "upload.storage_full")
    assert not stored_files(server)


async def stop_reading(server: Running) -> None:
    """What is taken from now on waits."""
    for task in server.app[READINGS].worker._tasks:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    "bound", [{"max_waiting_of_one": 1}, {"max_waiting_bytes_of_one": 10_000, "max_upload_bytes": 10_000}]
)
async def test_who_has_too_much_waiting_is_asked_to_come_back(start: Start, bound: dict[str, int]) -> None:
    """In files or in bytes, with the seconds after which it makes sense; nothing of the upload is kept."""
    server = await start(**bound)
    async with connected(server) as client:
        await sign_up(client, "ada")
        await stop_reading(server)
        (first,) = await taken(client, ("first.jpg", jpeg("2467")))
        async with client.post("/api/readings", data=form("second.jpg", jpeg("2467")), headers=MULTIPART) as response:
            assert response.status == 429
            assert int(response.headers["Retry-After"]) > 0
            assert (await response.json())["error"]["code"] == "upload.queue_full"
        assert len(stored_files(server)) == 1
        await client.delete(f"/api/readings/{first}")
        await taken(client, ("second.jpg", jpeg("2467")))


async def test_a_server_with_too_much_waiting_asks_others_to_come_back_too(start: Start) -> None:
    """503: it is not their doing."""
    server = await start(max_waiting_of_one=1, max_waiting=1)
    async with connected(server) as client, connected(server) as other:
        await sign_up(client, "ada")
        await sign_up(other, "bob")
        await stop_reading(server)
        await taken(client, ("first.jpg", jpeg("2467")))
        async with other.post("/api/readings", data=form("a.jpg", jpeg("1")), headers=MULTIPART) as response:
            assert response.status == 503
            assert int(response.headers["Retry-After"]) > 0
            assert (await response.json())["error"]["code"] == "upload.server_full"


async def test_uploads_at_the_same_moment_do_not_pass_the_bound_together(database: Database) -> None:
    """They are counted one after the other, whichever server takes them."""
    store = ReadingStore(database, Bounds(of_one=Load(2, 10_000), of_all=Load(100, 100_000)))
    adding = (store.add([new(f"r{n}", 1)]) for n in range(6))
    answers = await asyncio.gather(*adding, return_exceptions=True)
    assert sum(isinstance(answer, QueueFull) for answer in answers) == 4
    assert (await store.find(1, (await store.listing(1, ListQuery()))[0].public_id)).status == "queued"


async def test_an_upload_that_breaks_off_leaves_nothing_behind(server: Running, signed_in: ClientSession) -> None:
    """Not the file that had arrived, nor the half one."""
    host, port = server.origin.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    cookie = "; ".join(f"{cookie.key}={cookie.value}" for cookie in signed_in.cookie_jar)
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
    head = f"POST /api/readings HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {server.origin}\r\nCookie: {cookie}\r\n"
    head += "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 900000\r\n\r\n"
    writer.write(head.encode() + part + jpeg("2467") + b"\r\n" + part + jpeg("1180")[:2000])
    await writer.drain()

    async with asyncio.timeout(PATIENCE_S):
        while not stored_files(server):  # a part's end is told from what comes after it
            writer.write(bytes(64))
            await get(signed_in, "/healthz")
        writer.close()
        await writer.wait_closed()
        while stored_files(server):
            await get(signed_in, "/healthz")
    assert (await get(signed_in, "/api/readings"))["readings"] == []


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with two users and no server."""
    async with Database.open(database_url) as opened_database:
        async with opened_database.writing() as session:
            for number in (1, 2):
                name = f"user{number}"
                session.add(User(name=name, name_key=name, email=name, email_key=name, password_hash=""))
        yield opened_database


def new(public_id: str, user_id: int, pages: int = 1) -> NewReading:
    return NewReading(public_id, user_id, "a.jpg", "jpeg", pages, 100, f"picture-{public_id}")


async def page_done(queue: ReadingQueue, claim: Claim, result: PageResult) -> Summary | None:
    (kept,) = await queue.keep([Step(claim, result)])
    return kept


async def test_users_take_turns_in_the_queue(database: Database) -> None:
    """Somebody with a thousand files does not keep another's one file waiting."""
    await ReadingStore(database, PLENTY).add([*(new(f"many{n}", 1) for n in range(3)), new("few", 2)])
    queue = ReadingQueue(database)
    order = []
    while (claim := await queue.claim()) is not None:
        order.append(claim.public_id)
    assert order == ["many0", "few", "many1", "many2"]


async def test_a_reading_is_claimed_once(database: Database) -> None:
    """By however many workers at the same time."""
    await ReadingStore(database, PLENTY).add([new(f"r{n}", 1) for n in range(5)])
    queues = [ReadingQueue(database) for _ in range(4)]
    claims = await asyncio.gather(*(queue.claim() for queue in queues for _ in range(3)))
    claimed = [claim.public_id for claim in claims if claim is not None]
    assert len(claimed) == len(set(claimed))
    while (claim := await queues[0].claim()) is not None:
        claimed.append(claim.public_id)
    assert sorted(claimed) == [f"r{n}" for n in range(5)]


async def test_a_cancelled_reading_takes_no_more_results(database: Database) -> None:
    """A page that was being read when it was cancelled is not kept, and it does not become done."""
    store, queue = ReadingStore(database, PLENTY), ReadingQueue(database)
    await store.add([new("r", 1, pages=2)])
    claim = await queue.claim()
    assert claim is not None
    assert await page_done(queue, claim, PageResult(0, reading="{}", text="12")) is not None
    await store.cancel(1, "r")
    assert await page_done(queue, claim, PageResult(1, reading="{}", text="34")) is None
    assert await queue.keep([Step(claim, ended=True)]) == [None]
    await queue.release(claim)
    row = await store.find(1, "r")
    assert (row.status, row.text, row.pages_done) == ("cancelled", "12", 1)


async def test_a_result_that_is_sent_twice_counts_once(database: Database) -> None:
    """The commit had worked, only its answer was lost."""
    store, queue = ReadingStore(database, PLENTY), ReadingQueue(database)
    await store.add([new("r", 1, pages=2)])
    claim = await queue.claim()
    assert claim is not None
    first = PageResult(0, reading="{}", text="12", confidence=0.5, verdict="ask", numbers=3, to_check=1)
    for _ in range(2):
        assert await page_done(queue, claim, first) is not None
    row = await store.find(1, "r")
    assert (row.pages_done, row.text, row.confidence, row.verdict) == (1, "12", 0.5, "ask")
    assert (row.numbers, row.to_check) == (3, 1)
    await page_done(queue, claim, PageResult(1, reading="{}", text="34", confidence=0.99, verdict="accept", numbers=1))
    row = await store.find(1, "r")
    assert (row.pages_done, row.confidence, row.verdict) == (2, 0.5, "ask")
    assert (row.numbers, row.to_check) == (4, 1)


async def test_a_released_reading_is_claimed_again_with_what_was_done(database: Database) -> None:
    """And has not used up an attempt."""
    queue = ReadingQueue(database)
    await ReadingStore(database, PLENTY).add([new("r", 1, pages=3)])
    for _ in range(MAX_ATTEMPTS + 2):
        claim = await queue.claim()
        assert claim is not None
        assert claim.attempt == 1
        await queue.release(claim)
    claim = await queue.claim()
    assert claim is not None
    await page_done(queue, claim, PageResult(0, reading="{}"))
    await queue.leave()
    again = await queue.claim()
    assert again is not None
    assert again.done == frozenset({0})
