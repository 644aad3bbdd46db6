"""Run the server until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import ssl
import sys
import threading
from collections.abc import Callable

import structlog
from aiohttp import web

from server import logs, tls
from server.app import create_app
from server.beside import beside
from server.cannot_start import CannotStart
from server.recognition import RECOGNITION
from server.settings import Settings
from vision import VisionError

log = structlog.get_logger()

STOP_WITHIN_S = 4.5
"""From the signal to the end, whatever clients do; supervisors lose patience soon after."""

END_WITHIN_S = 2.0
"""What tasks that are left then may take to let themselves be cancelled."""

FINISH_WITHIN_S = 2.0
"""Of these, what running requests may take to finish."""


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Raises CannotStart."""
    logs.configure(settings)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve_until_stopped(settings))
        last = threading.Timer(END_WITHIN_S, _end_all_the_same, [runner.get_loop()])
        last.daemon = True
        last.start()
    last.cancel()


def _end_all_the_same(loop: asyncio.AbstractEventLoop) -> None:
    """A task that does not let itself be cancelled must not keep a stopped server alive."""
    log.error("server.did_not_end", tasks=[str(task) for task in asyncio.all_tasks(loop)])
    os._exit(1)


async def serve_until_stopped(settings: Settings) -> None:
    """Start, say where, wait for a signal, stop in time."""
    context = _tls(settings)
    app = create_app(settings)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=FINISH_WITHIN_S)
    stop = _stop_signal()
    try:
        await _set_up(runner)
        site = web.TCPSite(runner, settings.listen_host, settings.port, ssl_context=context)
        await _listen(site, settings)
        _tidy_memory()
        _announce(settings, runner.addresses[0][1])
        async with beside(app[RECOGNITION].keep_processes(), "processes"):
            await stop.wait()
        log.info("server.stopping")
    finally:
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await runner.cleanup()
        except TimeoutError:
            log.warning("server.stopped_late", after_s=STOP_WITHIN_S)


async def _set_up(runner: web.AppRunner) -> None:
    try:
        await runner.setup()
    except VisionError as error:
        raise CannotStart(f"The reader cannot be opened: {error} Check NUMERAL_CHECKPOINT.") from error


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:  # Windows
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def _tls(settings: Settings) -> ssl.SSLContext | None:
    try:
        files = tls.certificate_files(settings)
        if files is None:
            return None
        if settings.https == "self-signed":
            print(f"Certificate SHA-256 {files.fingerprint()}", file=sys.stderr)
        return tls.server_context(files)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise CannotStart(f"The certificate cannot be used: {error}. Check NUMERAL_HTTPS.") from error


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _listen(site: web.TCPSite, settings: Settings) -> None:
    try:
        await site.start()
    except OSError as error:
        where = f"{settings.listen_host}:{settings.port}"
        hint = "Is it running already? Stop it, or choose another port with --port."
        raise CannotStart(f"Cannot listen on {where}: {error.strerror}. {hint}") from error


def _tidy_memory() -> None:
    # What was loaded at start stays for good: without it a full collection is no longer felt by who draws.
    gc.collect()
    gc.freeze()


def _announce(settings: Settings, port: int) -> None:
    scheme = "http" if settings.https == "off" else "https"
    everywhere = settings.listen_host in ("0.0.0.0", "::")
    hosts = ["localhost", *(tls.lan_addresses() if everywhere else [])]
    if not everywhere and settings.listen_host not in ("127.0.0.1", "::1"):
        hosts = [settings.listen_host]
    addresses = [f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}" for host in hosts]
    print(f"Numeral is ready: {'  '.join(addresses)}  (Ctrl+C stops it)", flush=True)
