"""Threads for work that takes milliseconds, with a shorter way there and back than an executor's.

Measured on two busy cores: 26 µs and 34 µs of CPU time for an empty call, against 37 µs and 54 µs with
`run_in_executor`; a stroke makes the way twice. The threads are daemons: a page that takes a minute to decode
cannot keep a stopped server from exiting.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_Work = tuple["asyncio.Future[Any]", Callable[[], Any]]


class Threads:
    """`count` threads that serve one event loop. What is run is begun in order; cancelled work is not begun."""

    def __init__(self, count: int, name: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._serve, name=f"{name}-{number}", daemon=True) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Call `work` in a thread; the future has its result or its exception."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue.put((future, work))
        return future

    async def close(self, within_s: float) -> bool:
        """Let the threads end after what they were given; False when one is still at work after `within_s`."""
        for _ in self._threads:
            self._queue.put(None)
        return await asyncio.to_thread(self._join, time.monotonic() + within_s)

    def _join(self, until: float) -> bool:
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _serve(self) -> None:
        while (given := self._queue.get()) is not None:
            future, work = given
            if future.cancelled():
                continue
            try:
                result, error = work(), None
            except BaseException as raised:  # whatever it is, somebody waits for the future
                result, error = None, raised
            try:
                self._loop.call_soon_threadsafe(_settle, future, result, error)
            except RuntimeError:
                return  # the loop was closed meanwhile: nobody waits any more
            del given, future, work, result, error  # or the last picture would stay until the next one comes


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
