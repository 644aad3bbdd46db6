"""Doors of a cluster for the tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.cluster.digits import Digits
from tests.server.cluster.proxy import Door, opened_door


@pytest.fixture(scope="session")
def digits() -> Digits:
    """The network that is shipped, as a replica opens it."""
    return Digits("permissive", "onnx")


@pytest.fixture
async def door(digits: Digits) -> AsyncIterator[Door]:
    """A cluster's door with nothing wrong."""
    async with opened_door(digits) as opened:
        yield opened
