"""`numeral-read`: the digits of files, on standard output as they come.

Results go to standard output, progress and hints to standard error. The exit status is 0, or 2 when something
could not be read (the rest still is), 130 when stopped by Ctrl-C, 141 when nobody listens any more.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console

from vision.annotated_folder import AnnotatedFolder
from vision.errors import VisionError
from vision.files import named_files
from vision.formats import known_formats, open_format
from vision.read_files import ReadFiles
from vision.reader import Reader
from vision.reading import schema
from vision.results import JsonLines, PlainLines, Results, TableOfAll

BAD_INPUT = 2
STOPPED = 130
NOBODY_LISTENS = 141


def _print_schema(wanted: bool) -> None:
    if wanted:
        print(json.dumps(schema(), indent=2))
        raise typer.Exit


def _print_formats(wanted: bool) -> None:
    if wanted:
        print("digits:8", "So many digits, or digits:6-8 for some", "12345678", sep="\t")
        print("pattern:dddd-dd", "A pattern: d is a digit, L a letter, {2,4} counts", "1234-56", sep="\t")
        for known in known_formats():
            print(known.name, known.title, known.example, sep="\t")
        raise typer.Exit


def read(
    files: Annotated[list[str], typer.Argument(help="Files, folders or patterns; - is standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per page.")] = False,
    as_table: Annotated[bool, typer.Option("--table", help="Print a table of all lines, at the end.")] = False,
    annotate_to: Annotated[
        Path | None,
        typer.Option("--annotate", metavar="DIR", help="Write the pictures with boxes and digits to DIR."),
    ] = None,
    checkpoint: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The weights: permissive (default), full, mnist, or a folder."),
    ] = None,
    page: Annotated[int | None, typer.Option(min=1, help="Read only this page of each file.")] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="NAME", help="Judge the lines under a format, beside what was seen; see --formats."
        ),
    ] = None,
    print_formats: Annotated[
        bool, typer.Option("--formats", callback=_print_formats, is_eager=True, help="List the formats.")
    ] = False,
    print_schema: Annotated[
        bool,
        typer.Option("--schema", callback=_print_schema, is_eager=True, help="Print the JSON Schema of a reading."),
    ] = False,
) -> None:
    """Read the digits in pictures and PDFs: a line per page, with the file, a tab, and what was read."""
    if as_json and as_table:
        raise typer.BadParameter("Choose one of --json and --table.")
    # What Pillow thinks of the metadata of a damaged picture is of no use to whoever wants its digits.
    warnings.filterwarnings("ignore", module="PIL")
    results = (JsonLines if as_json else TableOfAll if as_table else PlainLines)(_standard_output())
    try:
        status = _read(files, results, checkpoint, page, annotate_to, format)
    except KeyboardInterrupt:
        results.close()
        status = STOPPED
    except BrokenPipeError:
        # What is left in the buffer would raise once more at the end of the program.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = NOBODY_LISTENS
    raise typer.Exit(status)


def _read(
    files: list[str],
    results: Results,
    checkpoint: str | None,
    page: int | None,
    annotate_to: Path | None,
    format: str | None,
) -> int:
    """The exit status, after all files."""
    console = Console(stderr=True)
    try:
        if format is not None:
            open_format(format)  # a slip in its name is told before weights are loaded
        folder = None if annotate_to is None else AnnotatedFolder(annotate_to)
        with Reader.open(checkpoint) as reader:
            run = ReadFiles(reader, results, console, page, folder, format=format)
            run.read_all(list(named_files(files)))
    except VisionError as error:
        console.print(str(error), markup=False, highlight=False, soft_wrap=True)
        return BAD_INPUT
    return BAD_INPUT if run.troubles else 0


def _standard_output() -> TextIO:
    """Standard output that gives file names back as the bytes that the file system has, whatever they are."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="surrogateescape")
    return sys.stdout


def main() -> None:
    """The command `numeral-read`."""
    app = typer.Typer(add_completion=False)
    app.command()(read)
    app()
