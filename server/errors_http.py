"""The one place where trouble on a request becomes an answer: JSON for programs, a page for browsers."""

from __future__ import annotations

import math

import structlog
from aiohttp import ClientConnectionResetError, web
from aiohttp.typedefs import Handler
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from yarl import URL

from server import errors
from server.accounts.sessions import signed_in
from server.errors import ServerError
from server.keys import REQUEST_ID, TEMPLATES

log = structlog.get_logger()

OF_STATUS: dict[int, type[ServerError]] = {
    401: errors.SessionRequired,
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    413: errors.PayloadTooLarge,
}


@web.middleware
async def answers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error in its one shape; what nobody expected is logged and told without its details."""
    try:
        return await handler(request)
    except ServerError as error:
        return await answer(request, error)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return await answer(request, _from_http(error), headers=_kept_headers(error))
    except ClientConnectionResetError:
        raise  # nobody is there to be answered
    except (DBAPIError, PoolTimeoutError, ConnectionError):  # the last: a database server that is away
        log.exception("database.failed")
        return await answer(request, errors.Unavailable(retry_after_s=5))
    except Exception:
        log.exception("request.failed")
        return await answer(request, _bug(request))


async def answer(request: web.Request, error: ServerError, headers: dict[str, str] | None = None) -> web.StreamResponse:
    """The response for `error`: a page where a person looks, the JSON shape everywhere else."""
    headers = dict(headers or {})
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after_s)))
    if not wants_page(request):
        shape = errors.body(error.code, error.message, error.hint)
        return web.json_response(shape, status=error.status, headers=headers)
    if isinstance(error, errors.SessionRequired):
        return web.Response(status=303, headers={"Location": _sign_in(request)})
    if error.status < 500:  # else the database, which would be asked, may be what failed
        await signed_in(request)
    context = {"status": error.status, "message": error.message, "hint": error.hint}
    response = request.app[TEMPLATES].render(request, "error", context, status=error.status)
    response.headers.update(headers)
    return response


def wants_page(request: web.Request) -> bool:
    """Whether a person waits for this answer: browsers ask for text/html when they open an address."""
    return not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")


def _bug(request: web.Request) -> ServerError:
    return errors.Unexpected(f"Something went wrong on the server (request {request[REQUEST_ID]}).")


def _sign_in(request: web.Request) -> str:
    # Only a page that was being opened can be returned to; an action cannot be repeated by visiting it.
    target = request.path_qs if request.method == "GET" else "/"
    return str(URL("/sign-in").with_query(next=target))


def _from_http(error: web.HTTPException) -> ServerError:
    known = OF_STATUS.get(error.status)
    if known is not None:
        return known()
    problem = errors.BadRequest()
    problem.status = error.status
    return problem


def _kept_headers(error: web.HTTPException) -> dict[str, str]:
    return {name: error.headers[name] for name in ("Allow",) if name in error.headers}
