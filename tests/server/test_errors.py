"""One shape for every error: JSON for programs, a page for people, no traces for anyone."""

from __future__ import annotations

import inspect

from aiohttp import ClientSession, web
from sqlalchemy import text

from server import errors
from server.errors import ServerError, TooManyRequests
from server.keys import DATABASE
from tests.server.accounts_at import page, sign_in
from tests.server.running import Start, connected


async def test_what_is_not_there_is_told_in_both_ways(client: ClientSession) -> None:
    """A program reads the code, a person a page in the usual frame."""
    async with client.get("/nothing-here") as response:
        assert response.status == 404
        error = (await response.json())["error"]
        assert set(error) == {"code", "message", "hint"}
        assert error["code"] == "request.not_found"
    response = await page(client, "/nothing-here")
    assert response.status == 404
    assert response.content_type == "text/html"
    assert "There is nothing at this address." in await response.text()


async def test_the_api_never_answers_with_a_page(client: ClientSession) -> None:
    """Also to a browser that was pointed at it."""
    response = await page(client, "/api/nothing-here")
    assert (response.status, response.content_type) == (404, "application/json")


async def test_the_wrong_method_names_the_right_ones(client: ClientSession) -> None:
    """As HTTP asks for."""
    async with client.put("/sign-in") as response:
        assert response.status == 405
        assert "POST" in response.headers["Allow"]
        assert (await response.json())["error"]["code"] == "request.method"


async def test_who_is_signed_in_keeps_the_frame_on_an_error_page(signed_in: ClientSession) -> None:
    """A slip in an address is no sign-out."""
    assert "Signed in as ada" in await (await page(signed_in, "/nothing-here")).text()


async def test_a_bug_is_told_without_its_details(start: Start) -> None:
    """With the number under which the log has them."""

    async def broken(request: web.Request) -> web.Response:
        raise RuntimeError("a secret detail")

    server = await start(web.get("/broken", broken), web.get("/api/broken", broken))
    async with connected(server) as client:
        async with client.get("/api/broken") as response:
            assert response.status == 500
            text_ = await response.text()
            assert "secret" not in text_
            assert response.headers["X-Request-ID"] in text_
            assert (await response.json())["error"]["code"] == "server.error"
        response = await page(client, "/broken")
        assert response.status == 500
        assert "secret" not in await response.text()
        assert response.headers["X-Request-ID"] in await response.text()


async def test_a_database_that_is_gone_is_told_as_such(start: Start) -> None:
    """503 with a time to come back, on pages too, which can then not ask who is signed in."""
    server = await start()
    async with connected(server) as client:
        async with server.app[DATABASE].writing() as session:
            await session.execute(text("ALTER TABLE users RENAME TO gone"))
        response = await sign_in(client, "ada")
        assert response.status == 503
        assert int(response.headers["Retry-After"]) > 0
        assert "The server cannot do this right now." in await response.text()


def test_codes_and_sentences_are_set_for_every_error() -> None:
    """Codes are on the wire: none is shared by two errors, but for a bug's, which is the base's."""
    found = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, ServerError)]
    codes = [kind.code for kind in found if kind is not errors.Unexpected]
    assert len(codes) == len(set(codes)) > 8
    for kind in found:
        assert kind.sentence.endswith("."), kind
        assert kind.hint.endswith("."), kind
        assert kind.__name__ in (errors.__doc__ or ""), kind


def test_a_wait_is_carried_along() -> None:
    """So that every door can say Retry-After."""
    assert TooManyRequests("x", retry_after_s=3).retry_after_s == 3
