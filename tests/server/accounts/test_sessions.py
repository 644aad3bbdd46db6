"""Sessions: how long they live, who ends them, and how soon that is noticed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from aiohttp import ClientSession
from sqlalchemy import delete, select, update

from server.accounts.context import tidy
from server.accounts.models import Session, User
from server.db.base import utc_now
from server.db.engine import Database
from server.keys import DATABASE, SESSION_ENDS
from tests.server.accounts_at import carry, is_signed_in, post, session_token, sign_in, sign_up
from tests.server.running import Running, Start, connected

SOON_S = 10
"""Far longer than anything here takes; reached only by a failure."""


async def test_the_database_holds_no_secret(server: Running, signed_in: ClientSession) -> None:
    """A copy of it signs nobody in."""
    token = session_token(signed_in, server)
    row = await only_session(server)
    assert token not in (row.token_hash, row.public_id)
    async with connected(server) as thief:
        for found in (row.token_hash, row.public_id):
            carry(thief, server, found)
            assert not await is_signed_in(thief)


async def test_a_session_ends_by_disuse(server: Running, signed_in: ClientSession) -> None:
    """An expired row is as good as none, before anything tidies it away."""
    assert await is_signed_in(signed_in)
    await change_sessions(server, expires=utc_now() - timedelta(seconds=1))
    assert not await is_signed_in(signed_in)


async def test_use_prolongs_a_session_and_is_noted_once_a_minute(server: Running, signed_in: ClientSession) -> None:
    """Busy pages must not write to the database with every request."""
    before = await only_session(server)
    assert await is_signed_in(signed_in)
    assert (await only_session(server)).last_seen == before.last_seen
    long_ago = utc_now() - timedelta(minutes=5)
    await change_sessions(server, last_seen=long_ago, expires=utc_now() + timedelta(minutes=5))
    assert await is_signed_in(signed_in)
    after = await only_session(server)
    assert after.last_seen > long_ago
    assert after.expires - after.last_seen == timedelta(hours=12)


async def test_a_remembered_session_gets_its_cookie_again(server: Running, signed_in: ClientSession) -> None:
    """Else the browser would drop it 30 days after the sign-in, however often it was used."""
    await sign_in(signed_in, "ada", remember="1")
    async with signed_in.get("/") as response:
        assert "numeral_session" not in response.cookies
    await change_sessions(server, last_seen=utc_now() - timedelta(days=2))
    async with signed_in.get("/") as response:
        assert response.cookies["numeral_session"]["max-age"] == str(30 * 24 * 3600)
        assert response.cookies["numeral_session"]["httponly"]
    assert await is_signed_in(signed_in)


async def test_a_disabled_user_is_out_at_once(server: Running, signed_in: ClientSession) -> None:
    """Also where the session itself was left in place."""
    async with server.app[DATABASE].writing() as session:
        await session.execute(update(User).values(disabled=True))
    assert not await is_signed_in(signed_in)
    assert (await sign_in(signed_in, "ada")).status == 401


async def test_whoever_waits_hears_of_a_sign_out(server: Running, signed_in: ClientSession) -> None:
    """This is what closes the live socket."""
    row = await only_session(server)
    with server.app[SESSION_ENDS].subscribe(row.id) as ended:
        assert not ended.is_set()
        await post(signed_in, "/sign-out")
        assert ended.is_set()


async def test_whoever_waits_hears_of_an_end_in_another_process(server: Running, signed_in: ClientSession) -> None:
    """A command or another server changes only the database; asking it twice a second finds out."""
    row = await only_session(server)
    async with Database.connect(server.settings.database) as elsewhere:
        with server.app[SESSION_ENDS].subscribe(row.id) as ended:
            async with elsewhere.writing() as session:
                await session.execute(delete(Session))
            async with asyncio.timeout(SOON_S):
                await ended.wait()


async def test_whoever_waits_hears_of_expiry_and_of_a_disabled_user(server: Running) -> None:
    """They end sessions just as a sign-out does."""
    ends = server.app[SESSION_ENDS]
    for change in ({"expires": utc_now()}, None):
        async with connected(server) as client:
            await sign_up(client, "eve" if change else "bob")
            row = await newest_session(server)
            with ends.subscribe(row.id) as ended:
                await ends.check()
                assert not ended.is_set()
                if change:
                    await change_sessions(server, **change)
                else:
                    async with server.app[DATABASE].writing() as session:
                        await session.execute(update(User).values(disabled=True))
                await ends.check()
                assert ended.is_set()


async def test_sessions_of_others_go_on(server: Running, signed_in: ClientSession) -> None:
    """An end concerns whoever waits for that session, and nobody else."""
    mine = await only_session(server)
    async with connected(server) as other:
        await sign_up(other, "bob")
        theirs = await newest_session(server)
        ends = server.app[SESSION_ENDS]
        with ends.subscribe(mine.id) as my_end, ends.subscribe(theirs.id) as their_end:
            await post(signed_in, "/sign-out")
            await ends.check()
            assert my_end.is_set()
            assert not their_end.is_set()


async def test_the_id_of_an_ended_session_is_never_given_again(server: Running, signed_in: ClientSession) -> None:
    """A socket that waits for the old one would take the new one's life for its own."""
    before = await only_session(server)
    await post(signed_in, "/sign-out")
    await sign_in(signed_in, "ada")
    assert (await only_session(server)).id != before.id


async def test_what_has_expired_is_deleted(server: Running, signed_in: ClientSession) -> None:
    """The table does not grow for ever; living sessions stay."""
    database = server.app[DATABASE]
    await tidy(database, server.settings)
    await only_session(server)
    await change_sessions(server, expires=utc_now() - timedelta(days=1))
    await tidy(database, server.settings)
    assert await newest_or_none(server) is None


async def test_two_servers_share_sessions(start: Start) -> None:
    """Nothing about a session lives in one process only."""
    first, second = await start(), await start()
    async with connected(first) as client, connected(second) as other:
        await sign_up(client, "ada")
        carry(other, second, session_token(client, first))
        assert await is_signed_in(other)
        await post(client, "/sign-out")
        assert not await is_signed_in(other)


async def change_sessions(server: Running, **values: datetime) -> None:
    """Change all sessions in the database, as time would."""
    async with server.app[DATABASE].writing() as session:
        await session.execute(update(Session).values(**values))


async def only_session(server: Running) -> Session:
    """The one session there is."""
    async with server.app[DATABASE].reading() as session:
        return (await session.scalars(select(Session))).one()


async def newest_session(server: Running) -> Session:
    """The session that was started last."""
    row = await newest_or_none(server)
    assert row is not None
    return row


async def newest_or_none(server: Running) -> Session | None:
    """The session that was started last, if there is any."""
    async with server.app[DATABASE].reading() as session:
        return await session.scalar(select(Session).order_by(Session.id.desc()).limit(1))
