"""Scripts, styles and pictures of the pages: read once, served from memory, cached by browsers for good.

They are addressed as /static/v<hash of them all>/<path>. Modules import each other by relative paths, so one
version loads as a whole: never a new script beside an old one.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from server import WEB
from server.errors import NotFound
from server.keys import SETTINGS, STATIC

FOLDER = WEB / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

# Not left to the machine's own table: on some, .js is text/plain, which nosniff then refuses to run.
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is sent."""

    data: bytes
    content_type: str
    etag: str


class StaticFiles:
    """All files below `folder`; with `reload` they are read anew at each request and never cached."""

    def __init__(self, folder: Path = FOLDER, *, reload: bool = False) -> None:
        self._folder = folder
        self._reload = reload
        self._files = _read(folder)
        self.version = _version(self._files)

    def url(self, path: str) -> str:
        """The address of `path`. Raises NotFound: a page that names a missing file is broken."""
        self.get(path)
        return f"/static/{path}" if self._reload else f"/static/v{self.version}/{path}"

    def get(self, path: str) -> StaticFile:
        """The file at `path`, as in the folder. Raises NotFound."""
        if self._reload:
            self._look_again(path)
        try:
            return self._files[path]
        except KeyError:
            raise NotFound(f"There is no file {path!r}.") from None

    def _look_again(self, path: str) -> None:
        # Going through the folder for each of a page's many addresses would hold the loop: only for what is not known.
        if path in self._files and (self._folder / path).is_file():
            self._files[path] = _file(self._folder / path)
        else:
            self._files = _read(self._folder)


async def static_ctx(app: web.Application) -> AsyncIterator[None]:
    """Read the files before the first request."""
    app[STATIC] = StaticFiles(reload=app[SETTINGS].reload)
    yield


async def serve(request: web.Request) -> web.Response:
    """One file: for good under the version's address, to be asked about again under the plain one."""
    files = request.app[STATIC]
    version = request.match_info.get("version")
    file = files.get(request.match_info["path"])
    headers = {
        "Content-Type": file.content_type,
        # An old page may ask for a version that is gone: it gets the new file, not to be kept as the old.
        "Cache-Control": FOR_EVER if version == files.version else ASK_AGAIN,
        "ETag": file.etag,
    }
    if file.etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=file.data, headers=headers)


async def favicon(request: web.Request) -> web.Response:
    """What browsers ask for without having read a page."""
    raise web.HTTPFound(request.app[STATIC].url("icons/favicon.svg"))


ROUTES = [
    web.get("/static/v{version:[0-9a-f]{12}}/{path:.+}", serve),
    web.get("/static/{path:.+}", serve),
    web.get("/favicon.ico", favicon),
]


def _read(folder: Path) -> dict[str, StaticFile]:
    # Names come from the folder, never from a request: there is no way out of it.
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): _file(path) for path in paths}


def _file(path: Path) -> StaticFile:
    data = path.read_bytes()
    guess = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(data, guess, f'"{hashlib.sha256(data).hexdigest()[:20]}"')


def _version(files: dict[str, StaticFile]) -> str:
    digest = hashlib.sha256()
    for path, file in files.items():
        digest.update(f"{path}\0{file.etag}\0".encode())
    return digest.hexdigest()[:12]
