"""One reader for all tests of the room: opening it costs more than reading."""

from collections.abc import Iterator

import pytest

from vision import Reader


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    with Reader.open() as opened:
        yield opened
