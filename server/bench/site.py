"""A server by its address: signing in, uploads, figures. Plain `http.client`, in threads."""

from __future__ import annotations

import asyncio
import http.client
import json
import ssl
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import urlencode, urlsplit

from server.bench.errors import NoServer, NotSignedIn

PATIENCE_S = 60.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BOUNDARY = "numeral-bench"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body of a response."""

    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        """The body, which is JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Site:
    """`origin` is scheme, host and port, `cookie` that of whoever is signed in; `tls` for https addresses."""

    origin: str
    cookie: str = ""
    tls: ssl.SSLContext | None = None

    @classmethod
    def at(cls, url: str, *, trust_anyone: bool = False) -> Site:
        """The site of an address. Raises NoServer for what is none. trust_anyone: self-signed certificates too."""
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NoServer(f"{url} is not an address such as https://numeral.example.")
        tls = None
        if parts.scheme == "https":
            tls = ssl.create_default_context()
            if trust_anyone:
                tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        return cls(f"{parts.scheme}://{parts.netloc}", tls=tls)

    @property
    def live(self) -> str:
        """Where the live socket is."""
        return self.origin.replace("http", "ws", 1) + "/live"

    def request(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        """One request on a connection of its own. Raises NoServer."""
        place = urlsplit(self.origin)
        kind = http.client.HTTPSConnection if self.tls else http.client.HTTPConnection
        options: dict[str, Any] = {"timeout": PATIENCE_S} | ({"context": self.tls} if self.tls else {})
        connection = kind(place.hostname or "", place.port, **options)
        sent = {"Origin": self.origin, **({"Cookie": self.cookie} if self.cookie else {})}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        except (OSError, http.client.HTTPException) as error:
            raise NoServer(f"{self.origin} does not answer: {error}") from error
        finally:
            connection.close()

    def signed_in(self, login: str, password: str) -> Site:
        """The same for somebody with an account. Raises NotSignedIn."""
        return self._enter("/sign-in", {"login": login, "password": password})

    def signed_up(self, name: str, password: str) -> Site:
        """The same for somebody new. Raises NotSignedIn."""
        form = {"username": name, "email": f"{name}@example.org", "password": password, "confirmation": password}
        return self._enter("/sign-up", form)

    async def posted(self, picture: bytes) -> Answer:
        """Upload one JPEG."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="page.jpg"\r\n\r\n'
        body = head.encode() + picture + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return await asyncio.to_thread(self.request, "POST", "/api/readings", body, Content_Type=kind)

    async def get(self, path: str) -> Answer:
        """Ask for something."""
        return await asyncio.to_thread(self.request, "GET", path)

    def _enter(self, path: str, form: dict[str, str]) -> Site:
        answer = self.request("POST", path, urlencode(form), **{"Content_Type": FORM["Content-Type"]})
        cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
        if answer.status != 303 or not cookie:
            raise NotSignedIn(f"{self.origin}{path} answered {answer.status}: check the name and the password.")
        return Site(self.origin, cookie, self.tls)
