"""One HTTP call to one of the cluster's proxies, and what can come of it.

Busy       the replicas have enough to do; come back later
Lost       the call came to nothing: a replica, a node or the line died under it; another one may do
Misread    the answer was made with other weights, and would be calibrated wrongly
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

from server.cluster import wire
from server.jobs import Crops, Logits

CONNECT_S = 1.0
SHUN_S = 2.0
"""An address at which a call was lost is passed over for so long, while there are others."""


class Busy(Exception):
    """Raised for 429."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"busy for {retry_after_s} s")
        self.retry_after_s = retry_after_s


class Lost(Exception):
    """Raised for everything that another attempt may mend; `str()` says what happened."""


class Misread(Exception):
    """Raised when the weights are not those of this process."""

    def __init__(self, theirs: str) -> None:
        super().__init__(f"the deployment's weights are {theirs[:12] or 'not told'}…")
        self.theirs = theirs


class Proxies:
    """The addresses in turn: each proxy keeps its own books about the replicas."""

    def __init__(self, kept: ClientSession, fresh: ClientSession, origins: Sequence[str], weights: str) -> None:
        """`kept` uses connections again, `fresh` makes a new one for each call."""
        self._kept = kept
        self._fresh = fresh
        self._origins = list(origins)
        self._weights = weights
        self._shunned = dict.fromkeys(origins, float("-inf"))

    @classmethod
    @asynccontextmanager
    async def open(cls, origins: Sequence[str], weights: str) -> AsyncIterator[Proxies]:
        """Connections are kept and shared by all calls inside the block."""
        async with (
            ClientSession(connector=TCPConnector(limit=0)) as kept,
            ClientSession(connector=TCPConnector(limit=0, force_close=True)) as fresh,
        ):
            yield cls(kept, fresh, origins, weights)

    async def about(self, within_s: float) -> dict[str, Any]:
        """What the deployment says of itself, by the first address that answers. Raises Busy, Lost or Misread."""
        # Once more than there are addresses: behind one of them several nodes may stand, one of which has just died.
        for _ in self._origins:
            with suppress(Lost):
                return await self._about(within_s)
        return await self._about(within_s)

    async def _about(self, within_s: float) -> dict[str, Any]:
        async with self._call(self._fresh, "GET", None, within_s) as response:
            try:
                return dict(await response.json())
            except (ValueError, ClientError) as error:
                raise Lost(f"it does not answer as Numeral's deployment: {error}") from error

    async def read(self, crops: Crops, within_s: float, *, again: bool = False) -> Logits:
        """(N, 11) logits of 1 to `wire.MAX_CROPS` crops. Raises Busy, Lost or Misread.

        again: the call was lost before. All kept connections may lead to the node that died.
        """
        async with self._call(
            self._fresh if again else self._kept, "POST", wire.pack_crops(crops), within_s
        ) as response:
            try:
                return wire.unpack_logits(await response.read(), len(crops))
            except wire.BadBody as error:
                raise Lost(str(error)) from error

    @asynccontextmanager
    async def _call(
        self, session: ClientSession, method: str, body: bytes | None, within_s: float
    ) -> AsyncIterator[ClientResponse]:
        origin = self._next()
        timeout = ClientTimeout(total=within_s, sock_connect=CONNECT_S)
        try:
            async with session.request(method, origin + wire.ROUTE, data=body, timeout=timeout) as response:
                _check(response, self._weights)
                yield response
        except (ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as error:
            self._shunned[origin] = time.monotonic() + SHUN_S
            raise Lost(f"{origin}: {str(error) or type(error).__name__}") from error

    def _next(self) -> str:
        now = time.monotonic()
        for _ in self._origins:
            self._origins.append(self._origins.pop(0))
            if self._shunned[self._origins[-1]] <= now:
                break
        return self._origins[-1]


def _check(response: ClientResponse, weights: str) -> None:
    if response.status == 429:
        raise Busy(_seconds(response.headers.get("Retry-After", "")))
    if response.status != 200:
        raise Lost(f"{response.url.origin()} answered {response.status}")
    theirs = response.headers.get(wire.WEIGHTS_HEADER, "")
    if weights and theirs != weights:
        raise Misread(theirs)


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 1.0
