"""Trouble of any kind as the one error message of the socket."""

from __future__ import annotations

from server.errors import ServerError
from server.messages import Error
from server.wire import MessageError
from server.writer import SocketWriter
from vision import VisionError


def tell(writer: SocketWriter, error: MessageError | VisionError | ServerError) -> None:
    """Send `error` to the client; the connection goes on."""
    seq = error.seq if isinstance(error, MessageError) else None
    writer.send(Error(error.code, str(error), error.hint, seq))
