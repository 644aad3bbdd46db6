"""Names, folders, patterns and standard input become files, in an order that stays the same."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from tests.vision.pictures import encoded, pdf_of
from vision.errors import EmptySource, Unreadable
from vision.files import named_files
from vision.limits import Limits


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pictures and a PDF among other things, and we stand beside it."""
    inside = tmp_path / "in"
    (inside / "sub").mkdir(parents=True)
    (inside / ".hidden").mkdir()
    for name in ("b.png", "sub/a.jpeg", ".hidden/c.png", ".d.png"):
        (inside / name).write_bytes(encoded("png"))
    (inside / "form").write_bytes(pdf_of((9, 9)))
    (inside / "notes.txt").write_text("no picture")
    (inside / "empty.png").touch()
    (inside / "link").symlink_to(inside, target_is_directory=True)
    (inside / "dangling.png").symlink_to("nowhere")
    os.mkfifo(inside / "pipe.png")
    monkeypatch.chdir(tmp_path)
    return inside


def _names(*words: str) -> list[str]:
    return [file.name for file in named_files(list(words))]


def test_a_folder_gives_its_pictures_and_pdfs(folder: Path) -> None:
    """At any depth, by content, in order; hidden and other files are passed over, links to folders not followed."""
    assert _names("in") == ["in/b.png", "in/form", "in/sub/a.jpeg"]


def test_a_named_file_is_taken_at_its_word(folder: Path) -> None:
    """Whoever names a hidden file, or a wrong one, means it, and gets its result or its hint."""
    words = ["in/.d.png", "in/notes.txt", "missing.png"]
    assert _names(*words) == words


def test_a_pattern_that_the_shell_left_alone_is_followed(folder: Path) -> None:
    """Shells without globs exist, and quoted patterns."""
    assert _names("in/*.png") == ["in/b.png", "in/dangling.png", "in/empty.png", "in/pipe.png"]
    assert _names("in/**/a.*") == ["in/sub/a.jpeg"]
    assert _names("in/.*.png") == ["in/.d.png"]
    assert _names(str(folder / "b.*")) == [str(folder / "b.png")]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder: Path) -> None:
    """Downloads are called `scan[1].png`."""
    (folder / "scan[1].png").write_bytes(encoded("png"))
    assert _names("in/scan[1].png") == ["in/scan[1].png"]


def test_words_that_name_nothing_become_trouble(folder: Path) -> None:
    """Silence would look like success."""
    (folder / "bare").mkdir()
    empty, *none = named_files(["in/bare", "*.gif", "**.png"])
    with pytest.raises(EmptySource):
        empty.data(Limits())
    for file in none:
        with pytest.raises(Unreadable):
            file.data(Limits())


def test_a_pipe_is_read_once(folder: Path) -> None:
    """`numeral-read <(curl …)`: what was read from it is gone, so it is kept."""
    pipe = folder / "pipe.png"
    with ThreadPoolExecutor(1) as thread:
        thread.submit(pipe.write_bytes, b"12345")
        (file,) = named_files([str(pipe)])
        assert file.data(Limits()) == b"12345"


def test_standard_input_is_read_to_one_byte_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to know that it is too much."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"123456789")))
    (file,) = named_files(["-"])
    assert (file.name, file.data(Limits(bytes=5))) == ("-", b"123456")
