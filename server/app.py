"""The application put together: what opens in which order, what every request passes, all routes."""

from __future__ import annotations

from aiohttp import web

from server import api, errors_http, health, logs, pages, security, static, templates, tracing
from server.accounts import routes as accounts
from server.accounts import sessions
from server.accounts.context import accounts_ctx
from server.db.engine import database_ctx
from server.keys import SETTINGS
from server.live import routes as live
from server.mail import mail_ctx
from server.metrics import metrics_ctx
from server.readings.context import readings_ctx
from server.recognition import recognition_ctx
from server.settings import Settings

FORM_BYTES = 64 * 1024
"""Bodies that are read whole. Uploads stream past this limit under one of their own."""


def create_app(settings: Settings) -> web.Application:
    """The whole server; nothing is opened before it starts."""
    app = web.Application(
        client_max_size=FORM_BYTES,
        # From the outside in: every answer is logged and has the one error shape.
        middlewares=[logs.requests, tracing.traces, errors_http.answers, security.same_origin, sessions.renewals],
    )
    app[SETTINGS] = settings
    # Opened in this order, closed in the reverse one.
    app.cleanup_ctx.append(tracing.tracing_ctx)
    app.cleanup_ctx.extend([database_ctx, static.static_ctx, templates.templates_ctx, mail_ctx, accounts_ctx])
    app.cleanup_ctx.extend([metrics_ctx, recognition_ctx, live.live_ctx, readings_ctx])
    app.cleanup_ctx.extend([api.openapi_ctx, health.health_ctx])
    app.on_shutdown.append(live.say_goodbye)
    for routes in (accounts.ROUTES, pages.ROUTES, static.ROUTES, live.ROUTES, api.ROUTES, health.ROUTES):
        app.add_routes(routes)
    app.on_response_prepare.extend([security.add_headers, logs.add_request_id])
    return app
