"""GET /live: who may have a socket, and what every socket shares."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from server.accounts import sessions
from server.keys import SESSION_ENDS, SETTINGS
from server.live.canvases import Canvases
from server.live.connection import Connection, Surroundings
from server.live.hub import Hub
from server.messages import LiveLimits
from server.metrics import METRICS
from server.recognition import RECOGNITION
from server.security import require_own_origin
from server.settings import Settings

log = structlog.get_logger()

SURROUNDINGS: web.AppKey[Surroundings] = web.AppKey("live_surroundings", Surroundings)

HUGE = 4
"""A message so many times over its limit is not read to its end: the socket is closed with 1009."""

PING_EVERY_S = 20.0
"""Browsers answer these by themselves: a line that was cut without a word is found within 30 seconds."""

CLOSE_S = 1.0
UNSENT_BYTES = 16 * 1024

ROUTES = web.RouteTableDef()


@ROUTES.get("/live")
async def live(request: web.Request) -> web.WebSocketResponse:
    """The socket. Raises CrossSite, SessionRequired or TooManySockets before the handshake."""
    require_own_origin(request)
    user = await sessions.require_session(request)
    around = request.app[SURROUNDINGS]
    around.hub.check_room(user.user_id)
    ws = web.WebSocketResponse(
        heartbeat=PING_EVERY_S,
        timeout=CLOSE_S,
        compress=False,  # costs more time than it saves: readings are small, pictures are compressed
        decode_text=False,
        max_msg_size=HUGE * max(around.limits.frame_bytes, around.limits.message_bytes),
        writer_limit=1,
    )
    await ws.prepare(request)
    _limit_unsent(request)

    async def touch() -> None:
        try:
            await sessions.touch(request.app, user)
        except (SQLAlchemyError, OSError) as error:
            log.warning("live.touch_failed", error=str(error))

    with request.app[SESSION_ENDS].subscribe(user.session_id) as ended:
        await Connection(ws, around, user.user_id, touch).run(ended)
    return ws


def limits_of(settings: Settings) -> LiveLimits:
    """The settings that bound one client, as the protocol names them."""
    return LiveLimits(
        message_bytes=settings.max_message_bytes,
        frame_bytes=settings.max_frame_bytes,
        points_per_message=settings.max_points,
        messages_per_s=settings.max_messages_per_s,
    )


async def live_ctx(app: web.Application) -> AsyncIterator[None]:
    """Own what the sockets share for as long as the server runs."""
    settings, recognition = app[SETTINGS], app[RECOGNITION]
    app[SURROUNDINGS] = around = Surroundings(
        Hub(app[METRICS], settings.max_live),
        Canvases(recognition.limits),
        recognition,
        app[METRICS],
        limits_of(settings),
        settings.heartbeat_s,
    )
    app[METRICS].watch_canvases(lambda: len(around.canvases))
    yield


async def say_goodbye(app: web.Application) -> None:
    """Shutdown signal: sockets are told to come back in a moment, and closed."""
    await app[SURROUNDINGS].hub.close()


def _limit_unsent(request: web.Request) -> None:
    """Keep old readings out of the kernel's queue: there, nothing newer could take their place."""
    transport = request.transport
    if transport is None:
        return
    transport.set_write_buffer_limits(high=UNSENT_BYTES)
    connection = transport.get_extra_info("socket")
    if connection is not None and hasattr(socket, "TCP_NOTSENT_LOWAT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
