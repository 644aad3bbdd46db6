"""Addresses of clusters: taken as people write them, refused with what is wrong."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from server.cluster.address import proxies_of
from server.settings import Settings


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("ray://head", ("http://head:8000",)),
        ("ray://10.0.0.5:9000/", ("http://10.0.0.5:9000",)),
        ("ray://a:8000, b", ("http://a:8000", "http://b:8000")),
        ("ray://[::1]:8000", ("http://[::1]:8000",)),
    ],
)
def test_one_or_several_addresses_are_taken(text: str, origins: tuple[str, ...]) -> None:
    """Without a port it is Serve's own; several are for clusters without a balancer before them."""
    assert proxies_of(text) == origins
    assert Settings(recogniser=text).recogniser == text


@pytest.mark.parametrize("text", ["ray://", "ray://host:port", "ray://a,,b", "ray://host/path", "http://host:8000", ""])
def test_what_is_no_address_stops_the_start(text: str) -> None:
    """Not the first reading."""
    with pytest.raises(ValidationError):
        Settings(recogniser=text)


@pytest.mark.parametrize("port", [10001, 6379])
def test_rays_own_ports_are_told_apart(port: int) -> None:
    """`ray://head:10001` is what Ray's documentation says, for another purpose."""
    with pytest.raises(ValidationError, match="8000"):
        Settings(recogniser=f"ray://head:{port}")
