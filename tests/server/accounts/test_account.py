"""The account page: my sessions and my password."""

from __future__ import annotations

import re

from aiohttp import ClientSession

from server.keys import SESSION_ENDS
from tests.server.accounts_at import PASSWORD, is_signed_in, page, post, sign_in, sign_up
from tests.server.running import Running, Start, connected

NEW = "a new and better one"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def test_my_sessions_are_listed_by_device(server: Running, signed_in: ClientSession) -> None:
    """People recognise their own browsers, and the one that they sit at."""
    async with connected(server, User_Agent=FIREFOX) as laptop:
        await sign_in(laptop, "ada")
        text = await (await page(laptop, "/account")).text()
    assert "Firefox on Linux" in text
    assert "127.0.0.1" in text
    assert text.count("This device") == 1
    assert len(session_ids(text)) == 1


async def test_i_can_end_one_session(server: Running, signed_in: ClientSession) -> None:
    """A forgotten browser elsewhere is signed out from here; its sockets hear of it at once."""
    async with connected(server) as library:
        await sign_in(library, "ada")
        [public_id] = session_ids(await (await page(signed_in, "/account")).text())
        with server.app[SESSION_ENDS].subscribe(2) as ended:
            response = await post(signed_in, f"/account/sessions/{public_id}/end")
            assert ended.is_set()
        assert "The session has ended." in await (await page(signed_in, response.headers["Location"])).text()
        assert not await is_signed_in(library)
    assert await is_signed_in(signed_in)


async def test_i_can_end_all_others(server: Running, signed_in: ClientSession) -> None:
    """And stay where I am."""
    async with connected(server) as one, connected(server) as two:
        await sign_in(one, "ada")
        await sign_in(two, "ada")
        assert (await post(signed_in, "/account/sessions/end-others")).status == 303
        assert not await is_signed_in(one)
        assert not await is_signed_in(two)
    assert await is_signed_in(signed_in)


async def test_nobody_ends_the_session_of_someone_else(server: Running, signed_in: ClientSession) -> None:
    """Not even when they know its public id: it is as if there were none."""
    async with connected(server) as second:
        await sign_in(second, "ada")
        [public_id] = session_ids(await (await page(signed_in, "/account")).text())
        async with connected(server) as stranger:
            await sign_up(stranger, "eve")
            assert (await post(stranger, f"/account/sessions/{public_id}/end")).status == 404
            assert (await post(stranger, "/account/sessions/end-others")).status == 303
        assert await is_signed_in(second)


async def test_a_new_password_ends_the_other_sessions(server: Running, signed_in: ClientSession) -> None:
    """Whoever knew the old one is out; who changed it stays in."""
    async with connected(server) as other:
        await sign_in(other, "ada")
        with server.app[SESSION_ENDS].subscribe(2) as ended:
            response = await change(signed_in, PASSWORD, NEW)
            assert ended.is_set()
        assert response == 303
        assert not await is_signed_in(other)
        assert await is_signed_in(signed_in)
        assert (await sign_in(other, "ada", PASSWORD)).status == 401
        assert (await sign_in(other, "ada", NEW)).status == 303


async def test_a_new_password_needs_the_old_one(signed_in: ClientSession) -> None:
    """An open browser alone does not take the account over."""
    form = {"current": "wrong", "password": NEW, "confirmation": NEW}
    response = await post(signed_in, "/account/password", **form)
    assert response.status == 422
    assert "This is not your password." in await response.text()
    assert (await sign_in(signed_in, "ada", PASSWORD)).status == 303


async def test_the_old_password_cannot_be_guessed_here_either(start: Start) -> None:
    """The same limit as at the door."""
    server = await start(attempts_here=2)
    async with connected(server) as client:
        await sign_up(client, "ada")
        assert [await change(client, "wrong", NEW) for _ in range(3)] == [422, 422, 429]


async def test_a_new_password_meets_the_same_rules(signed_in: ClientSession) -> None:
    """Too short, too common, or typed differently the second time."""
    for password, confirmation in (("short", "short"), ("password123", "password123"), (NEW, "different")):
        form = {"current": PASSWORD, "password": password, "confirmation": confirmation}
        assert (await post(signed_in, "/account/password", **form)).status == 422


async def test_nothing_of_it_works_without_a_session(client: ClientSession) -> None:
    """People are led to the sign-in form, programs get 401."""
    assert (await page(client, "/account")).headers["Location"] == "/sign-in?next=/account"
    assert (await post(client, "/account/password")).headers["Location"] == "/sign-in?next=/"
    for path in ("/account/sessions/end-others", "/account/sessions/x/end", "/account/password"):
        async with client.post(path) as response:
            assert response.status == 401
            assert (await response.json())["error"]["code"] == "session.required"


async def change(client: ClientSession, current: str, new: str) -> int:
    """Send the form for a new password; returns the status."""
    return (await post(client, "/account/password", current=current, password=new, confirmation=new)).status


def session_ids(page_text: str) -> list[str]:
    """The public ids of the sessions that the page offers to end."""
    return re.findall(r'action="/account/sessions/([\w-]{22})/end"', page_text)
