"""Signing up, in and out, as a browser does it."""

from __future__ import annotations

from aiohttp import ClientSession

from tests.server.accounts_at import PASSWORD, is_signed_in, page, post, sign_in, sign_up
from tests.server.running import Running, Start, connected


async def test_signing_up_signs_in(client: ClientSession) -> None:
    """Nobody should type the password a third time."""
    await sign_up(client, "ada")
    assert (await page(client, "/draw")).status == 200
