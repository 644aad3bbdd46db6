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

    def __init__(self, port: int, refusals: int = 0) -> None:
        self.port = port
        self._refusals = refusals
        self._mails: asyncio.Queue[EmailMessage] = asyncio.Queue()

    @property
    def waiting(self) -> int:
        """Mails that nobody took yet."""
        return self._mails.qsize()

    async def take(self) -> EmailMessage:
        """The next mail, when it is there."""
        async with asyncio.timeout(PATIENCE_S):
            return await self._mails.get()

    async def speak(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One client's conversation, from greeting to goodbye."""
        self._refusals -= 1
        try:
            if self._refusals >= 0:
                writer.write(b"421 not now\r\n")
                return
            writer.write(b"220 test\r\n")
            await self._answer(reader, writer)
        finally:
            writer.close()
            await writer.wait_closed()

    async def _answer(self, reader: StreamReader, writer: StreamWriter) -> None:
        while line := await reader.readline():
            match line.split()[0].upper():
                case b"DATA":
                    writer.write(b"354 go on\r\n")
                    self._mails.put_nowait(_mail(await reader.readuntil(b"\r\n.\r\n")))
                    writer.write(b"250 kept\r\n")
                case b"QUIT":
                    writer.write(b"221 bye\r\n")
                    return
                case _:
                    writer.write(b"250 ok\r\n")


@asynccontextmanager
async def mail_server(refusals: int = 0) -> AsyncIterator[Mailbox]:
    """A mail server on a free port that turns the first `refusals` clients away."""
    mailbox = Mailbox(0, refusals)
    conversations: set[asyncio.Task[None]] = set()

    def begin(reader: StreamReader, writer: StreamWriter) -> None:
        conversations.add(asyncio.create_task(mailbox.speak(reader, writer)))

    async with await asyncio.start_server(begin, "127.0.0.1", 0) as server:
        mailbox.port = server.sockets[0].getsockname()[1]
        yield mailbox
    await asyncio.gather(*conversations, return_exceptions=True)


def _mail(data: bytes) -> EmailMessage:
    # A line with one dot ends the mail; a dot of the mail's own at the start of a line was doubled.
    mail = message_from_bytes(data.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail
