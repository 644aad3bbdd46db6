"""A small web server on this machine, for downloads; it can go on with a file, or refuse to, or break off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """What the server has and did. breaks_after: bytes of the next answer after which the connection closes."""

    files: dict[str, bytes]
    continues: bool = True
    breaks_after: int | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    address: str = ""


@contextmanager
def serving(files: dict[str, bytes], *, continues: bool = True) -> Iterator[Served]:
    """The files under their paths, on a free port of 127.0.0.1."""
    served = Served(files, continues)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _answer(self, served)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        served.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


def _answer(handler: BaseHTTPRequestHandler, served: Served) -> None:
    asked = handler.headers.get("Range")
    served.asked.append((handler.path, asked))
    content = served.files.get(handler.path)
    if content is None:
        handler.send_error(404)
        return
    start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and served.continues else 0
    if start >= len(content) > 0:
        handler.send_error(416)
        return
    handler.send_response(206 if start else 200)
    if start:
        handler.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
    handler.send_header("Content-Length", str(len(content) - start))
    handler.end_headers()
    end = None if served.breaks_after is None else start + served.breaks_after
    handler.wfile.write(content[start:end])
    if served.breaks_after is not None:
        served.breaks_after = None
        handler.close_connection = True
