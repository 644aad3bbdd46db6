"""Mail by SMTP: handed over without waiting, sent one after the other, dropped loudly when it cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import aiosmtplib
import structlog
from aiohttp import web
from yarl import URL

from server.keys import MAILER, SETTINGS
from server.settings import Settings

log = structlog.get_logger()

MAX_WAITING = 100
TIMEOUT_S = 20
ATTEMPTS = 3
PAUSE_S = 5.0


@dataclass(frozen=True, slots=True)
class Mail:
    """One plain text to one person."""

    to: str
    subject: str
    text: str


class Mailer:
    """A queue of mails and the one task that sends them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: asyncio.Queue[Mail] = asyncio.Queue(MAX_WAITING)

    def post(self, mail: Mail) -> None:
        """Send `mail` soon. The asker is not told how it went: that would tell who has an account."""
        try:
            self._waiting.put_nowait(mail)
        except asyncio.QueueFull:
            log.error("mail.dropped", reason="too many waiting")

    async def run(self) -> None:
        """Send what is posted until cancelled."""
        while True:
            mail = await self._waiting.get()
            await self._send(mail)
            self._waiting.task_done()

    async def sent_all(self) -> None:
        """Wait until nothing is waiting or being sent."""
        await self._waiting.join()

    async def _send(self, mail: Mail) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await _hand_over(self._settings, _message(self._settings, mail))
                log.info("mail.sent", subject=mail.subject)
                return
            except (aiosmtplib.SMTPException, OSError) as error:
                log.warning("mail.failed", attempt=attempt, error=type(error).__name__)
                if attempt < ATTEMPTS:
                    await asyncio.sleep(PAUSE_S)
        log.error("mail.dropped", reason="the mail server did not take it")


async def mail_ctx(app: web.Application) -> AsyncIterator[None]:
    """Own the mailer where a mail server is set; else app[MAILER] is None."""
    settings = app[SETTINGS]
    app[MAILER] = None
    if not settings.smtp_host:
        yield
        return
    app[MAILER] = mailer = Mailer(settings)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(mailer.run())
        yield
        running.cancel()


def _message(settings: Settings, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.smtp_from
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="numeral")
    message["Auto-Submitted"] = "auto-generated"  # asks vacation notices not to answer
    message.set_content(mail.text)
    return message


async def _hand_over(settings: Settings, message: EmailMessage) -> None:
    await aiosmtplib.send(
        message,
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user or None,
        password=settings.smtp_password.get_secret_value() or None,
        use_tls=settings.smtp_security == "tls",
        start_tls=settings.smtp_security == "starttls",
        # Left out, the library would look this machine's name up while the event loop waits.
        local_hostname=URL(settings.public_url).host,
        timeout=TIMEOUT_S,
    )
