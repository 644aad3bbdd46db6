"""Pictures in a bucket of an S3-compatible store: s3://bucket/prefix?endpoint=https://…&region=….

Credentials come from where they usually do: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the machine's own role.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store
from yarl import URL

from server.cannot_start import CannotStart
from server.readings.errors import StorageAway
from server.readings.incoming import Incoming
from server.readings.storage import ORIGINAL, SETTLED_S, Stream

if TYPE_CHECKING:
    from obstore.store import S3Config

log = structlog.get_logger()

CHUNK_BYTES = 256 * 1024
CONNECT_S, ANSWER_S, RETRY_S = 5, 60, 8
"""Somebody waits for the picture: a store that does not answer is told soon, not after minutes of trying."""


class BucketStorage:
    """One object for each original and for what was made from it. See Storage for what the methods do."""

    def __init__(self, url: str, incoming: Incoming, spare_bytes: int) -> None:
        self._url = url
        self._store = _store(URL(url))
        self._incoming = incoming
        self._spare_bytes = spare_bytes
        self.new_file = incoming.new_file
        self.close = incoming.close

    def open(self) -> None:
        """Raises CannotStart unless something can be put there and deleted."""
        probe = f"probe-{secrets.token_hex(8)}"
        try:
            self._store.put(probe, b"")
            self._store.delete(probe)
        except (BaseError, OSError) as error:
            where = URL(self._url).with_query(None)
            hint = "Check NUMERAL_STORAGE_URL, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            raise CannotStart(f"The bucket {where} cannot be used: {_short(error)}. {hint}") from error
        self._incoming.open()

    def has_room(self, size: int) -> bool:
        """On this machine, through which it passes."""
        return self._incoming.free_bytes() - size >= self._spare_bytes

    def keep(self, arrived: Path) -> str:
        """In parts when it is large; it is there as a whole or not at all."""
        name = secrets.token_hex(11)
        with _away_told():
            self._store.put(_key(name, ORIGINAL), arrived)
        return name

    def fetch(self, name: str) -> Path:
        """A copy, so that a document is not brought here again for each of its pages."""
        path = self._incoming.new_file()
        try:
            with _away_told(), path.open("wb") as file:
                for chunk in self._store.get(_key(name, ORIGINAL)).stream(min_chunk_size=CHUNK_BYTES):
                    file.write(chunk)
        except FileNotFoundError:
            path.unlink(missing_ok=True)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def give_back(self, fetched: Path) -> None:
        """Delete the copy."""
        fetched.unlink(missing_ok=True)

    def find(self, name: str, what: str) -> Path | Stream | None:
        """Its bytes come as they are asked for."""
        try:
            with _away_told():
                found = self._store.get(_key(name, what))
        except FileNotFoundError:
            return None
        return Stream(found.meta["size"], found.meta["e_tag"], aiter(found.stream(min_chunk_size=CHUNK_BYTES)))

    def put(self, name: str, what: str, data: bytes) -> None:
        """See Storage."""
        with _away_told():
            self._store.put(_key(name, what), data)

    def remove(self, name: str) -> None:
        """All objects of the name."""
        try:
            with _away_told():
                keys = [found["path"] for found in self._store.list(prefix=_key(name, "")).collect()]
                if keys:
                    self._store.delete(keys)
        except OSError as error:
            log.warning("storage.remove_failed", error=str(error))

    def settled_names(self) -> set[str]:
        """By the store's own times."""
        settled = time.time() - SETTLED_S
        names: set[str] = set()
        young: set[str] = set()
        with _away_told():
            for some in self._store.list():
                for found in some:
                    of = names if found["last_modified"].timestamp() < settled else young
                    of.update(found["path"].split("/")[-2:-1])
        return names - young


def _store(url: URL) -> S3Store:
    endpoint = url.query.get("endpoint", "")
    where: S3Config = {}
    if endpoint:
        where["endpoint"] = endpoint
    if region := url.query.get("region"):
        where["region"] = region
    return S3Store(
        url.host or "",
        prefix=url.path.strip("/") or None,
        config=where,
        client_options={
            "allow_http": endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=CONNECT_S),
            "timeout": timedelta(seconds=ANSWER_S),
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=RETRY_S)},
    )


def _key(name: str, what: str) -> str:
    return f"{name[:2]}/{name}/{what}"


@contextmanager
def _away_told() -> Iterator[None]:
    """Raises StorageAway for anything but FileNotFoundError and trouble with this machine's own disk."""
    try:
        yield
    except BaseError as error:
        if isinstance(error, FileNotFoundError):
            raise
        log.warning("storage.away", error=_short(error))
        raise StorageAway from error


def _short(error: Exception) -> str:
    """The first line of what the store or the library said, without its debugging notes."""
    return str(error).strip().partition("\n")[0].rstrip(".")
