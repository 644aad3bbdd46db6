"""What a test sends to be read, and how it waits for the answer."""

from __future__ import annotations

import asyncio
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.server.running import Running

PATIENCE_S = 60
"""Ends a test that would hang; nothing is measured by it."""

ENDED = ("done", "failed", "cancelled")

MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}

File = tuple[str, bytes]


async def upload(client: ClientSession, *files: File, ink: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    """Send files (name, content) and perhaps ink; returns the status and the answer."""
    parts = [_file(*file) for file in files]
    if ink is not None:
        parts.append(_part("ink", json.dumps(ink).encode(), "\r\nContent-Type: application/json"))
    async with client.post("/api/readings", data=_whole(parts), headers=MULTIPART) as response:
        return response.status, await response.json()


def form(name: str, content: bytes) -> io.BytesIO:
    """The body of an upload of one file."""
    return _whole([_file(name, content)])


def _whole(parts: Iterable[bytes]) -> io.BytesIO:
    return io.BytesIO(b"".join((*parts, b"--x--\r\n")))


def _file(name: str, content: bytes) -> bytes:
    return _part("files", content, f'; filename="{_escaped(name)}"')


def _part(name: str, content: bytes, rest: str) -> bytes:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{rest}\r\n\r\n'.encode() + content + b"\r\n"


def _escaped(name: str) -> str:
    """As browsers put names into the header."""
    return name.replace('"', "%22")


async def taken(client: ClientSession, *files: File) -> list[str]:
    """Send files that must be taken; returns the readings' ids."""
    status, answer = await upload(client, *files)
    assert status == 202, answer
    return [reading["id"] for reading in answer["readings"]]


async def ended(client: ClientSession, reading_id: str) -> dict[str, Any]:
    """The reading once it is done, failed or cancelled."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            detail: dict[str, Any] = await get(client, f"/api/readings/{reading_id}")
            if detail["status"] in ENDED:
                return detail


async def read(client: ClientSession, *files: File) -> list[dict[str, Any]]:
    """Send files and wait until all of them are read."""
    return [await ended(client, reading_id) for reading_id in await taken(client, *files)]


def stored_files(server: Running) -> list[Path]:
    """All files of pictures that the server keeps."""
    # Folders may go while they are walked through, which `rglob` does not bear.
    return [Path(folder, name) for folder, _, names in os.walk(server.settings.storage) for name in names]


async def get(client: ClientSession, path: str, status: int = 200) -> Any:
    """The JSON at `path`."""
    async with client.get(path) as response:
        assert response.status == status, await response.text()
        return await response.json(content_type=None)
