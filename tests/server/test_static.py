"""Scripts and styles: kept for good under the address of their version, never an old one beside a new one."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession

from server.errors import NotFound
from server.keys import STATIC
from server.static import StaticFiles
from tests.server.accounts_at import page
from tests.server.running import Running, Start, connected


def folder(path: Path, **files: str) -> Path:
    """A folder with these files; `_` in a name stands for a dot."""
    for name, text in files.items():
        (path / name.replace("_", ".")).write_text(text)
    return path


def test_the_version_is_of_all_files_together(tmp_path: Path) -> None:
    """A module that did not change is loaded anew with one that did: they belong together."""
    before = StaticFiles(folder(tmp_path, a_js="1", b_js="2"))
    assert before.url("a.js") == f"/static/v{before.version}/a.js"
    assert StaticFiles(folder(tmp_path, a_js="1")).version == before.version
    assert StaticFiles(folder(tmp_path, b_js="3")).version != before.version


def test_a_page_cannot_name_a_file_that_is_missing(tmp_path: Path) -> None:
    """It fails in the tests of that page instead of in a browser."""
    with pytest.raises(NotFound):
        StaticFiles(folder(tmp_path, a_js="1")).url("b.js")


def test_while_working_on_pages_files_are_read_anew(tmp_path: Path) -> None:
    """And addressed without a version, so that browsers ask each time."""
    files = StaticFiles(folder(tmp_path, a_js="1"), reload=True)
    assert files.url("a.js") == "/static/a.js"
    folder(tmp_path, a_js="2")
    assert files.get("a.js").data == b"2"
    kept = StaticFiles(tmp_path)
    folder(tmp_path, a_js="3")
    assert kept.get("a.js").data == b"2"


async def test_files_are_kept_by_browsers_for_good(server: Running, client: ClientSession) -> None:
    """Under the version's address; under the plain one they are asked about again, which is cheap."""
    files = server.app[STATIC]
    async with client.get(files.url("css/base.css")) as response:
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.content_type == "text/css"
        etag = response.headers["ETag"]
    async with client.get("/static/css/base.css") as response:
        assert response.headers["Cache-Control"] == "no-cache"
    async with client.get("/static/css/base.css", headers={"If-None-Match": etag}) as response:
        assert response.status == 304
        assert await response.read() == b""


async def test_a_version_that_is_gone_is_not_kept_under_its_name(client: ClientSession) -> None:
    """A page that was open during an update goes on working; its cache is not spoilt."""
    async with client.get("/static/v000000000000/css/base.css") as response:
        assert response.status == 200
        assert response.headers["Cache-Control"] == "no-cache"


async def test_nothing_outside_the_folder_is_served(client: ClientSession) -> None:
    """Only what was read at start is there to be asked for."""
    for path in (
        "/static/../pages/base.html",
        "/static/%2e%2e/pages/base.html",
        "/static//etc/passwd",
        "/static/.hidden",
    ):
        assert (await page(client, path)).status == 404, path


async def test_scripts_have_a_type_that_browsers_run(server: Running, client: ClientSession) -> None:
    """With nosniff, a module that is called plain text does not run, whatever this machine calls .js."""
    async with client.get("/static/js/shell.js") as response:
        assert response.content_type == "text/javascript"
    async with client.get("/static/manifest.webmanifest") as response:
        assert response.content_type == "application/manifest+json"


async def test_the_icon_that_browsers_ask_for_unasked(client: ClientSession) -> None:
    """Answered without a line of complaint in the log."""
    async with client.get("/favicon.ico") as response:
        assert response.status == 200
        assert response.content_type == "image/svg+xml"


async def test_a_server_for_work_on_pages_shows_every_change(start: Start) -> None:
    """`reload`: the page names plain addresses."""
    async with connected(await start(reload=True)) as client:
        assert 'href="/static/css/base.css"' in await (await page(client, "/")).text()
