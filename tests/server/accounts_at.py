"""People at the door: what a test sends to sign up and in."""

from __future__ import annotations

from aiohttp import ClientResponse, ClientSession
from yarl import URL

from tests.server.running import HTML, Running

PASSWORD = "correct horse battery"  # noqa: S105


async def sign_up(client: ClientSession, name: str, **fields: str) -> None:
    """Make an account called `name`; the client is signed in as its owner afterwards."""
    form = {
        "username": name,
        "email": f"{name}@example.org",
        "password": PASSWORD,
        "confirmation": PASSWORD,
        **fields,
    }
    response = await post(client, "/sign-up", **form)
    assert response.status == 303, await response.text()


async def sign_in(client: ClientSession, login: str, password: str = PASSWORD, **fields: str) -> ClientResponse:
    """Send the sign-in form; the answer is not followed."""
    return await post(client, "/sign-in", login=login, password=password, **fields)


async def post(client: ClientSession, path: str, **form: str) -> ClientResponse:
    """Send a form as a browser does; the answer is read and not followed."""
    async with client.post(path, data=form, headers=HTML, allow_redirects=False) as response:
        await response.read()
        return response


async def page(client: ClientSession, path: str) -> ClientResponse:
    """Open a page as a browser does; the answer is read and not followed."""
    async with client.get(path, headers=HTML, allow_redirects=False) as response:
        await response.read()
        return response


async def is_signed_in(client: ClientSession) -> bool:
    """Whether the account page opens; a signed-out client is led to the sign-in form."""
    return (await page(client, "/account")).status == 200


def session_token(client: ClientSession, server: Running) -> str:
    """The secret in the client's cookie."""
    return client.cookie_jar.filter_cookies(URL(server.origin))["numeral_session"].value


def carry(client: ClientSession, server: Running, token: str) -> None:
    """Put a session's secret into the client's cookies, as a thief or another browser would."""
    client.cookie_jar.update_cookies({"numeral_session": token}, URL(server.origin))
