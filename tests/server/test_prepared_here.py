"""Small drawings are prepared on the event loop: few before it goes round, so that nobody else waits for them."""

from __future__ import annotations

import asyncio
import threading

import pytest

from server.desk import AtHand
from server.jobs import Crops, Logits
from server.lanes import Lane
from server.live.drawing import FEW_POINTS, FEW_STROKES, Drawing
from server.messages import InkClear, InkPoints
from server.recognition import PREPARED_HERE, RECOGNITION
from tests.server.running import Running
from vision import Ink, Limits, Reading

SLANT = Ink.from_points([[(10, 10), (10, 90), (30, 90)]], width=100, height=100)


def points(seq: int, stroke: int, count: int) -> InkPoints:
    """So many points of one stroke."""
    return InkPoints(seq, stroke, tuple((float(k), 1.0, float(k), 0.5) for k in range(count)))


async def test_the_loop_goes_round_between_a_few_drawings(server: Running) -> None:
    """Thirty people's strokes at one moment must not hold up sockets and heartbeats; all are read in the loop."""
    recognition, rounds, began = server.app[RECOGNITION], 0, []

    async def count_rounds() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0)

    async def one() -> threading.Thread:
        async with recognition.place(Lane.INK, "a", here=True) as prepare:
            began.append(rounds)
            prepared = await prepare(SLANT)
        assert len(prepared.crops)
        return threading.current_thread()

    counting = asyncio.create_task(count_rounds())
    await asyncio.gather(*(one() for _ in range(30)))
    counting.cancel()
    assert max(began.count(number) for number in began) <= PREPARED_HERE
    assert len(set(began)) >= 30 // PREPARED_HERE


async def test_one_drawing_is_classified_there_and_many_together(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pen alone waits for no thread; thirty people's strokes share batches but for the first of each round."""
    recognition = server.app[RECOGNITION]
    at_once, answers = recognition._recogniser.at_once, []

    def counted(crops: Crops) -> Logits | None:
        answers.append(at_once(crops))
        return answers[-1]

    monkeypatch.setattr(recognition._recogniser, "at_once", counted)

    async def text() -> str:
        async with recognition.place(Lane.INK, "a", here=True) as prepare:
            held = await prepare(SLANT)
        return await recognition.answer(held, text_of, lane=Lane.INK, user="a")

    alone = await text()
    assert len(answers) == 1
    assert answers[0] is not None
    assert set(await asyncio.gather(*(text() for _ in range(30)))) == {alone}
    assert len(answers) - 1 <= 30 // PREPARED_HERE + 1


def text_of(reading: Reading, at_hand: AtHand) -> str:
    return reading.text


def test_a_drawing_is_small_until_it_has_many_strokes_or_points() -> None:
    """What takes longer goes to a thread, however it came to be so; a cleared canvas is small again."""
    drawing = Drawing(Limits())
    drawing.apply(points(1, 0, FEW_POINTS))
    assert drawing.is_small
    drawing.apply(points(2, 0, 1))
    assert not drawing.is_small
    drawing.apply(InkClear(3))
    assert drawing.is_small
    for stroke in range(FEW_STROKES + 1):
        drawing.apply(points(4 + stroke, stroke, 2))
    assert not drawing.is_small
