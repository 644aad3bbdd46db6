"""What keeps other sites out."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from aiohttp import ClientSession

from server.security import content_policy, insists_on_https
from server.settings import Settings
from tests.server.accounts_at import is_signed_in, post, sign_up
from tests.server.running import Running, Start, connected


async def refusal(server: Running, headers: Mapping[str, str]) -> str:
    """The code with which a form sent with these headers is refused; empty when it is let through."""
    async with ClientSession(server.origin) as client, client.post("/sign-out", headers=headers) as response:
        return "" if response.status == 200 else str((await response.json())["error"]["code"])


async def test_only_our_own_pages_change_anything(server: Running) -> None:
    """By Origin, which every browser sends with a form; by Fetch-Metadata where it is missing."""
    other_port = f"{server.origin[:-1]}{(int(server.origin[-1]) + 1) % 10}"
    for headers in (
        {"Origin": server.origin},
        {"Origin": server.origin.upper().replace("HTTP", "http")},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ):
        assert await refusal(server, headers) == "", headers
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": other_port},
        {"Origin": server.origin.replace("http:", "https:")},
        {"Origin": f"{server.origin}.evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ):
        assert await refusal(server, headers) == "request.cross_site", headers


async def test_another_site_cannot_sign_anyone_out(server: Running, signed_in: ClientSession) -> None:
    """The cookie that the browser sends along is not enough."""
    async with signed_in.post("/sign-out", headers={"Origin": "https://evil.example"}) as response:
        assert response.status == 403
    assert await is_signed_in(signed_in)


async def test_behind_a_proxy_the_origin_is_the_address_people_use(start: Start) -> None:
    """Named in the settings, or told by a proxy that the settings trust; never by the client."""
    named = await start(public_url="https://numeral.example")
    assert await refusal(named, {"Origin": "https://numeral.example"}) == ""
    forwarded = {
        "Origin": "https://numeral.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "numeral.example",
    }
    trusting = await start(trusted_proxies="127.0.0.0/8")
    assert await refusal(trusting, forwarded) == ""
    strict = await start()
    assert await refusal(strict, forwarded) == "request.cross_site"


async def test_every_answer_carries_the_headers(client: ClientSession) -> None:
    """Pages, errors, files and redirects alike."""
    for path in ("/", "/nothing-here", "/static/css/base.css", "/draw", "/api/nothing"):
        async with client.get(path, allow_redirects=False) as response:
            headers = response.headers
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert headers["Referrer-Policy"] == "same-origin", path
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
            assert "camera=(self)" in headers["Permissions-Policy"], path
            assert headers["Server"] == "Numeral", path
            assert headers["X-Request-ID"], path
            assert "Strict-Transport-Security" not in headers, path


async def test_the_policy_allows_no_inline_script_and_only_our_sockets(client: ClientSession, server: Running) -> None:
    """An injected script would not run, and could not report home."""
    async with client.get("/") as response:
        policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "*" not in policy
    host = server.origin.removeprefix("http://")
    assert f"connect-src 'self' ws://{host} wss://{host};" in policy


@pytest.mark.parametrize("host", ["evil; script-src *", "a b", "x'", "", "a\r\nSet-Cookie: b=c"])
def test_a_made_up_host_adds_nothing_to_the_policy(host: str) -> None:
    """The Host header is the client's word."""
    assert "connect-src 'self';" in content_policy(host)


@pytest.mark.parametrize(
    ("given", "insists"),
    [
        ({}, False),
        ({"https": "self-signed"}, False),
        ({"public_url": "https://numeral.example"}, True),
        ({"public_url": "https://localhost:8443"}, False),
        ({"public_url": "http://numeral.example"}, False),
    ],
)
def test_browsers_are_told_to_insist_on_https_only_where_that_is_safe(given: dict[str, str], insists: bool) -> None:
    """A self-signed certificate with it could not be clicked past; localhost belongs to other servers too."""
    assert insists_on_https(Settings.model_validate(given)) is insists


async def test_over_https_browsers_are_told_to_stay(start: Start) -> None:
    """The header itself."""
    server = await start(public_url="https://numeral.example")
    async with connected(server) as client, client.get("/") as response:
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_a_page_of_ours_may_send_its_forms(server: Running) -> None:
    """The whole way with the headers of a browser: Origin and no token to lose."""
    async with connected(server) as client:
        await sign_up(client, "ada")
        assert (await post(client, "/sign-out")).status == 303
