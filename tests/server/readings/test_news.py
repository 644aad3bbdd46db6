"""News of readings that other servers read: each end is told, once, and nothing that was there before."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientSession

from server.live.hub import Hub
from server.live.routes import SURROUNDINGS
from server.messages import ReadingProgress
from server.readings.context import READINGS
from server.readings.news import News
from server.readings.schemas import Summary
from server.readings.store import WAITING, NewReading, ReadingStore
from tests.server.running import Running


class Heard(Hub):
    """A hub of one user with a socket, which keeps what is told."""

    def __init__(self, server: Running, user: int) -> None:
        super().__init__(server.app[SURROUNDINGS].hub._metrics, per_user=1)
        self.user = user
        self.told: list[str] = []

    def users(self) -> list[int]:
        return [self.user]

    def publish(self, user: int, message: Any, *, about: str) -> None:
        assert isinstance(message, ReadingProgress)
        assert user == self.user
        assert message.reading["status"] not in WAITING
        self.told.append(about)


@pytest.fixture
async def store(server: Running) -> ReadingStore:
    """The readings' tables of a server whose own worker is told of none of what a test adds there."""
    return server.app[READINGS].store


@pytest.fixture
async def user(signed_in: ClientSession) -> int:
    """The first account of a new database."""
    return 1


async def _ended(store: ReadingStore, user: int, public_id: str) -> Summary:
    """A reading that was begun and ended elsewhere."""
    (summary,) = await store.add([NewReading(public_id, user, "a.png", "png", 1, 100, "picture")])
    await store.cancel(user, public_id)
    return summary.model_copy(update={"status": "cancelled"})


async def test_a_reading_shorter_than_the_time_between_two_questions_is_told(
    server: Running, store: ReadingStore, user: int
) -> None:
    hub = Heard(server, user)
    news = News(store, hub)
    await _ended(store, user, "before")
    await news.begin()
    await _ended(store, user, "between")
    await news.ask()
    assert hub.told == ["between"]
    await news.ask()
    assert hub.told == ["between"]


async def test_what_ended_here_is_not_told_again(server: Running, store: ReadingStore, user: int) -> None:
    hub = Heard(server, user)
    news = News(store, hub)
    await news.begin()
    news.told(user, await _ended(store, user, "here"))
    await news.ask()
    assert hub.told == ["here"]


async def test_another_user_s_are_not_told(server: Running, store: ReadingStore, user: int) -> None:
    hub = Heard(server, user + 1)
    news = News(store, hub)
    await news.begin()
    await _ended(store, user, "theirs")
    await news.ask()
    assert hub.told == []
