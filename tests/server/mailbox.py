"""A mail server of just enough SMTP, on a real socket, that keeps what it is sent."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

PATIENCE_S = 10


class Mailbox:
    """What arrived, in order."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._mails: asyncio.Queue[EmailMessage] = asyncio.Queue()

    @property
    def waiting(self) -> int:
        """Mails that nobody took yet."""
        return self._mails.qsize()

    async def take(self) -> EmailMessage:
        """The next mail, when it is there."""
        return await asyncio.wait_for(self._mails.get(), PATIENCE_S)

    async def speak(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One client's conversation."""
        writer.write(b"220 test\r\n")
        while line := await reader.readline():
            match line.split()[0].upper():
                case b"DATA":
                    writer.write(b"354 go on\r\n")
                    self._mails.put_nowait(_mail(await reader.readuntil(b"\r\n.\r\n")))
                    writer.write(b"250 kept\r\n")
                case b"QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                case _:
                    writer.write(b"250 ok\r\n")
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def mail_server() -> AsyncIterator[Mailbox]:
    """A mail server on a free port."""
    mailbox = Mailbox(0)
    server = await asyncio.start_server(mailbox.speak, "127.0.0.1", 0)
    async with server:
        mailbox.port = server.sockets[0].getsockname()[1]
        yield mailbox


def _mail(data: bytes) -> EmailMessage:
    mail = message_from_bytes(data, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail
