"""One file over HTTP: goes on where it stopped, appears whole and checked or not at all."""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from training.errors import FetchFailed

CHUNK = 1 << 16
TIMEOUT_S = 30.0
Show = Callable[[int, int | None], None]
"""Called with the bytes there are and the bytes there will be (None when the server does not say)."""


def download(url: str, to: Path, *, sha256: str | None, show: Show) -> str:
    """Fetch `url` into the file `to` and return its sha256.

    What arrived before a break is kept beside it as .part and asked for no second time, where the server can
    continue a file. Raises FetchFailed; a file with a wrong checksum is deleted, since going on would not mend it.
    """
    part = to.with_name(to.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        _receive(url, part, show)
    except urllib.error.HTTPError as error:
        raise FetchFailed(f"{url} answers {error.code} {error.reason}. {FetchFailed.hint}") from error
    except (OSError, http.client.HTTPException) as error:
        raise FetchFailed(f"{url} broke off: {error}. {FetchFailed.hint}") from error
    found = hashlib.sha256(part.read_bytes()).hexdigest()
    if sha256 is not None and found != sha256:
        part.unlink()
        raise FetchFailed(f"{url} is not the file it should be (sha256 {found}, not {sha256}).")
    part.replace(to)
    return found


def _receive(url: str, part: Path, show: Show) -> None:
    have = part.stat().st_size if part.exists() else 0
    if not url.startswith(("https://", "http://")):
        raise FetchFailed(f"{url} is no http address.")
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        answer = urllib.request.urlopen(request, timeout=TIMEOUT_S)
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        # The part is as long as the file, or longer: start over, the checksum decides.
        part.unlink()
        _receive(url, part, show)
        return
    with answer:
        goes_on = answer.status == 206 and _starts_at(answer.headers.get("Content-Range"), have)
        if answer.status == 206 and not goes_on:
            raise FetchFailed(f"{url} sent another part than was asked for.")
        _append(answer, part, have if goes_on else 0, show)


def _append(answer: http.client.HTTPResponse, part: Path, have: int, show: Show) -> None:
    length = answer.headers.get("Content-Length")
    total = have + int(length) if length else None
    with part.open("ab" if have else "wb") as file:
        while chunk := answer.read(CHUNK):
            file.write(chunk)
            have += len(chunk)
            show(have, total)
    if total is not None and have < total:
        raise FetchFailed(f"The connection closed after {have:,} of {total:,} bytes. {FetchFailed.hint}")


def _starts_at(content_range: str | None, start: int) -> bool:
    return bool(content_range and content_range.startswith(f"bytes {start}-"))
