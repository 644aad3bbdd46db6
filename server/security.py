"""What keeps other sites out: the origin check of unsafe requests, and the headers on every answer."""

from __future__ import annotations

import re

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from server.client import own_origin
from server.errors import CrossSite
from server.keys import SETTINGS
from server.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "Server": "Numeral",  # without the versions that the framework would tell
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The token of a password link is in its address: no other site may learn it.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through what cannot change anything, and what our own pages ask for. Raises CrossSite."""
    if request.method not in SAFE_METHODS:
        require_own_origin(request)
    return await handler(request)


def require_own_origin(request: web.Request) -> None:
    """Raises CrossSite unless our own pages sent the request; also the check before a socket's handshake.

    Every browser sends Origin with unsafe requests and handshakes. Where it is missing, Fetch-Metadata
    speaks; where that is missing too, the client is no browser and has to say one of them.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        allowed = request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")
    else:
        allowed = origin.lower() in own_origins(request)
    if not allowed:
        raise CrossSite


def own_origins(request: web.Request) -> set[str]:
    """What the Origin header of our own pages says."""
    public = request.app[SETTINGS].public_url
    return {own_origin(request), public} - {""}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler: put the security headers on an answer of any kind."""
    settings = request.app[SETTINGS]
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = content_policy(request.host)
    response.headers.setdefault("Cache-Control", "no-store")
    if insists_on_https(settings):
        response.headers["Strict-Transport-Security"] = "max-age=31536000"


def content_policy(host: str) -> str:
    """The Content-Security-Policy: everything from here, nothing inline, framed by nobody."""
    # Older Safari does not take 'self' to include sockets, so the host is named. It is the client's word.
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        [
            "default-src 'self'",
            "img-src 'self' blob: data:",
            f"connect-src 'self'{sockets}",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def insists_on_https(settings: Settings) -> bool:
    """Whether browsers may be told never to come over http again.

    Not with a self-signed certificate: it would take away the button that lets people past the warning, and
    on localhost it would lock out every other server on this machine.
    """
    if settings.public_url:
        return settings.secure and URL(settings.public_url).host != "localhost"
    return settings.https not in ("off", "self-signed")
