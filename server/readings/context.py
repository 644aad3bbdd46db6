"""What the readings' handlers share, opened with the server and closed with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from server.keys import DATABASE, SETTINGS
from server.live.routes import SURROUNDINGS
from server.metrics import METRICS
from server.readings.bounds import Bounds
from server.readings.images import Images
from server.readings.intake import Door
from server.readings.news import News
from server.readings.queue import ReadingQueue
from server.readings.retention import sweep
from server.readings.storage import Storage, storage_of
from server.readings.store import ReadingStore
from server.readings.worker import ReadingWorker
from server.recognition import RECOGNITION


@dataclass(frozen=True, slots=True)
class Readings:
    """The parts that handlers use."""

    store: ReadingStore
    storage: Storage
    door: Door
    images: Images
    worker: ReadingWorker
    keep_images: bool


READINGS: web.AppKey[Readings] = web.AppKey("readings", Readings)


async def readings_ctx(app: web.Application) -> AsyncIterator[None]:
    """Own the worker and the sweep for as long as the server runs."""
    settings, recognition, hub = app[SETTINGS], app[RECOGNITION], app[SURROUNDINGS].hub
    store, storage = ReadingStore(app[DATABASE], Bounds.of(settings)), storage_of(settings)
    await asyncio.to_thread(storage.open)

    news = News(store, hub)
    queue = ReadingQueue(app[DATABASE])
    worker = ReadingWorker(
        queue,
        store,
        storage,
        recognition,
        app[METRICS],
        news.told,
        keep_images=settings.keep_images,
        takeover_s=settings.takeover_s,
    )
    app[READINGS] = Readings(
        store,
        storage,
        Door(storage, settings, recognition.limits),
        Images(storage, recognition),
        worker,
        settings.keep_images,
    )
    helpers = [asyncio.create_task(sweep(store, storage, settings.retention_days))]
    if not app[DATABASE].is_sqlite:
        await news.begin()
        helpers.append(asyncio.create_task(news.watch()))
    async with worker.running():
        yield
    for helper in helpers:
        helper.cancel()
    await asyncio.gather(*helpers, return_exceptions=True)
    await asyncio.to_thread(storage.close)
