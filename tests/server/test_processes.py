"""A process that does what it is asked: it may die, hang, raise or never open, and whoever asks is told."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from server.batching import Closing
from server.processes import NotOpened, Process, ProcessDied
from vision.errors import BrokenFile

PATIENCE_S = 60
ROOT = Path(__file__).parents[2]


class Counting:
    """What is made in the process."""

    def __init__(self) -> None:
        self.count = 0


class Odd(Exception):
    """One that cannot travel: it needs two arguments, and has one."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def add(made: Counting, number: int) -> int:
    made.count += number
    return made.count


def adds(made: Counting, number: int) -> None:
    made.count += number


def pid(made: Counting) -> int:
    return os.getpid()


def niceness(made: Counting) -> int:
    return os.nice(0)


def broken(made: Counting) -> None:
    raise BrokenFile("Half of it is missing.")


def odd(made: Counting) -> None:
    raise Odd(1, 2)


def lambdas(made: Counting) -> Callable[[], None]:
    return lambda: None


def dies(made: Counting) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hangs(made: Counting) -> None:
    time.sleep(PATIENCE_S)


def only_once(mark: Path) -> Counting:
    """Opens when nobody has left a mark."""
    if mark.exists():
        raise OSError("no room")
    return Counting()


def is_there(number: int) -> bool:
    return Path("/proc", str(number)).exists()


def gone(number: int) -> bool:
    until = time.monotonic() + PATIENCE_S
    while is_there(number) and time.monotonic() < until:
        time.sleep(0.01)
    return not is_there(number)


@asynccontextmanager
async def opened(make: Callable[[], Any] = Counting, **settings: Any) -> AsyncIterator[Process[Any]]:
    process: Process[Any] = Process(make, "test-0", **settings)
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield process
    finally:
        await process.close(PATIENCE_S)


async def test_what_it_makes_stays_between_questions() -> None:
    """Answers come in the order of the questions; another process works at them."""
    async with opened() as process:
        assert process.pid is None
        answers = await asyncio.gather(*(process.ask(add, number) for number in range(1, 5)))
        assert answers == [1, 3, 6, 10]
        assert await process.ask(pid) == process.pid != os.getpid()


async def test_errors_travel_with_their_kind_and_place() -> None:
    """A typed error stays one; what cannot travel is told in words; the process goes on."""
    async with opened() as process:
        with pytest.raises(BrokenFile, match="Half of it") as caught:
            await process.ask(broken)
        assert "in broken" in caught.value.__notes__[0]
        with pytest.raises(RuntimeError, match="Odd: 1 and 2"):
            await process.ask(odd)
        with pytest.raises((AttributeError, RuntimeError, Exception), match="pickle"):
            await process.ask(lambdas)
        assert await process.ask(add, 1) == 1


async def test_a_death_is_told_to_one_and_another_process_serves_the_next() -> None:
    """Nobody else loses anything but what it had made."""
    async with opened() as process:
        first = await process.ask(pid)
        lost, after = process.ask(dies), process.ask(pid)
        with pytest.raises(ProcessDied):
            await lost
        assert await after != first
        assert process.deaths == 1


async def test_a_death_while_nothing_is_asked_is_told_to_nobody() -> None:
    """Somebody wanted its memory; the next question finds another process."""
    async with opened() as process:
        number = await process.ask(pid)
        os.kill(number, signal.SIGKILL)
        assert await asyncio.to_thread(gone, number)
        assert await process.ask(add, 1) == 1
        assert process.deaths == 1


async def test_what_hangs_is_given_up() -> None:
    """With its process; the next question is answered."""
    async with opened(longest_s=0.2) as process:
        with pytest.raises(ProcessDied):
            await process.ask(hangs)
        assert await process.ask(add, 1) == 1


async def test_one_that_does_not_open_is_tried_again_by_the_next_question(tmp_path: Path) -> None:
    """Until then it says that it does not work."""
    mark = tmp_path / "mark"
    mark.touch()
    async with opened(partial(only_once, mark)) as process:
        with pytest.raises(NotOpened):
            await process.ask(add, 1)
        assert not process.works
        mark.unlink()
        await process.open()
        assert process.works
        assert await process.ask(add, 1) == 1


async def test_closing_does_not_wait_for_what_hangs() -> None:
    """Whoever asked is told, later questions too, and the process is gone."""
    process: Process[Any] = Process(Counting, "test-0")
    number = await process.ask(pid)
    asked = process.ask(hangs)
    await asyncio.sleep(0.1)
    async with asyncio.timeout(PATIENCE_S / 2):
        await process.close(PATIENCE_S)
        for late in (asked, process.ask(pid), process.open()):
            with pytest.raises(Closing):
                await late
    assert await asyncio.to_thread(gone, number)


async def test_telling_needs_no_answer_and_opens_nothing() -> None:
    """What went with a process needs not be told to the next."""
    async with opened() as process:
        process.tell(adds, 5)
        await asyncio.sleep(0)
        assert process.pid is None
        assert await process.ask(add, 1) == 1
        process.tell(adds, 5)
        process.tell(dies)
        process.tell(adds, 7)
        assert await process.ask(add, 1) == 1


async def test_it_steps_back_and_leaves_ctrl_c_to_its_parent() -> None:
    """A terminal sends Ctrl+C to both; the parent ends the process when it is done with it."""
    async with opened(niceness=7) as process:
        assert await process.ask(niceness) == os.nice(0) + 7
        os.kill(await process.ask(pid), signal.SIGINT)
        assert await process.ask(add, 1) == 1


async def test_it_ends_with_its_parent() -> None:
    """However that ended: nothing is left behind by a server that was killed."""
    program = (
        "import asyncio, sys\n"
        "from server.processes import Process\n"
        "from tests.server.test_processes import Counting, pid\n"
        "async def main():\n"
        "    print(await Process(Counting, 'test-0').ask(pid), flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", program, cwd=ROOT, stdout=PIPE)
    assert parent.stdout is not None
    number = int(await parent.stdout.readline())
    assert is_there(number)
    parent.kill()
    await parent.communicate()
    assert await asyncio.to_thread(gone, number)
