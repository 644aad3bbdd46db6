"""A process that does what it is asked, one thing after another, with memory and an interpreter of its own.

Python runs one thread at a time: work that takes long in a thread holds up everybody who waits for the interpreter,
and what brings a library down brings the server down. A process costs two ways through a pipe instead, some 0.2 ms,
and when it dies or hangs, what it was doing is lost and nothing else: the next question starts another.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import structlog

from server.batching import Closing, RecognitionFailed
from server.threads import Threads

log = structlog.get_logger(__name__)

OPENS_S = 60.0

FIRST_TO_BE_KILLED = "500"
"""Linux' oom_score_adj: when memory runs out, a process that can be opened anew goes before the server does."""

Served = TypeVar("Served")
Asked = ParamSpec("Asked")
T = TypeVar("T")


class ProcessDied(RecognitionFailed):
    """Raised to whoever asked what the process died or hung at."""

    code = "recognition.died"
    sentence = "The reader broke down over this."
    hint = "Try again; if it stays, save the picture anew, as PNG for example, and tell whoever runs the server."


class NotOpened(ProcessDied):
    """Raised when another process could not be opened; the log says why."""

    code = "recognition.not_opened"
    sentence = "The reader cannot be started at the moment."
    hint = "Try again in a minute; if it stays, tell whoever runs the server."


@dataclass(frozen=True, slots=True)
class _Peer:
    process: multiprocessing.process.BaseProcess
    connection: Connection

    def end(self) -> None:
        self.process.kill()
        self.connection.close()


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


class Process(Generic[Served]):
    """Opens what `make` makes in a process when it is first asked. Used from one event loop; `close` ends it."""

    def __init__(self, make: Callable[[], Served], name: str, *, niceness: int = 0, longest_s: float = 120.0) -> None:
        """make: picklable. niceness: how far it steps back behind others when cores are short, 0 to 19. longest_s:
        a question that takes longer is given up, and the process with it."""
        self._make = make
        self.name = name
        self._niceness = niceness
        self._longest_s = longest_s
        self._threads = Threads(1, name)
        self._peer: _Peer | None = None
        self._closed = False
        self.works = True
        """Whether the last attempt to open it went well."""
        self.deaths = 0

    @property
    def pid(self) -> int | None:
        """The number of the living process."""
        peer = self._peer
        return None if peer is None else peer.process.pid

    def ask(
        self, what: Callable[Concatenate[Served, Asked], T], /, *args: Asked.args, **named: Asked.kwargs
    ) -> asyncio.Future[T]:
        """The result of `what`, a function that takes what was made first; or what it raised.

        Also raises ProcessDied, NotOpened and Closing. Questions are answered in their order.
        """
        return self._run(partial(self._ask, what, args, named))

    def tell(
        self, what: Callable[Concatenate[Served, Asked], None], /, *args: Asked.args, **named: Asked.kwargs
    ) -> None:
        """The same when nobody waits for it and a process that has died needs not to be told; from any thread."""
        if not self._closed:
            self._threads.run(partial(self._tell, what, args, named))

    def open(self) -> asyncio.Future[None]:
        """Open it now. Raises NotOpened and Closing."""
        return self._run(self._opened)

    async def close(self, within_s: float) -> None:
        """End it, whatever it is doing."""
        self._closed = True
        if peer := self._peer:
            peer.process.kill()  # the thread that waits for its answer sees the end of the pipe
        await self._threads.close(within_s)
        self._bury()

    def _run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        if self._closed:  # its thread has ended
            refused: asyncio.Future[T] = asyncio.get_running_loop().create_future()
            refused.set_exception(Closing())
            return refused
        return self._threads.run(work)

    def _ask(self, what: Callable[..., T], args: tuple[Any, ...], named: dict[str, Any]) -> T:
        """In the thread."""
        peer = self._living() or self._open()
        try:
            peer.connection.send((what, args, named))
            if not peer.connection.poll(self._longest_s):
                raise TimeoutError(f"no answer within {self._longest_s:g} s")
            answer = peer.connection.recv()
        except (EOFError, OSError) as error:
            self._bury()
            if self._closed:
                raise Closing from error
            self._count_death(str(error) or "it ended", what.__name__)
            raise ProcessDied from error
        if isinstance(answer, _Raised):
            raise answer.error
        return answer  # type: ignore[no-any-return]

    def _living(self) -> _Peer | None:
        """The process, if it has not died since it was last asked: somebody wanted its memory."""
        if self._peer is not None and self._peer.connection.poll():  # nothing is asked, so it is the pipe's end
            self._bury()
            self._count_death("it ended", "nothing")
        return self._peer

    def _count_death(self, why: str, asked: str) -> None:
        self.deaths += 1
        log.error("process.died", process=self.name, why=why, asked=asked)

    def _tell(self, what: Callable[..., None], args: tuple[Any, ...], named: dict[str, Any]) -> None:
        if self._living() is not None:
            with suppress(RecognitionFailed, Closing):
                self._ask(what, args, named)

    def _opened(self) -> None:
        if self._living() is None:
            self._open()

    def _open(self) -> _Peer:
        if self._closed:
            raise Closing
        try:
            self._peer = peer = _begun(self._make, self.name, self._niceness)
        except Exception as error:  # no memory, no more processes, weights that are gone
            self.works = False
            log.error("process.not_opened", process=self.name, error=f"{type(error).__name__}: {error}")
            raise NotOpened from error
        self.works = True
        if self._closed:  # meanwhile
            peer.process.kill()
        return peer

    def _bury(self) -> None:
        peer, self._peer = self._peer, None
        if peer is not None:
            peer.end()


def _begun(make: Callable[[], object], name: str, niceness: int) -> _Peer:
    context = _context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, make, niceness), name=name, daemon=True)
    process.start()
    theirs.close()
    peer = _Peer(process, ours)
    try:
        if not ours.poll(OPENS_S):
            raise TimeoutError(f"not within {OPENS_S:g} s")
        answer = ours.recv()
    except (EOFError, OSError):
        peer.end()
        raise
    if isinstance(answer, _Raised):
        peer.end()
        raise answer.error
    return peer


def _context() -> Any:
    """A process that imports once what all of them need, and is then copied, where that is safe: not with threads."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["server.preloaded"])
    return context


def _serve(connection: Connection, make: Callable[[], object], niceness: int) -> None:
    """In the process, until the other end of the pipe is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is meant for the one who asks
    with suppress(OSError, AttributeError):
        os.nice(niceness)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_BE_KILLED)
    with suppress(EOFError, OSError):
        try:
            made = make()
        except Exception as error:
            connection.send(_raised(error))
            return
        connection.send(None)
        gc.collect()
        gc.freeze()
        while True:
            what, args, named = connection.recv()
            connection.send_bytes(_answer(partial(what, made, *args, **named)))
            del what, args, named  # or the last picture would stay until the next one comes


def _answer(work: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps(work(), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps(_raised(error))


def _raised(error: Exception) -> _Raised:
    """The error as it can travel, with where it happened: tracebacks cannot."""
    where = "".join(traceback.format_exception(error))
    try:
        travelled = pickle.loads(pickle.dumps(error))
    except Exception:
        travelled = RuntimeError(f"{type(error).__name__}: {error}")
    travelled.add_note(where)
    return _Raised(travelled)
