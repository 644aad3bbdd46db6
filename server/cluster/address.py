"""`ray://host:port`: where the cluster's Serve proxies listen."""

from __future__ import annotations

from yarl import URL

SCHEME = "ray://"
SERVE_PORT = 8000
RAY_CLIENT_PORT = 10001
RAY_HEAD_PORT = 6379


def proxies_of(recogniser: str) -> tuple[str, ...]:
    """The addresses in `ray://host[:port][,host[:port]…]` as http origins. Raises ValueError with what is wrong."""
    parts = recogniser.removeprefix(SCHEME).rstrip("/").split(",")
    return tuple(_origin(part.strip()) for part in parts)


def _origin(part: str) -> str:
    try:
        url = URL(f"http://{part}")
        host, port = url.host, url.explicit_port or SERVE_PORT
    except ValueError as error:
        raise ValueError(f"{part!r} is not an address like host:{SERVE_PORT}") from error
    if not host or url.path != "/" or url.query_string or url.user:
        raise ValueError(f"{part!r} is not an address like host:{SERVE_PORT}")
    if port in (RAY_CLIENT_PORT, RAY_HEAD_PORT):
        raise ValueError(
            f"port {port} is for Ray's own programs; give that of Ray Serve's HTTP proxies, {SERVE_PORT} by default"
        )
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
