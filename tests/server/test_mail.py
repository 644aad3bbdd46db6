"""Mail: sent in the background, tried again, never without the encryption that was asked for."""

from __future__ import annotations

import asyncio

import pytest

from server import mail
from server.mail import MAX_WAITING, Mail, Mailer
from server.settings import Settings
from tests.server.mailbox import Mailbox, mail_server

LETTER = Mail(to="ada@example.org", subject="Größe", text="Zeile eins\n.\nZeile zwei\n")


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two tries."""
    monkeypatch.setattr(mail, "PAUSE_S", 0)


def mailer_for(mailbox: Mailbox, security: str = "off") -> Mailer:
    """A mailer that sends to `mailbox`."""
    given = {
        "smtp_host": "127.0.0.1",
        "smtp_port": mailbox.port,
        "smtp_security": security,
        "smtp_from": "Numeral <numeral@example.org>",
        "public_url": "https://numeral.example",
    }
    return Mailer(Settings.model_validate(given))


async def send(mailer: Mailer, *letters: Mail) -> None:
    """Post these and wait until the mailer is done with them."""
    running = asyncio.create_task(mailer.run())
    for letter in letters:
        mailer.post(letter)
    await mailer.sent_all()
    running.cancel()


async def test_a_mail_arrives_as_it_was_written() -> None:
    """With its letters and lines, and the headers that keep it out of spam folders."""
    async with mail_server() as mailbox:
        await send(mailer_for(mailbox), LETTER)
        arrived = await mailbox.take()
    assert (arrived["To"], arrived["Subject"]) == (LETTER.to, LETTER.subject)
    assert arrived.get_content().replace("\r\n", "\n") == LETTER.text
    assert arrived["From"] == "Numeral <numeral@example.org>"
    assert arrived["Date"]
    assert arrived["Message-ID"]
    assert arrived["Auto-Submitted"] == "auto-generated"


async def test_a_mail_that_was_refused_is_tried_again() -> None:
    """Mail servers refuse strangers at first; a link that never comes is a user lost."""
    async with mail_server(refusals=2) as mailbox:
        await send(mailer_for(mailbox), LETTER)
        assert (await mailbox.take())["To"] == LETTER.to


async def test_a_mail_that_nobody_takes_holds_up_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    """It is given up, loudly, and without the address in the log."""
    async with mail_server(refusals=mail.ATTEMPTS) as mailbox:
        other = Mail(to="eve@example.org", subject="x", text="y")
        await send(mailer_for(mailbox), LETTER, other)
        assert (await mailbox.take())["To"] == other.to
        assert mailbox.waiting == 0
    logged = capsys.readouterr().err
    assert "mail.dropped" in logged
    assert LETTER.to not in logged


async def test_what_must_be_encrypted_is_not_sent_in_the_clear(capsys: pytest.CaptureFixture[str]) -> None:
    """A server that offers no encryption, or someone between who hides the offer, gets nothing."""
    async with mail_server() as mailbox:
        await send(mailer_for(mailbox, "starttls"), LETTER)
        assert mailbox.waiting == 0
    assert "mail.dropped" in capsys.readouterr().err


async def test_too_many_waiting_are_dropped_loudly(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asked is not kept waiting, and the memory is not filled."""
    mailer = mailer_for(Mailbox(1))
    for _ in range(MAX_WAITING + 1):
        mailer.post(LETTER)
    assert capsys.readouterr().err.count("mail.dropped") == 1
