"""Where a request came from: nobody makes up an address."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import select

from server.accounts.models import Session
from server.client import client_address, site_of
from server.keys import DATABASE, SETTINGS
from server.settings import Settings
from tests.server.accounts_at import sign_up
from tests.server.running import Running, Start, connected


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        ("", [], "127.0.0.1"),
        ("", ["203.0.113.9"], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["1.2.3.4, 203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["1.2.3.4", "203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1, 10.0.0.0/8", ["1.2.3.4, 203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        ("127.0.0.1, 10.0.0.0/8", ["10.1.2.3"], "10.1.2.3"),
        ("127.0.0.1", ["nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9, nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["2001:db8::1%eth0"], "2001:db8::1"),
    ],
)
async def test_only_trusted_proxies_are_believed(trusted: str, forwarded: list[str], seen: str) -> None:
    """From the right, as far as trust goes; what stands left of that is the client's own claim."""

    async def tell(request: web.Request) -> web.Response:
        return web.Response(text=client_address(request))

    app = web.Application()
    app[SETTINGS] = Settings.model_validate({"trusted_proxies": trusted})
    app.add_routes([web.get("/", tell)])
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        headers = [("X-Forwarded-For", value) for value in forwarded]
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        async with ClientSession() as client, client.get(url, headers=headers) as response:
            assert await response.text() == seen
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_a_network_of_ipv6_addresses_is_one_place(address: str, site: str) -> None:
    """Every home has 18 quintillion of them."""
    assert site_of(address) == site


async def test_the_session_notes_the_address_behind_the_proxy(start: Start) -> None:
    """It is what people see in the list of their sessions."""
    server = await start(trusted_proxies="127.0.0.1")
    async with connected(server, X_Forwarded_For="203.0.113.9") as client:
        await sign_up(client, "ada")
    assert await addresses(server) == ["203.0.113.9"]


async def addresses(server: Running) -> list[str]:
    """The addresses of all sessions."""
    async with server.app[DATABASE].reading() as session:
        return list((await session.scalars(select(Session.address))).all())
