"""Where a request came from and which address it asked for: behind trusted proxies, or without one."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp import web

from server.keys import SETTINGS
from server.settings import Network

Address = IPv4Address | IPv6Address

IPV6_SITE_BITS = 64
"""A home has at least a /64 to itself: counting its single addresses would count nothing."""


def client_address(request: web.Request) -> str:
    """The client's address as text; empty where there is none (a Unix socket).

    Every trusted proxy adds on the right whom it heard from, so the first untrusted one from there is the
    client. What stands further left is the client's own claim.
    """
    trusted = request.app[SETTINGS].trusted_proxies
    address = _parse(request.remote)
    claims = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    while address is not None and claims and _is_in(address, trusted):
        nearer = _parse(claims.pop())
        if nearer is None:
            break
        address = nearer
    return "" if address is None else str(address)


def site_of(address: str) -> str:
    """What attempts are counted by: an IPv4 address, or the /64 network of an IPv6 one."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, IPV6_SITE_BITS), strict=False))
    return address


def own_origin(request: web.Request) -> str:
    """Scheme, host and port that the client used, as its Origin header would have them."""
    scheme, host = request.scheme, request.host
    if came_through_proxy(request):
        scheme = request.headers.get("X-Forwarded-Proto", scheme)
        host = request.headers.get("X-Forwarded-Host", host)
    default_port = {"http": ":80", "https": ":443"}.get(scheme, "")
    return f"{scheme}://{host.removesuffix(default_port)}".lower()


def came_through_proxy(request: web.Request) -> bool:
    """Whether the peer is a proxy that the settings trust."""
    peer = _parse(request.remote)
    return peer is not None and _is_in(peer, request.app[SETTINGS].trusted_proxies)


def _is_in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def _parse(text: str | None) -> Address | None:
    # A scope ("fe80::1%eth0") or IPv4 inside IPv6 ("::ffff:10.0.0.1") would miss the network it is in.
    try:
        address = ip_address((text or "").strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
