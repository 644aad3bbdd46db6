"""What the application holds, by typed key: whoever opens a thing in a cleanup context puts it here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from server.accounts.passwords import Passwords
    from server.accounts.session_ends import SessionEnds
    from server.accounts.sessions import SignedIn
    from server.db.engine import Database
    from server.mail import Mailer
    from server.settings import Settings
    from server.static import StaticFiles
    from server.templates import Templates

SETTINGS: web.AppKey[Settings] = web.AppKey("settings")
DATABASE: web.AppKey[Database] = web.AppKey("database")
PASSWORDS: web.AppKey[Passwords] = web.AppKey("passwords")
SESSION_ENDS: web.AppKey[SessionEnds] = web.AppKey("session_ends")
MAILER: web.AppKey[Mailer | None] = web.AppKey("mailer")
STATIC: web.AppKey[StaticFiles] = web.AppKey("static")
TEMPLATES: web.AppKey[Templates] = web.AppKey("templates")

REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id")
SIGNED_IN: web.RequestKey[SignedIn | None] = web.RequestKey("signed_in")
RENEWED: web.RequestKey[str] = web.RequestKey("renewed")
"""The token of a remembered session that was prolonged during this request."""
