"""The event loop that the server runs on, for what is measured beside it."""

from __future__ import annotations

from typing import Any


def loop_factory() -> Any:
    """uvloop's, or None for asyncio's own where that is not installed."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
