"""Forms: read into plain text fields, and shown again with what has to be corrected."""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from server.errors import BadRequest, InvalidForm, ServerError, TooManyRequests, Unavailable
from server.errors_http import wants_page
from server.keys import TEMPLATES

Form = dict[str, str]
FormHandler = Callable[[web.Request, Form], Awaitable[web.StreamResponse]]
PageContext = Callable[[web.Request], Awaitable[dict[str, Any]]]

SECRET = frozenset({"password", "confirmation", "current", "token"})
"""Never sent back to the page, so that no cache or screenshot of it holds them."""

_INSIDE = re.compile(r"/(?![/\\])[^\s\\]*")


async def read_form(request: web.Request) -> Form:
    """The fields as text. Raises BadRequest for files and for fields given twice."""
    fields = await request.post()
    form = {name: value for name, value in fields.items() if isinstance(value, str)}
    if len(form) != len(fields):
        raise BadRequest("This form takes each field once, as text.")
    return form


async def no_context(request: web.Request) -> dict[str, Any]:
    """For pages that need nothing beyond the form."""
    return {}


def form_on(page: str, context: PageContext = no_context) -> Callable[[FormHandler], Handler]:
    """Make a handler of the form on `page`: what it refuses is shown there again, with what was typed."""

    def decorate(handler: FormHandler) -> Handler:
        @wraps(handler)
        async def handle(request: web.Request) -> web.StreamResponse:
            form = await read_form(request)
            try:
                return await handler(request, form)
            except (InvalidForm, TooManyRequests, Unavailable) as error:
                if not wants_page(request):
                    raise
                return show_again(request, page, form, error, await context(request))

        return handle

    return decorate


def show_again(
    request: web.Request, page: str, form: Form, error: ServerError, context: dict[str, Any]
) -> web.Response:
    """The page with the problems beside their fields."""
    problems = error.problems if isinstance(error, InvalidForm) else {"": error.message}
    typed = {name: value for name, value in form.items() if name not in SECRET}
    context = {**context, "form": typed, "errors": problems}
    response = request.app[TEMPLATES].render(request, page, context, status=error.status)
    if error.retry_after_s is not None:
        response.headers["Retry-After"] = str(max(1, math.ceil(error.retry_after_s)))
    return response


def see(location: str) -> web.Response:
    """Send the browser on after a form, so that reloading the page does not send the form again."""
    return web.Response(status=303, headers={"Location": location})


def inside(target: str) -> str:
    """`target` if it is on this server, else the home page: a link to us sends nobody elsewhere."""
    return target if _INSIDE.fullmatch(target) else "/"
