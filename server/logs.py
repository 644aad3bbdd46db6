"""Structured logs to stderr, one line a request. Queries, bodies, cookies and tokens are never logged."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from contextlib import suppress
from http import HTTPStatus
from typing import TextIO, cast

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from server.client import came_through_proxy, client_address
from server.keys import REQUEST_ID, SIGNED_IN
from server.metrics import METRICS
from server.settings import Settings

log = structlog.get_logger()

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_QUIET = ("/static/", "/healthz", "/readyz", "/metrics")


def configure(settings: Settings) -> None:
    """Called once by whoever runs the server."""
    console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    renderer = _console() if console else structlog.processors.JSONRenderer()
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if console else [structlog.processors.format_exc_info]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(cast(TextIO, _Unfailing(sys.stderr))),
    )
    # What libraries log goes the plain way, to the same place.
    logging.basicConfig(stream=sys.stderr, level=max(level, logging.WARNING), format="%(name)s: %(message)s")


class _Unfailing:
    """A stream that loses what it cannot write: a full disk under the log must not fail the requests."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def _console() -> structlog.types.Processor:
    # The renderer's own tracebacks show local variables: passwords among them, and they hold the loop for seconds.
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)


@web.middleware
async def requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give each request an id, which its answer and every log line about it carry, and log how it went."""
    request[REQUEST_ID] = request_id = _request_id(request)
    started = time.perf_counter()
    with structlog.contextvars.bound_contextvars(request=request_id):
        status = 500
        try:
            response = await handler(request)
            status = response.status
            return response
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            took_s = time.perf_counter() - started
            _count(request, status, took_s)
            _log(request, status, took_s * 1000)


async def add_request_id(request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler: people who report trouble can name the request."""
    response.headers["X-Request-ID"] = request.get(REQUEST_ID, "")


def _log(request: web.Request, status: int, ms: float) -> None:
    say = log.debug if request.path.startswith(_QUIET) and status < 400 else log.info
    signed_in = request.get(SIGNED_IN)
    say(
        "request",
        method=request.method,
        path=request.path,  # without the query: a password link's token is in there
        status=status,
        ms=round(ms, 1),
        client=client_address(request),
        user=signed_in.user_id if signed_in else None,
    )


def _count(request: web.Request, status: int, took_s: float) -> None:
    if status == HTTPStatus.SWITCHING_PROTOCOLS:
        return  # a socket's life is no answer's time
    resource = request.match_info.route.resource
    request.app[METRICS].process.requested(resource.canonical if resource else "", request.method, status, took_s)


def _request_id(request: web.Request) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if came_through_proxy(request) and _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
