"""A line to the server that carries only so many bytes a second upwards: a phone at the edge of its network."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE_BYTES = 4096
WAITING_BYTES = 16 * 1024
"""What the line holds by itself; a sender notices soon that it is slow."""


@dataclass
class Line:
    """`bytes_per_s` may be changed at any time; None is as fast as it goes."""

    address: str
    bytes_per_s: float | None = None
    sockets: list[socket.socket] = field(default_factory=list)

    def carry(self, source: socket.socket, target: socket.socket, *, slowly: bool) -> None:
        """Pass everything on until one end is closed."""
        with suppress(OSError):
            while piece := source.recv(PIECE_BYTES):
                target.sendall(piece)
                if slowly and self.bytes_per_s:
                    time.sleep(len(piece) / self.bytes_per_s)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(host: str, port: int) -> Iterator[Line]:
    """A line that ends at `host:port`; its own address is that of its near end."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WAITING_BYTES)
        line = Line(f"http://localhost:{listening.getsockname()[1]}")
        threading.Thread(target=_accept, args=(line, listening, (host, port)), daemon=True).start()
        try:
            yield line
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for end in line.sockets:
                end.close()


def _accept(line: Line, listening: socket.socket, server: tuple[str, int]) -> None:
    with suppress(OSError):
        while True:
            near, _ = listening.accept()
            far = socket.create_connection(server)
            far.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, WAITING_BYTES)
            line.sockets += [near, far]
            for source, target, slowly in ((near, far, True), (far, near, False)):
                threading.Thread(
                    target=line.carry, args=(source, target), kwargs={"slowly": slowly}, daemon=True
                ).start()
