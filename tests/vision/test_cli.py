"""The command, from the words on its line to what it prints and how it ends."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import jsonschema
import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner, Result

from tests.vision.pictures import Pixels, encoded, encrypted_pdf, tiff_of
from vision.cli import read
from vision.reading import schema

ROOT = Path(__file__).parents[2]

PATIENCE_S = 20
"""After which Ctrl-C is pressed again; nothing is measured by it."""


def _picture(text: str) -> Pixels:
    """Printed digits, easy to read: these tests are about the command."""
    page = np.full((180, 90 + 60 * len(text)), 245, np.uint8)
    cv2.putText(page, text, (40, 120), cv2.FONT_HERSHEY_SIMPLEX, 2.5, (30,), 7, cv2.LINE_AA)
    return page


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Good and bad files, and we stand among them."""
    (tmp_path / "one.png").write_bytes(encoded("png", _picture("24")))
    (tmp_path / "two.jpg").write_bytes(encoded("jpeg", _picture("0367")))
    (tmp_path / "pages.tif").write_bytes(tiff_of([_picture("24"), _picture("90")]))
    (tmp_path / "cut.png").write_bytes(encoded("png", _picture("24"))[:300])
    (tmp_path / "secret.pdf").write_bytes(encrypted_pdf())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*words: str, stdin: bytes = b"") -> Result:
    app = typer.Typer()
    app.command()(read)
    return CliRunner().invoke(app, words, input=stdin, catch_exceptions=False)


def _process(folder: Path, *words: str, **options: Any) -> subprocess.Popen[bytes]:
    """The same as a program of its own, as `python -m vision read`."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "vision", "read", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        **options,
    )


def test_a_line_per_page_goes_to_standard_output(folder: Path) -> None:
    """Nothing else does, and standard error stays empty when nothing is wrong."""
    done = _run("one.png", "two.jpg", "pages.tif")
    assert done.stdout == "one.png\t24\ntwo.jpg\t0367\npages.tif:1\t24\npages.tif:2\t90\n"
    assert (done.stderr, done.exit_code) == ("", 0)


def test_bad_input_is_told_while_the_rest_is_read(folder: Path) -> None:
    """One hint for each on standard error, and an exit status that scripts can see."""
    done = _run("cut.png", "secret.pdf", "missing.png", "*.gif", "one.png")
    assert done.stdout == "one.png\t24\n"
    assert done.exit_code == 2
    hints = dict(line.split(": ", 1) for line in done.stderr.splitlines())
    assert list(hints) == ["cut.png", "secret.pdf", "missing.png", "*.gif"]
    assert "damaged" in hints["cut.png"] and "password" in hints["secret.pdf"]


def test_a_folder_is_read_in_order(folder: Path) -> None:
    """Its bad files get their hints too."""
    done = _run(".")
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [
        "one.png",
        "pages.tif:1",
        "pages.tif:2",
        "two.jpg",
    ]
    assert done.exit_code == 2


def test_standard_input_is_a_file_too(folder: Path) -> None:
    """Told by its content, as every file."""
    done = _run("-", stdin=(folder / "two.jpg").read_bytes())
    assert (done.stdout, done.exit_code) == ("-\t0367\n", 0)
    assert _run("-").exit_code == 2


def test_json_lines_fit_the_printed_schema(folder: Path) -> None:
    """One object per page; what `--schema` prints describes its reading."""
    printed = json.loads(_run("--schema").stdout)
    assert printed == schema()
    pages = [json.loads(line) for line in _run("--json", "one.png", "pages.tif").stdout.splitlines()]
    assert [(page["file"], page["page"]) for page in pages] == [("one.png", 1), ("pages.tif", 1), ("pages.tif", 2)]
    for page in pages:
        jsonschema.validate(page["reading"], printed)


def test_a_table_shows_file_digits_and_confidence(folder: Path) -> None:
    """For people; programs get lines."""
    out = _run("--table", "two.jpg").stdout
    assert "two.jpg" in out and "0367" in out and "%" in out


@pytest.mark.parametrize(("page", "text"), [("1", "24"), ("2", "90")])
def test_one_page_can_be_picked(folder: Path, page: str, text: str) -> None:
    """Counted from 1, as in the output."""
    done = _run("--page", page, "pages.tif")
    assert done.stdout == f"pages.tif:{page}\t{text}\n"


def test_a_page_outside_is_bad_input(folder: Path) -> None:
    """The hint says how many there are."""
    done = _run("--page", "3", "pages.tif", "one.png")
    assert done.exit_code == 2
    assert "2 pages" in done.stderr and "1 page," in done.stderr


def test_annotated_pictures_are_written(folder: Path) -> None:
    """One per page, in the size of the page, with something drawn on it."""
    assert _run("--annotate", "out/deep", "one.png", "two.jpg", "pages.tif").exit_code == 0
    written = {path.name: path for path in (folder / "out" / "deep").iterdir()}
    assert sorted(written) == ["one.png", "pages-1.png", "pages-2.png", "two.jpg"]
    with Image.open(written["one.png"]) as image:
        assert image.size == (210, 180)
        assert (np.asarray(image) != _picture("24")[:, :, None]).any()


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--checkpoint", "none", "one.png"), "checkpoint"),
        (("--annotate", "one.png", "one.png"), "annotated"),
        (("--json", "--table", "one.png"), "one of"),
        (("--page", "0", "one.png"), "page"),
        ((), "files"),
    ],
)
def test_wrong_options_are_told_before_anything_is_read(folder: Path, words: tuple[str, ...], hint: str) -> None:
    """With the same exit status as bad files."""
    done = _run(*words)
    assert (done.stdout, done.exit_code) == ("", 2)
    assert hint in done.stderr.lower()


def test_a_name_that_is_no_text_comes_back_as_it_was(folder: Path) -> None:
    """File systems hold bytes; pipes must get the same bytes back."""
    name = b"amount-\xff.png"
    Path(os.fsdecode(name)).write_bytes(encoded("png", _picture("24")))
    with _process(folder, os.fsdecode(name), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.read() == name + b"\t24\n"
    assert process.returncode == 0


@pytest.fixture
def _hears_control_c() -> Iterator[None]:
    """Programs that a shell started in the background ignore it, and so would those that they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_hears_control_c")
def test_control_c_stops_it_cleanly(folder: Path) -> None:
    """What was read stays printed; no traceback; the status that shells give to Ctrl-C."""
    read_end, write_end = os.pipe()  # standard input never ends, so the command waits there
    with _process(folder, "one.png", "-", stdin=read_end, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == b"one.png\t24\n"
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            # It came in the moment before the wait for standard input began, which it then does not end.
            process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b""
    os.close(read_end)
    os.close(write_end)
    assert process.returncode == 130


def test_a_closed_pipe_ends_it_quietly(folder: Path) -> None:
    """`numeral-read … | head -1` is no accident."""
    with _process(folder, *["one.png"] * 20, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_progress_is_shown_to_a_person_and_to_nobody_else(folder: Path) -> None:
    """Standard error is a terminal here, standard output a pipe: the results in it stay clean."""
    ours, theirs = pty.openpty()
    with _process(folder, "one.png", "pages.tif", "missing.png", stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        assert process.stdout is not None
        out = process.stdout.read()
        shown = b""
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:  # the other end is closed: all was read
            os.close(ours)
    assert out == b"one.png\t24\npages.tif:1\t24\npages.tif:2\t90\n"
    assert b"1/3" in shown and b"4/4" in shown
    assert b"missing.png: The file cannot be opened" in shown
    assert process.returncode == 2
