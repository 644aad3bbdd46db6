"""The box for one item."""

from __future__ import annotations

import asyncio

from server.mailbox import Latest


async def test_a_new_frame_replaces_an_unread_one() -> None:
    """A camera faster than the recogniser loses old frames, never the newest."""
    mailbox: Latest[str] = Latest()
    for frame in ("first", "second", "third"):
        mailbox.put(frame)
    assert await mailbox.take() == "third"
    assert mailbox.dropped == 2


async def test_a_taker_waits_for_the_next_item() -> None:
    """Taking from an empty box ends when something comes."""
    mailbox: Latest[int] = Latest()
    taking = asyncio.create_task(mailbox.take())
    await asyncio.sleep(0)
    assert not taking.done()
    mailbox.put(1)
    assert await taking == 1
    assert mailbox.dropped == 0


async def test_what_arrived_may_still_be_replaced_before_it_is_taken() -> None:
    """A reader that waits for a free thread looks only then which frame is the newest."""
    mailbox: Latest[int] = Latest()
    mailbox.put(1)
    await mailbox.arrived()
    mailbox.put(2)
    assert mailbox.take_nowait() == 2
    assert mailbox.take_nowait() is None


async def test_clearing_is_not_dropping() -> None:
    """Figures of dropped frames must not count those of a camera that was switched off."""
    mailbox: Latest[int] = Latest()
    mailbox.put(1)
    mailbox.clear()
    mailbox.put(2)
    assert mailbox.dropped == 0
    assert await mailbox.take() == 2
