"""Forgotten passwords: the link by mail or by command, used once."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

from aiohttp import ClientSession
from sqlalchemy import func, select, update
from yarl import URL

from server.accounts import reset_links
from server.accounts.models import ResetLink, User
from server.db.base import utc_now
from server.keys import DATABASE, MAILER, SESSION_ENDS
from tests.server.accounts_at import PASSWORD, is_signed_in, page, post, sign_in, sign_up
from tests.server.mailbox import Mailbox, mail_server
from tests.server.running import Running, Start, connected

NEW = "a new and better one"


async def test_a_link_by_mail_sets_a_new_password_once(start: Start) -> None:
    """The whole way: ask, read the mail, follow the link, sign in."""
    async with mail_server() as mailbox:
        server = await with_mail(start, mailbox)
        async with connected(server) as client:
            await sign_up(client, "ada")
            response = await post(client, "/forgot-password", login="ADA@example.org")
            assert response.headers["Location"] == "/forgot-password?done=sent"
            mail = await mailbox.take()
        assert mail["To"] == "ada@example.org"
        assert mail["From"] == "numeral@example.org"
        link = URL(re.findall(r"https?://\S+", mail.get_content())[0])
        assert str(link.origin()) == "https://numeral.example"
        async with connected(server, Origin="https://numeral.example") as elsewhere:
            assert (await page(elsewhere, link.path_qs)).status == 200
            assert await choose(elsewhere, link.query["token"]) == 303
            assert await choose(elsewhere, link.query["token"]) == 422
            assert (await sign_in(elsewhere, "ada", NEW)).status == 303
            assert (await sign_in(elsewhere, "ada", PASSWORD)).status == 401


async def test_asking_for_nobodys_link_looks_the_same_and_sends_nothing(start: Start) -> None:
    """The page must not tell who has an account here."""
    async with mail_server() as mailbox:
        server = await with_mail(start, mailbox)
        async with connected(server) as client:
            await sign_up(client, "ada")
            nobody = await post(client, "/forgot-password", login="bob")
            someone = await post(client, "/forgot-password", login="ada")
            assert (nobody.status, nobody.headers["Location"]) == (someone.status, someone.headers["Location"])
            assert (await mailbox.take())["To"] == "ada@example.org"
        assert mailbox.waiting == 0


async def test_asking_again_and_again_is_limited(start: Start) -> None:
    """Nobody fills a stranger's mailbox through us."""
    async with mail_server() as mailbox:
        server = await with_mail(start, mailbox, attempts_here=2)
        async with connected(server) as client:
            statuses = [(await post(client, "/forgot-password", login="ada")).status for _ in range(3)]
        assert statuses == [303, 303, 429]


async def test_a_mail_server_that_is_away_costs_the_asker_nothing(start: Start) -> None:
    """The page answers at once; the mail is given up loudly, later."""
    async with mail_server() as mailbox:
        port = mailbox.port
    server = await with_mail(start, Mailbox(port))
    async with connected(server) as client:
        await sign_up(client, "ada")
        assert (await post(client, "/forgot-password", login="ada")).status == 303
        assert (await page(client, "/forgot-password?done=sent")).status == 200


async def test_without_mail_the_page_says_whom_to_ask(client: ClientSession) -> None:
    """And the form that it does not show does nothing."""
    text = await (await page(client, "/forgot-password")).text()
    assert "numeral user reset-link NAME" in text
    assert (await post(client, "/forgot-password", login="ada")).headers["Location"] == "/forgot-password"


async def test_a_new_password_signs_out_everywhere(server: Running, signed_in: ClientSession) -> None:
    """Whoever knew the old one is out, and so are their sockets."""
    async with connected(server) as thief:
        await sign_in(thief, "ada")
        with server.app[SESSION_ENDS].subscribe(2) as ended:
            async with connected(server) as owner:
                assert await choose(owner, await make_link(server)) == 303
            assert ended.is_set()
        assert not await is_signed_in(thief)
        assert not await is_signed_in(signed_in)


async def test_a_new_password_voids_every_other_link(server: Running, signed_in: ClientSession) -> None:
    """A link in an old mail is no way back in."""
    first, second = await make_link(server), await make_link(server)
    assert await choose(signed_in, first) == 303
    assert await choose(signed_in, second) == 422


async def test_a_link_is_used_once_also_by_two_at_the_same_time(server: Running, signed_in: ClientSession) -> None:
    """The database decides who was first."""
    token = await make_link(server)
    assert sorted(await asyncio.gather(*(choose(signed_in, token) for _ in range(4)))) == [303, 422, 422, 422]


async def test_looking_at_a_link_does_not_use_it_up(server: Running, signed_in: ClientSession) -> None:
    """Mail scanners follow links before people do."""
    token = await make_link(server)
    for _ in range(2):
        assert (await page(signed_in, f"/reset-password?token={token}")).status == 200
    assert await choose(signed_in, token) == 303


async def test_an_old_link_is_no_good(server: Running, signed_in: ClientSession) -> None:
    """The page says so and how to get another."""
    token = await make_link(server)
    async with server.app[DATABASE].writing() as session:
        await session.execute(update(ResetLink).values(expires=utc_now() - timedelta(seconds=1)))
    response = await page(signed_in, f"/reset-password?token={token}")
    assert response.status == 410
    assert "too old" in await response.text()
    assert await choose(signed_in, token) == 422


async def test_a_refused_password_leaves_the_link_good(server: Running, signed_in: ClientSession) -> None:
    """The form comes back with its token, so that the next try can work."""
    token = await make_link(server)
    response = await post(signed_in, "/reset-password", token=token, password="short", confirmation="short")  # noqa: S106
    assert response.status == 422
    assert token in await response.text()
    assert await choose(signed_in, token) == 303


async def test_the_database_does_not_hold_the_link(server: Running, signed_in: ClientSession) -> None:
    """A copy of it opens no account."""
    token = await make_link(server)
    async with server.app[DATABASE].reading() as session:
        row = (await session.scalars(select(ResetLink))).one()
    assert token != row.token_hash
    assert await choose(signed_in, row.token_hash) == 422


async def test_links_without_an_owner_are_forgotten(server: Running, signed_in: ClientSession) -> None:
    """Old links are deleted, good ones stay."""
    await make_link(server)
    async with server.app[DATABASE].writing() as session:
        await session.execute(update(ResetLink).values(expires=utc_now() - timedelta(seconds=1)))
    await make_link(server)
    async with server.app[DATABASE].writing() as session:
        await reset_links.forget_old(session)
        assert await session.scalar(select(func.count()).select_from(ResetLink)) == 1


async def with_mail(start: Start, mailbox: Mailbox, **given: object) -> Running:
    """A server that sends its mail to `mailbox`."""
    server = await start(
        smtp_host="127.0.0.1",
        smtp_port=mailbox.port,
        smtp_security="off",
        smtp_from="numeral@example.org",
        public_url="https://numeral.example",
        **given,
    )
    assert server.app[MAILER] is not None
    return server


async def make_link(server: Running) -> str:
    """The token of a new link for the first user."""
    async with server.app[DATABASE].writing() as session:
        user = (await session.scalars(select(User))).first()
        assert user is not None
        return await reset_links.make(session, server.settings, user.id)


async def choose(client: ClientSession, token: str) -> int:
    """Send the form behind the link; returns the status."""
    response = await post(client, "/reset-password", token=token, password=NEW, confirmation=NEW)
    return response.status
