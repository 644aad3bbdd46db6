"""The pages of the product. What they show comes to them over the API and the live socket."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from server.accounts.sessions import require_session, signed_in
from server.keys import TEMPLATES

FOR_SIGNED_IN = ("draw", "camera", "upload", "history")


async def home(request: web.Request) -> web.StreamResponse:
    """What Numeral is; for who is signed in, with a small canvas."""
    await signed_in(request)
    return request.app[TEMPLATES].render(request, "home", {})


def page(name: str) -> Handler:
    """A handler of the page `name`, for who is signed in; others are led to the sign-in form and back."""

    async def show(request: web.Request) -> web.StreamResponse:
        await require_session(request)
        return request.app[TEMPLATES].render(request, name, {})

    return show


async def reading(request: web.Request) -> web.StreamResponse:
    """One earlier reading. Whether there is one of this id, and whose it is, is the API's to say."""
    await require_session(request)
    return request.app[TEMPLATES].render(request, "reading", {"page": "history"})


ROUTES = [
    web.get("/", home),
    *[web.get(f"/{name}", page(name)) for name in FOR_SIGNED_IN],
    web.get("/history/{id}", reading),
]
