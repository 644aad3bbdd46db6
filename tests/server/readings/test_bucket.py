"""Pictures in a bucket: the same as in a folder, and a store that is away is told and waited for.

The store is moto's server, a process that speaks S3 on a port of its own.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession
from obstore.store import S3Store
from sqlalchemy import update
from structlog.testing import capture_logs
from yarl import URL

from server.cannot_start import CannotStart
from server.keys import DATABASE
from server.readings.bucket import BucketStorage
from server.readings.context import READINGS
from server.readings.incoming import Incoming
from server.readings.models import StoredReading
from server.readings.retention import sweep_once
from server.readings.store import NewReading
from server.settings import Settings
from server.settings_io import SettingsError, load
from tests.server.accounts_at import sign_up
from tests.server.cable import Cable, cable_to
from tests.server.pictures import jpeg
from tests.server.readings.test_uploads import encoded
from tests.server.readings.uploads import MULTIPART, PATIENCE_S, ended, form, get, read, stored_files
from tests.server.running import Running, Start, connected, running

BUCKET = "numeral-test"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[URL]:
    """Where the store listens."""
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        said = ""
        while (found := re.search(r"http://127\.0\.0\.1:\d+", said)) is None:
            line = server.stderr.readline()
            assert line, said
            said += line
        yield URL(found.group())
    finally:
        server.kill()
        server.communicate()


@pytest.fixture
async def cable(endpoint: URL, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cable]:
    """The line to a store with an empty bucket, and its keys in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    async with ClientSession(endpoint) as client:
        async with client.post("/moto-api/reset") as response:
            assert response.status == 200, await response.text()
        async with client.put(f"/{BUCKET}") as response:
            assert response.status == 200, await response.text()
    assert endpoint.host is not None
    assert endpoint.port is not None
    async with cable_to(endpoint.host, endpoint.port) as line:
        yield line


def url_of(cable: Cable, bucket: str = BUCKET) -> str:
    return f"s3://{bucket}/pictures?endpoint=http://127.0.0.1:{cable.port}&region=us-east-1"


@pytest.fixture
async def server(start: Start, cable: Cable) -> Running:
    """A server that keeps pictures in the bucket."""
    return await start(storage_url=url_of(cable))


async def objects(endpoint: URL) -> list[str]:
    """What lies in the bucket, asked of the store itself."""
    store = S3Store(BUCKET, endpoint=str(endpoint).rstrip("/"), region="us-east-1", client_options={"allow_http": True})
    return [found["path"] for found in await store.list().collect_async()]


async def test_a_picture_in_a_bucket_is_read_and_shown(
    signed_in: ClientSession, endpoint: URL, server: Running
) -> None:
    """The very bytes come back; nothing stays on the server's own disk."""
    original = jpeg("2467")
    one, many = await read(signed_in, ("a.jpg", original), ("b.tiff", encoded("TIFF", ("2467",), ("1180",))))
    assert (one["text"], many["text"]) == ("2467", "2467\n1180")
    async with signed_in.get(f"/api/readings/{one['id']}/pages/0/image") as response:
        assert (response.status, response.content_type) == (200, "image/jpeg")
        assert await response.read() == original
        tag = response.headers["ETag"]
    async with signed_in.get(f"/api/readings/{one['id']}/pages/0/image", headers={"If-None-Match": tag}) as response:
        assert response.status == 304
    before = await objects(endpoint)
    for _ in range(2):
        async with signed_in.get(f"/api/readings/{many['id']}/pages/1/thumbnail") as response:
            assert (response.status, response.content_type) == (200, "image/jpeg")
    assert len(await objects(endpoint)) == len(before) + 1
    assert all(path.startswith("pictures/") for path in await objects(endpoint))
    assert not stored_files(server)


async def test_what_is_deleted_leaves_nothing_in_the_bucket(signed_in: ClientSession, endpoint: URL) -> None:
    """With all that was made of it; the pictures of others stay."""
    gone, stays = await read(signed_in, ("a.jpg", jpeg("2467")), ("b.jpg", jpeg("1180")))
    for reading in (gone, stays):
        async with signed_in.get(f"/api/readings/{reading['id']}/pages/0/thumbnail") as response:
            assert response.status == 200
    assert len(await objects(endpoint)) == 4
    async with signed_in.delete(f"/api/readings/{gone['id']}") as response:
        assert response.status == 204
    assert len(await objects(endpoint)) == 2
    async with signed_in.get(f"/api/readings/{stays['id']}/pages/0/image") as response:
        assert response.status == 200


async def test_retention_deletes_in_the_bucket_too(
    server: Running, signed_in: ClientSession, endpoint: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is over its time, and what belongs to nothing."""
    old, young = await read(signed_in, ("old.jpg", jpeg("2467")), ("young.jpg", jpeg("1180")))
    async with server.app[DATABASE].writing() as session:
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        await session.execute(
            update(StoredReading).where(StoredReading.public_id == old["id"]).values(created=long_ago)
        )
    readings = server.app[READINGS]
    stray = readings.storage.new_file()
    stray.write_bytes(b"x")
    await asyncio.to_thread(readings.storage.keep, stray)
    await sweep_once(readings.store, readings.storage, 30)
    assert len(await objects(endpoint)) == 2, "a stray may be one that has not got into the database yet"
    monkeypatch.setattr("server.readings.bucket.SETTLED_S", -60.0)
    await sweep_once(readings.store, readings.storage, 30)
    assert len(await objects(endpoint)) == 1
    await get(signed_in, f"/api/readings/{young['id']}")


async def test_without_keeping_images_the_bucket_is_emptied(start: Start, cable: Cable, endpoint: URL) -> None:
    """As soon as they are read."""
    server = await start(storage_url=url_of(cable), keep_images=False)
    async with connected(server) as client:
        await sign_up(client, "ada")
        (reading,) = await read(client, ("a.jpg", jpeg("2467")))
    assert (reading["text"], reading["has_image"]) == ("2467", False)
    assert await objects(endpoint) == []


async def test_a_store_that_is_away_is_told_and_waited_for(signed_in: ClientSession, cable: Cable) -> None:
    """Uploads and pictures answer 503 with the time to come back; what was taken before is read when it is back."""
    (reading,) = await read(signed_in, ("a.jpg", jpeg("2467")))
    await cable.cut()
    body = form("b.jpg", jpeg("1180"))
    async with signed_in.post("/api/readings", data=body, headers=MULTIPART) as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "5")
        assert (await response.json())["error"]["code"] == "upload.storage_away"
    async with signed_in.get(f"/api/readings/{reading['id']}/pages/0/image") as response:
        assert response.status == 503
    assert (await get(signed_in, "/api/readings"))["readings"][0]["id"] == reading["id"]
    await cable.mend()
    (later,) = await read(signed_in, ("b.jpg", jpeg("1180")))
    assert later["text"] == "1180"


async def test_a_reading_waits_for_its_picture(server: Running, signed_in: ClientSession, cable: Cable) -> None:
    """It is not failed because the store was away when its turn came."""
    readings = server.app[READINGS]
    arrived = readings.storage.new_file()
    arrived.write_bytes(jpeg("2467"))
    picture = await asyncio.to_thread(readings.storage.keep, arrived)
    await cable.cut()
    with capture_logs() as logs:
        await readings.store.add([NewReading("r", 1, "a.jpg", "jpeg", 1, 100, picture)])
        readings.worker.wake()
        async with asyncio.timeout(PATIENCE_S):
            while not any(entry["event"] == "readings.away" for entry in logs):
                await get(signed_in, "/healthz")
    await cable.mend()
    assert (await ended(signed_in, "r"))["text"] == "2467"


@pytest.mark.parametrize("bucket", ["no-such-bucket", None])
async def test_a_bucket_that_cannot_be_used_stops_the_start(tmp_path: Path, cable: Cable, bucket: str | None) -> None:
    """In a sentence that names the bucket and what to check."""
    url = url_of(cable, bucket or BUCKET)
    if bucket is None:
        await cable.cut()
    settings = Settings(data_dir=tmp_path, port=0, host="127.0.0.1", storage_url=url)
    with pytest.raises(CannotStart, match=f"The bucket s3://{bucket or BUCKET}/pictures cannot be used.*AWS_ACCESS"):
        async with running(settings):
            pass


@pytest.mark.parametrize("url", ["s3://", "http://store/bucket", "s3://bucket?key=secret"])
def test_an_address_that_is_no_bucket_s_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything starts; keys do not belong into it."""
    monkeypatch.setenv("NUMERAL_STORAGE_URL", url)
    with pytest.raises(SettingsError, match="must look like s3://bucket/prefix"):
        load()


def test_without_the_package_the_start_says_what_to_install(tmp_path: Path) -> None:
    """The extra is named."""
    program = (
        "import sys; sys.modules['obstore'] = None\n"
        "from server.cannot_start import CannotStart\n"
        "from server.readings.storage import storage_of\n"
        "from server.settings import Settings\n"
        "try: storage_of(Settings(data_dir=sys.argv[1], storage_url='s3://bucket'))\n"
        "except CannotStart as error: print(error)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert "pip install 'numeral[s3]'" in told.stdout


async def test_a_copy_of_what_is_gone_is_not_made(tmp_path: Path, cable: Cable) -> None:
    """The reader then says that the picture is not there."""
    incoming = Incoming(tmp_path / "incoming")
    incoming.open()
    storage = BucketStorage(url_of(cable), incoming, 0)
    fetched = await asyncio.to_thread(storage.fetch, "0" * 22)
    assert not fetched.exists()
    incoming.close()
