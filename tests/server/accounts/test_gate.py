"""Signing up, in and out, as a browser does it."""

from __future__ import annotations

from io import BytesIO

from aiohttp import ClientSession

from tests.server.accounts_at import PASSWORD, carry, is_signed_in, page, post, session_token, sign_in, sign_up
from tests.server.running import Running, Start, connected

WRONG = "That name and password do not go together."


async def test_signing_up_signs_in(client: ClientSession) -> None:
    """Nobody should type the password a third time."""
    await sign_up(client, "ada")
    assert await is_signed_in(client)


async def test_signing_in_takes_the_name_or_the_address_in_any_case(server: Running, signed_in: ClientSession) -> None:
    """People remember one of the two, and phones begin with a capital letter."""
    for login in ("ada", "ADA", "ada@example.org", " Ada@Example.ORG "):
        async with connected(server) as other:
            assert (await sign_in(other, login)).status == 303
            assert await is_signed_in(other)


async def test_every_failed_sign_in_has_the_same_answer(server: Running, signed_in: ClientSession) -> None:
    """The answer must not tell who has an account here."""
    async with connected(server) as stranger:
        wrong = await sign_in(stranger, "ada", "wrong password")
        nobody = await sign_in(stranger, "bob", "wrong password")
        assert wrong.status == nobody.status == 401
        assert WRONG in await wrong.text()
        assert (await wrong.text()).replace("ada", "bob") == await nobody.text()
        assert not await is_signed_in(stranger)


async def test_a_program_is_refused_in_json(client: ClientSession) -> None:
    """Programs read codes, not pages."""
    async with client.post("/sign-in", data={"login": "ada", "password": "x"}) as response:
        assert response.status == 401
        assert (await response.json())["error"]["code"] == "session.sign_in_failed"


async def test_what_was_typed_stays_except_secrets(client: ClientSession) -> None:
    """A slip in one field must not cost the others; no password is ever sent back."""
    typed = "a secret of mine"
    form = {"username": "ada", "email": "not an address", "password": typed, "confirmation": "other"}
    response = await post(client, "/sign-up", **form)
    text = await response.text()
    assert response.status == 422
    assert 'value="ada"' in text
    assert 'value="not an address"' in text
    assert typed not in text
    assert "Enter an e-mail address like" in text
    assert "The two passwords differ." in text


async def test_names_and_addresses_are_unique_whatever_their_case(server: Running, signed_in: ClientSession) -> None:
    """`Ada` must not pose as `ada`, nor full-width letters as plain ones."""
    for name in ("ada", "ADA", "ａｄａ"):
        async with connected(server) as other:
            form = {"username": name, "email": "new@example.org", "password": PASSWORD, "confirmation": PASSWORD}
            response = await post(other, "/sign-up", **form)
            assert response.status == 422
            assert "This user name is taken." in await response.text()
    async with connected(server) as other:
        form = {"username": "eve", "email": "ADA@example.org", "password": PASSWORD, "confirmation": PASSWORD}
        response = await post(other, "/sign-up", **form)
        assert "There is an account with this address already." in await response.text()


async def test_a_closed_server_makes_no_accounts(start: Start) -> None:
    """`registration = closed` leaves that to whoever runs it."""
    server = await start(registration="closed")
    async with connected(server) as client:
        form = {"username": "ada", "email": "ada@example.org", "password": PASSWORD, "confirmation": PASSWORD}
        assert (await post(client, "/sign-up", **form)).status == 422
        assert "made by whoever runs this server" in await (await page(client, "/sign-up")).text()
        assert (await sign_in(client, "ada")).status == 401


async def test_signing_out_ends_the_session_not_only_the_cookie(server: Running, signed_in: ClientSession) -> None:
    """A copied cookie is worthless afterwards."""
    token = session_token(signed_in, server)
    assert (await post(signed_in, "/sign-out")).status == 303
    assert not await is_signed_in(signed_in)
    async with connected(server) as thief:
        carry(thief, server, token)
        assert not await is_signed_in(thief)


async def test_signing_in_makes_a_new_session_id_and_ends_the_old(server: Running, signed_in: ClientSession) -> None:
    """An id that someone planted or saw before is not the one that is signed in."""
    before = session_token(signed_in, server)
    await sign_in(signed_in, "ada")
    after = session_token(signed_in, server)
    assert after != before
    async with connected(server) as other:
        carry(other, server, before)
        assert not await is_signed_in(other)


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: ClientSession) -> None:
    """HttpOnly and SameSite always; it dies with the browser unless asked to stay."""
    await sign_up(client, "ada")
    response = await sign_in(client, "ada")
    plain = response.cookies["numeral_session"]
    assert plain["httponly"]
    assert plain["samesite"] == "Lax"
    assert plain["path"] == "/"
    assert not plain["max-age"]
    remembered = (await sign_in(client, "ada", remember="1")).cookies["numeral_session"]
    assert int(remembered["max-age"]) == 30 * 24 * 3600


async def test_the_cookie_is_bound_to_https_where_people_come_by_https(start: Start) -> None:
    """Behind a proxy with https as well: the __Host- prefix makes browsers insist on Secure and on this host."""
    server = await start(public_url="https://numeral.example")
    async with connected(server) as client:
        await sign_up(client, "ada")
        cookie = (await sign_in(client, "ada")).cookies["__Host-numeral_session"]
        assert cookie["secure"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]


async def test_who_was_on_the_way_somewhere_gets_there(client: ClientSession) -> None:
    """The sign-in form carries the address that asked for it."""
    await sign_up(client, "ada")
    await post(client, "/sign-out")
    response = await page(client, "/history?search=42")
    assert response.headers["Location"] == "/sign-in?next=/history?search%3D42"
    form = await (await page(client, response.headers["Location"])).text()
    assert 'name="next" value="/history?search=42"' in form
    assert (await sign_in(client, "ada", next="/history?search=42")).headers["Location"] == "/history?search=42"


async def test_who_has_no_account_yet_gets_there_too(client: ClientSession) -> None:
    """The link from the one form to the other carries the address along."""
    door = await (await page(client, "/sign-in?next=/camera")).text()
    assert 'href="/sign-up?next=/camera"' in door
    form = await (await page(client, "/sign-up?next=/camera")).text()
    assert 'name="next" value="/camera"' in form
    filled = {"username": "ada", "email": "ada@example.org", "password": PASSWORD, "confirmation": PASSWORD}
    assert (await post(client, "/sign-up", **filled, next="/camera")).headers["Location"] == "/camera"


async def test_a_link_to_us_leads_nobody_elsewhere(client: ClientSession) -> None:
    """An address that only looks like one of ours leads home."""
    await sign_up(client, "ada")
    for target in ("https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:1", ""):
        assert (await sign_in(client, "ada", next=target)).headers["Location"] == "/", target
        async with client.get("/sign-in", params={"next": target}, allow_redirects=False) as response:
            assert response.headers["Location"] == "/", target


async def test_a_form_with_a_file_or_twice_the_same_field_is_refused(client: ClientSession) -> None:
    """Nothing but text, each once: anything else was not sent by our pages."""
    async with client.post("/sign-in", data=[("login", "ada"), ("login", "eve")]) as response:
        assert response.status == 400
    async with client.post("/sign-in", data={"login": BytesIO(b"ada")}) as response:
        assert response.status == 400


async def test_a_form_has_a_limit(client: ClientSession) -> None:
    """Nobody fills the memory through a form."""
    async with client.post("/sign-in", data={"login": "a" * 70_000}) as response:
        assert response.status == 413
        assert (await response.json())["error"]["code"] == "request.too_large"
