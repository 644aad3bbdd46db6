"""Which files the words of a command line mean: names, folders, patterns, and `-` for standard input."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vision.contents import contents
from vision.errors import EmptySource, UnknownFormat, Unreadable, VisionError
from vision.kinds import HEAD_BYTES, kind_of
from vision.limits import Limits

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Named:
    """One file to read, by the name that results and hints call it, or the trouble in finding it."""

    name: str
    path: Path | None = None
    trouble: VisionError | None = None

    def data(self, limits: Limits) -> bytes | Path:
        """Where to read from. What can be read only once, standard input and pipes, is read here."""
        if self.trouble:
            raise self.trouble
        if self.path is None:
            return sys.stdin.buffer.read(limits.bytes + 1)
        return self.path if self.path.is_file() else contents(self.path, limits)


def named_files(words: list[str]) -> Iterator[Named]:
    """Every file that `words` name, in their order; those of folders and patterns in the order of their names.

    Of a folder, and of the folders in it, only pictures and PDFs count, told by content; hidden ones do not.
    """
    for word in words:
        path = Path(word)
        if word == STANDARD_INPUT:
            yield Named(word)
        elif path.is_dir():
            yield from _in_folder(path)
        elif glob.has_magic(word) and not path.exists():
            yield from _by_pattern(word)
        else:
            yield Named(word, path)


def _in_folder(folder: Path) -> Iterator[Named]:
    visible = (path for path in folder.rglob("*") if not _is_hidden(path.relative_to(folder)))
    found = sorted(path for path in visible if _may_be_read(path))
    if not found:
        yield Named(str(folder), trouble=EmptySource("There is no picture and no PDF in this folder."))
    yield from (Named(str(path), path) for path in found)


def _by_pattern(pattern: str) -> Iterator[Named]:
    """As shells do it: hidden files only where the pattern has a dot for them. Links to folders are not followed."""
    anchor = Path(pattern).anchor
    try:
        paths = sorted(Path(anchor).glob(pattern.removeprefix(anchor)))
    except ValueError:  # such as **.png
        paths = []
    dotted = _is_hidden(Path(pattern))
    found = [path for path in paths if not path.is_dir() and (dotted or not _is_hidden(path))]
    if not found:
        yield Named(pattern, trouble=Unreadable("No file has a name like this."))
    yield from (Named(str(path), path) for path in found)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") and part != ".." for part in path.parts)


def _may_be_read(path: Path) -> bool:
    """Whether a file is a picture or PDF. What is neither file nor link to one, such as a pipe, is not opened."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            kind_of(file.read(HEAD_BYTES))
    except (OSError, UnknownFormat, EmptySource):
        return False
    return True
