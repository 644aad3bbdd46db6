"""How far a command has come, on standard error, and only when a person is looking there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class ReadingProgress:
    """One bar over all files; within a file it moves by pages. A context manager.

    Redrawn when something happens and by no thread of its own, so that nothing is drawn between results.
    """

    def __init__(self, files: int, console: Console) -> None:
        self._bar = Progress(
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.description}", markup=False),
            console=console,
            auto_refresh=False,
            transient=True,
            disable=not console.is_terminal,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("", total=files)
        self._pages = 1

    def __enter__(self) -> ReadingProgress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def opened(self, name: str, pages: int) -> None:
        """A file is being read, and this many of its pages will be: each counts as one more thing to do."""
        self._bar.update(self._task, description=name, total=(self._total or 0) + pages - 1)
        self._bar.refresh()

    def advance(self) -> None:
        """A page is done, or a file that could not be opened."""
        self._bar.update(self._task, advance=1, refresh=True)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Make room for a line on the same terminal, then draw the bar again under it."""
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    @property
    def _total(self) -> float | None:
        return self._bar.tasks[0].total
