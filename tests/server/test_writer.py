"""The one writer of a socket, against peers of every speed."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from msgspec import Raw

from server.messages import CameraReading, Error, InkReading, Pong, ReadingProgress, ServerMessage
from server.writer import PeerStalled, SocketWriter


class Peer:
    """Takes a message whenever it is let."""

    def __init__(self) -> None:
        self.got: list[dict[str, object]] = []
        self.lets = asyncio.Semaphore(0)

    async def take(self, text: bytes) -> None:
        await self.lets.acquire()
        self.got.append(msgspec.json.decode(text))

    def let(self, count: int) -> None:
        for _ in range(count):
            self.lets.release()


def ink(seq: int) -> InkReading:
    return InkReading(seq, Raw(b"{}"), 0.0)


async def finished(writer: SocketWriter) -> None:
    writer.end()
    await writer.run()


async def test_control_messages_arrive_in_order_and_before_readings() -> None:
    """An error about a message must not be overtaken by another error."""
    peer = Peer()
    writer = SocketWriter(peer.take)
    messages: list[ServerMessage] = [Pong(1, 0), Error("a", "b", "c"), Pong(2, 0)]
    writer.send_newest(ink(1))
    for message in messages:
        writer.send(message)
    peer.let(4)
    await finished(writer)
    assert [message["type"] for message in peer.got] == ["pong", "error", "pong", "ink.reading"]
    assert [message.get("id") for message in peer.got] == [1, None, 2, None]


async def test_a_slow_peer_gets_the_newest_reading_of_each_kind() -> None:
    """What it missed in between is of no use to it, and costs no memory."""
    peer = Peer()
    writer = SocketWriter(peer.take)
    running = asyncio.create_task(writer.run())
    writer.send(Pong(0, 0))
    await asyncio.sleep(0)  # the pong is now being sent, and stuck
    for seq in range(1, 100):
        writer.send_newest(ink(seq))
        writer.send_newest(CameraReading(seq, 0, Raw(b"{}"), (), 0, 0))
    peer.let(3)
    writer.end()
    await running
    assert [(m["type"], m.get("seq", m.get("frame"))) for m in peer.got[1:]] == [
        ("ink.reading", 99),
        ("camera.reading", 99),
    ]
    assert writer.replaced == 2 * 98


async def test_progress_of_two_uploads_is_kept_apart() -> None:
    """Each upload's page needs the newest word about it."""
    peer = Peer()
    writer = SocketWriter(peer.take)
    for upload in ("a", "b", "a"):
        writer.send_newest(ReadingProgress({"id": upload}), about=upload)
    peer.let(3)
    await finished(writer)
    assert [message["reading"] for message in peer.got] == [{"id": "b"}, {"id": "a"}]


async def test_a_peer_that_takes_nothing_is_given_up() -> None:
    """A stalled browser may hold its own socket for a while, and nothing else."""
    now = [0.0]
    peer = Peer()
    writer = SocketWriter(peer.take, stalled_s=20, clock=lambda: now[0])
    running = asyncio.create_task(writer.run())
    writer.send(Pong(1, 0))
    await asyncio.sleep(0)
    now[0] = 19.0
    writer.check()
    now[0] = 21.0
    with pytest.raises(PeerStalled):
        writer.check()
    peer.let(1)
    writer.end()
    await running
    writer.check()


async def test_answers_to_a_peer_that_only_asks_are_bounded() -> None:
    """Asking without reading must not fill the server's memory."""
    peer = Peer()
    writer = SocketWriter(peer.take, control_messages=8)
    for number in range(9):
        writer.send(Pong(number, 0))
    with pytest.raises(PeerStalled):
        await writer.run()
    assert not peer.got
