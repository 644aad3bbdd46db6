"""Readings and pictures do not outlive their time, and no picture outlives its reading."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from server.db.base import utc_now
from server.readings.steady import SteadyClock
from server.readings.storage import Storage
from server.readings.store import ReadingStore

log = structlog.get_logger()

SWEEP_EVERY_S = 3600.0


async def sweep(store: ReadingStore, storage: Storage, retention_days: float) -> None:
    """Sweep at the start and every hour while the clock can be believed; runs until it is cancelled."""
    clock = SteadyClock()
    while True:
        try:
            if clock.believed():
                await sweep_once(store, storage, retention_days)
        except (SQLAlchemyError, OSError):
            log.exception("readings.sweep_failed")
        await asyncio.sleep(SWEEP_EVERY_S)


async def sweep_once(store: ReadingStore, storage: Storage, retention_days: float) -> None:
    """Delete what is older than `retention_days` (0: nothing is), then pictures that belong to nothing."""
    if retention_days:
        moment = utc_now() - timedelta(days=retention_days)
        while pictures := await store.delete_older_than(moment):
            for picture in pictures:
                if picture is not None:
                    await asyncio.to_thread(storage.remove, picture)
    # Those of deleted accounts, and of uploads that broke off between the disk and the database.
    stored = await asyncio.to_thread(storage.settled_names)
    for name in stored - await store.pictures():
        await asyncio.to_thread(storage.remove, name)
