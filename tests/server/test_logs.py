"""What is logged, and what never is."""

from __future__ import annotations

import json

import pytest
from aiohttp import web

from server import logs
from server.settings import Settings
from tests.server.accounts_at import page, post, sign_in, sign_up
from tests.server.running import Start, connected

SECRET = "a secret that nobody should read"  # noqa: S105


async def test_each_request_is_one_line_with_its_id(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    """The id is in the answer too: who reports trouble can name it."""
    server = await start()
    async with connected(server) as client:
        await sign_up(client, "ada")
        response = await page(client, "/draw")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    [line] = [line for line in lines if line.get("path") == "/draw"]
    assert line["request"] == response.headers["X-Request-ID"]
    assert (line["method"], line["status"], line["client"], line["user"]) == ("GET", 200, "127.0.0.1", 1)
    assert line["ms"] >= 0


async def test_no_secret_is_ever_logged(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    """Not from forms, addresses, cookies or headers, nor from the variables of a failure, on any level."""

    async def broken(request: web.Request) -> web.Response:
        held = await request.post()
        raise RuntimeError(f"{len(held)} fields")

    logs.configure(Settings(log_level="debug", log_format="console"))
    try:
        server = await start(web.post("/broken", broken))
        async with connected(server, Cookie=f"numeral_session={SECRET}", Authorization=SECRET) as client:
            form = {"username": "ada", "email": "a@example.org", "password": SECRET, "confirmation": SECRET}
            await post(client, "/sign-up", **form)
            await sign_in(client, "ada", SECRET)
            await post(client, "/broken", password=SECRET)
            await page(client, "/reset-password?token=" + SECRET.replace(" ", "-"))
    finally:
        logs.configure(Settings(log_level="debug", log_format="json"))
    logged = capsys.readouterr().err
    assert "RuntimeError: 1 fields" in logged
    assert "/reset-password" in logged
    assert SECRET not in logged
    assert SECRET.replace(" ", "-") not in logged


async def test_only_a_trusted_proxy_gives_ids(start: Start) -> None:
    """A client could otherwise write what it likes into the log."""
    given = "0123456789abcdef-from-outside"
    for trusted, kept in (("", False), ("127.0.0.1", True)):
        server = await start(trusted_proxies=trusted)
        async with connected(server) as client:
            async with client.get("/", headers={"X-Request-ID": given}) as response:
                assert (response.headers["X-Request-ID"] == given) is kept
            async with client.get("/", headers={"X-Request-ID": 'x" evil="1'}) as response:
                assert "evil" not in response.headers["X-Request-ID"]


def test_less_is_logged_when_less_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """The level of the settings counts."""
    try:
        logs.configure(Settings(log_level="warning", log_format="json"))
        logs.log.info("quiet")
        logs.log.warning("loud")
    finally:
        logs.configure(Settings(log_level="debug", log_format="json"))
    logged = capsys.readouterr().err
    assert "loud" in logged
    assert "quiet" not in logged
