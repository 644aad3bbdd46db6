"""Every page, as a browser opens it."""

from __future__ import annotations

import re

import pytest
from aiohttp import ClientSession

from tests.server.accounts_at import page, sign_in
from tests.server.running import Running

OPEN = ("/", "/sign-in", "/sign-up", "/forgot-password", "/reset-password?token=x")
FOR_SIGNED_IN = ("/draw", "/camera", "/upload", "/history", "/history/some-id", "/account")


async def test_pages_before_sign_in_open(client: ClientSession) -> None:
    """With a heading, as HTML, and not kept by caches."""
    for path in OPEN:
        response = await page(client, path)
        text = await response.text()
        assert response.status in (200, 410), path
        assert response.content_type == "text/html"
        assert response.headers["Cache-Control"] == "no-store"
        assert "<h1" in text, path


async def test_the_rest_leads_to_sign_in_and_back(client: ClientSession) -> None:
    """Whoever follows a link into the product gets there after signing in."""
    for path in FOR_SIGNED_IN:
        response = await page(client, path)
        assert response.status == 303, path
        assert response.headers["Location"] == f"/sign-in?next={path}"


async def test_pages_open_for_who_is_signed_in(signed_in: ClientSession) -> None:
    """With their name in the frame and a way out."""
    for path in ("/", *FOR_SIGNED_IN):
        response = await page(signed_in, path)
        text = await response.text()
        assert response.status == 200, path
        assert "Signed in as ada" in text, path
        assert 'action="/sign-out"' in text, path


async def test_who_is_signed_in_does_not_see_the_door(signed_in: ClientSession) -> None:
    """The forms for signing in and up lead home."""
    for path in ("/sign-in", "/sign-up"):
        assert (await page(signed_in, path)).headers["Location"] == "/"


async def test_everything_a_page_loads_is_here(signed_in: ClientSession) -> None:
    """Each script, style and icon that a page names is answered, by this server, to be kept for good."""
    for path in ("/", "/sign-up", *FOR_SIGNED_IN):
        text = await (await page(signed_in, path)).text()
        named = set(re.findall(r'(?:src|href)="([^"#]+\.(?:js|css|svg|webmanifest))["#]', text))
        for address in named:
            assert address.startswith("/static/"), address
            async with signed_in.get(address) as response:
                assert response.status == 200, address
                assert "immutable" in response.headers["Cache-Control"]


async def test_modules_find_each_other(server: Running, signed_in: ClientSession) -> None:
    """Every relative import, from every page's scripts on, is a file that is served as a script."""
    seen: set[str] = set()
    texts = [await (await page(signed_in, path)).text() for path in ("/", *FOR_SIGNED_IN)]
    waiting = {found for text in texts for found in re.findall(r'src="([^"]+\.js)"', text)}
    while waiting - seen:
        address = (waiting - seen).pop()
        seen.add(address)
        async with signed_in.get(address) as response:
            assert response.status == 200, address
            assert response.content_type == "text/javascript"
            folder = address.rpartition("/")[0]
            imports = re.findall(r'(?:from|import)\s*\(?\s*"\./([^"]+\.js)"', await response.text())
            waiting |= {f"{folder}/{name}" for name in imports}
    assert len(seen) > 10


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('"><img src=x>', "&#34;&gt;&lt;img src=x&gt;"),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
    ],
)
async def test_what_people_type_is_text(client: ClientSession, typed: str, shown: str) -> None:
    """Never HTML, never a template."""
    text = await (await sign_in(client, typed, "x")).text()
    assert f'value="{shown}"' in text
