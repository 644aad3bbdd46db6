"""Catches the server holding the event loop: no call on it may use 50 ms of the thread's own processor time.

Processor time of this thread, not the clock on the wall: a busy machine makes calls late, not long.
"""

from __future__ import annotations

import asyncio
import gc
import time
from asyncio import Handle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MAX_HOLD_S = 0.05

TESTS = str(Path(__file__).resolve().parents[1])


@contextmanager
def watch_the_loop() -> Iterator[list[str]]:
    """Collects a sentence for each call that took too long. Tests' own coroutines may compute what they like."""
    holds: list[str] = []
    run = Handle._run

    def timed(handle: Handle) -> None:
        started = time.thread_time()
        run(handle)
        spent = time.thread_time() - started
        if spent > MAX_HOLD_S and not _belongs_to_a_test(handle):
            holds.append(f"{spent * 1000:.0f} ms in {handle!r}")

    gc.freeze()  # a collection of what other tests left behind would be blamed on this one
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Handle, "_run", timed)
            yield holds
    finally:
        gc.unfreeze()


def _belongs_to_a_test(handle: Handle) -> bool:
    task = getattr(getattr(handle, "_callback", None), "__self__", None)
    code = getattr(task.get_coro(), "cr_code", None) if isinstance(task, asyncio.Task) else None
    return code is not None and _is_test_code(code.co_filename)


def _is_test_code(path: str) -> bool:
    # Fixtures run in coroutines of the plugin that drives them.
    return path.startswith(TESTS) or "pytest_asyncio" in path
